"""The textbook experiments as a menu above the controls."""

from __future__ import annotations

import streamlit as st

from components.i18n import _
from components.page import close_popover, preset_popover
from components.training import state
from components.training.results import preset_of
from components.words.presets import note, published_line, sentence, title
from models.experiment import Experiment
from models.training.presets import PRESETS, Preset

_MENU = "preset_menu"


def preset_menu() -> None:
    """A menu of the textbook experiments; under it what the open one says."""
    with preset_popover(_MENU):
        for preset in PRESETS.values():
            _entry(preset)
    current = preset_of(state.current())
    if current:
        st.caption(
            f":blue-badge[{current.key}] **{title(current.key)}.** {published_line(current)} {note(current.key)}"
        )


def _entry(preset: Preset) -> None:
    st.markdown(f":blue-badge[{preset.key}] **{title(preset.key)}**  \n{sentence(preset.key)}")
    with st.container(horizontal=True, gap="small"):
        for label, experiment, key in (
            (_("With built-in digits"), preset.built_in, "built_in"),
            (_("With the textbook's data"), preset.experiment, "textbook"),
        ):
            st.button(
                label,
                key=f"preset_{preset.key}_{key}",
                on_click=_open,
                args=(preset, experiment),
            )


def _open(preset: Preset, experiment: Experiment) -> None:
    close_popover(_MENU)
    state.replace_experiment(experiment, undoable=title(preset.key))
