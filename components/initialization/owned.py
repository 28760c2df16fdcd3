"""What the page owns: the network that the controls set, the one it is compared with, and the view of batch norm."""

from __future__ import annotations

import streamlit as st

from components.page_settings import PageSettings
from models.batch_norm_view import BatchNormView
from models.fresh_network import FreshNetwork

PAGE = "initialization"
NETWORK = PageSettings(PAGE, FreshNetwork)
KEPT = PageSettings(PAGE, FreshNetwork, prefix="a_")
BATCH_NORM = PageSettings(PAGE, BatchNormView)
_COMPARED = "networks are compared"
_COMPARED_IN_LINK = {"compare": "1"}


def is_compared() -> bool:
    """Whether the kept network stands beside the current one."""
    return st.session_state.get(_COMPARED, False)


def compare() -> None:
    """Keep the current network as A; the controls go on with B."""
    KEPT.replace(NETWORK.current)
    st.session_state[_COMPARED] = True


def end_comparison() -> None:
    st.session_state[_COMPARED] = False


def exchange() -> None:
    """Let the controls go on with A."""
    kept, current = KEPT.current, NETWORK.current
    KEPT.replace(current)
    NETWORK.replace(kept)


def take_link() -> None:
    """Take over what the address says."""
    for settings in (NETWORK, KEPT, BATCH_NORM):
        settings.take_link()
    if st.query_params.get("compare") == "1":
        st.session_state[_COMPARED] = True


def to_query() -> dict[str, str]:
    """Everything the page shows, as a link has it."""
    kept = _COMPARED_IN_LINK | KEPT.to_query() if is_compared() else {}
    return NETWORK.to_query() | BATCH_NORM.to_query() | kept
