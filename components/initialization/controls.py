"""The controls of a fresh network."""

from __future__ import annotations

import streamlit as st

from components.controls import Controls, more_settings
from components.i18n import _
from components.initialization.settings import NETWORK, VIEW, compare, end_comparison, exchange
from components.words.labels import help_text, label


def network_controls() -> None:
    """Draw every control; the live figure follows the sliders while they are dragged."""
    controls = Controls(NETWORK, on_channel=True)
    _buttons(controls)
    controls.choice("initializer")
    controls.choice("activation")
    is_normal = NETWORK.current.initializer == "normal"
    why = _("For the initializer Normal: moving it chooses that one.")
    controls.number("init_std", live=True, help=None if is_normal else why)
    with more_settings():
        controls.number("depth", live=True)
        controls.number("width", live=True)
        controls.choice("batch_norm")
        controls.number("bias", live=True)
        controls.choice("inputs")
        controls.number(
            "batch_size",
            live=True,
            help=_("How many inputs go through the network together; batch norm averages over them."),
        )
        controls.number("seed")
        Controls(VIEW).switch("own_scale")


def _buttons(controls: Controls) -> None:
    with st.container(horizontal=True, gap="xsmall"):
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
        controls.restore_button()
        controls.undo_button()
