"""The frame of one question: its heading, telling cases and controls, and beside them the picture that answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.controls import Controls
from components.i18n import _
from components.page import page_parts, try_this
from components.session.page_settings import PageSettings
from models.settings import Settings

Case = tuple[str, Settings]


def question(
    title: str,
    sentence: str,
    settings: PageSettings,
    cases: Sequence[Case],
    controls: Callable[[Controls], None],
    then: Callable[[], None] = lambda: None,
) -> DeltaGenerator:
    """Draw all but the picture.

    Args:
        title: the question. sentence: what is to be seen.
        settings: of this question.
        cases: names of telling settings, marked with `N_`, and the settings.
        controls: draws the controls.
        then: what a case does besides, once its settings are there.

    Returns:
        Where the picture stands.
    """
    name = f"_{settings.kind.__name__}"
    st.header(title, anchor=False, divider="gray")
    st.markdown(sentence)
    try_this([(_(case), partial(_choose, settings, chosen, _(case), then)) for case, chosen in cases], name)
    left, right = page_parts(name)
    drawn = Controls(settings, on_channel=True)
    with left:
        with st.container(horizontal=True, gap="small"):
            drawn.restore_button()
            drawn.undo_button()
        controls(drawn)
    return right


def _choose(settings: PageSettings, chosen: Settings, name: str, then: Callable[[], None]) -> None:
    settings.replace(chosen, name)
    then()
