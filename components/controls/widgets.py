"""Widgets that show a page's settings and report their moves to them.

A widget is drawn with the settings' value as its default. Where it shows another value, because the
settings were changed elsewhere or a move was refused, a new widget takes its place. Setting the old one's
value is no choice: that message is lost when the next run of the script interrupts this one, and the
browser would send the old value back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.session.keys import renew_widget, widget_key
from components.words.labels import choice

OnMove = Callable[[Any], None]


def selectbox(field: str, options: Sequence[str], value: str, **common: Any) -> None:
    """Draw a select whose options have the names of a field's choices."""
    # Named here and now: Streamlit also asks for names when it no longer knows the session's language.
    names = {option: choice(field, option) for option in options}
    st.selectbox(options=options, index=options.index(value), format_func=names.__getitem__, **common)


def bound(name: str, value: Any, on_move: OnMove, page: str) -> dict[str, Any]:
    """Key and callback of the widget ``name``; a new key where the widget shows another value."""
    key = widget_key(name, page)
    if st.session_state.get(key, value) != value:
        renew_widget(name, page)
        key = widget_key(name, page)
    return {"key": key, "on_change": lambda: on_move(st.session_state[key])}
