"""The textbook's experiments on a page: a menu of them, and their figures beside the measured ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from components.i18n import N_, _
from components.words.presets import figure_text, sentence, title
from models.textbook import Figure, Preset, Published

E = TypeVar("E")

_ROWS: dict[Figure, str] = {
    "accuracy": N_("Training accuracy"),
    "val_accuracy": N_("Validation accuracy"),
    "test_accuracy": N_("Test accuracy"),
    "test_loss": N_("Test loss"),
    "val_loss": N_("Validation loss"),
    "parameters": N_("Parameters"),
    "trainable_parameters": N_("Trained parameters"),
}


def preset_menu(
    name: str,
    presets: Iterable[Preset[E]],
    choose: Callable[[Preset[E], E], None],
    *,
    built_in: str,
    icons: tuple[str | None, str | None] = (None, None),
    figures: Callable[[Preset[E]], str] | None = None,
    above: Callable[[], None] | None = None,
) -> None:
    """A menu of textbook experiments: what each shows, and a button for either of its data.

    Args:
        name: begins the keys of its buttons.
        choose: opens one of a preset's two experiments; called back by its button.
        built_in: the label of the button for the built-in data.
        icons: of the two buttons, where the menu is wide enough.
        figures: what is said of a preset's figures in its entry.
        above: draws what stands above the entries.
    """
    menu = f"{name}_menu"
    # Only a popover whose state is known can be closed from here.
    with st.popover(
        _("Textbook experiments"), icon=":material/menu_book:", width="stretch", key=menu, on_change="rerun"
    ):
        if above:
            above()
        for preset in presets:
            preset_entry(preset, figures(preset) if figures else "")
            with st.container(horizontal=True, gap="small"):
                for label, icon, experiment, data in (
                    (built_in, icons[0], preset.built_in, "built_in"),
                    (_("With the textbook's data"), icons[1], preset.experiment, "textbook"),
                ):
                    act = partial(_choose, menu, choose, preset, experiment)
                    st.button(label, key=f"{name}_{preset.key}_{data}", icon=icon, on_click=act)


def preset_entry(preset: Preset[Any], figures: str = "") -> None:
    """A textbook experiment's number, title and sentence, and below them its figures."""
    st.markdown(f":blue-badge[{preset.key}] **{title(preset.key)}**  \n{sentence(preset.key)}")
    if figures:
        st.caption(figures)


def beside_the_textbook(published: Iterable[Published], measured: Mapping[Figure, float]) -> bool:
    """Draw a table of the textbook's figures and the measured ones of the same kind; whether there are any."""
    both = [(item.figure, item.value, measured[item.figure]) for item in published if item.figure in measured]
    if both:
        columns = {
            _("Textbook"): [figure_text(figure, value) for figure, value, _here in both],
            _("Measured here"): [figure_text(figure, here) for figure, _value, here in both],
        }
        st.dataframe(pd.DataFrame(columns, index=[_(_ROWS[figure]) for figure, *_values in both]))
    return bool(both)


def _choose(menu: str, choose: Callable[[Preset[E], E], None], preset: Preset[E], experiment: E) -> None:
    st.session_state[menu] = False  # it would lie over what the click has changed
    choose(preset, experiment)
