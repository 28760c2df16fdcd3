"""The controls of a fresh network."""

from __future__ import annotations

import streamlit as st

from components.controls.instant import InstantControls, more_settings
from components.i18n import _
from components.initialization.settings import NETWORK, VIEW, compare, end_comparison, exchange
from components.words.labels import help_text, label
from models.initialization.fresh_network import FreshNetwork


def network_controls() -> None:
    """Draw every control; the fragment they stand in follows them."""
    controls = InstantControls(NETWORK)
    network = NETWORK.current
    _buttons(network)
    controls.select("initializer")
    controls.select("activation")
    if network.initializer == "normal":
        controls.slider("init_std")
    else:
        help = _("For the initializer Normal: moving it chooses that one.")
        controls.slider("init_std", help=help, also={"initializer": "normal"})
    with more_settings():
        controls.slider("depth")
        controls.slider("width")
        controls.select("batch_norm")
        controls.slider("bias")
        controls.select("inputs")
        controls.slider(
            "batch_size",
            help=_("How many inputs go through the network together; batch norm averages over them."),
        )
        controls.number("seed")


def _buttons(network: FreshNetwork) -> None:
    with st.container(horizontal=True, gap="small"):
        if VIEW.current.compare:
            st.button(_("Swap A and B"), icon=":material/swap_horiz:", on_click=exchange, key="fresh_swap")
            st.button(_("End comparison"), icon=":material/close:", on_click=end_comparison, key="fresh_end")
        else:
            st.button(
                label("compare"),
                icon=":material/compare:",
                on_click=compare,
                key="fresh_compare",
                help=help_text("compare"),
            )
        st.button(
            _("Restore defaults"),
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=network == FreshNetwork(),
            on_click=NETWORK.replace,
            args=(FreshNetwork(),),
            key="fresh_defaults",
        )
