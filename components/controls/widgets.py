"""Widgets that show the session's experiment and report their moves to it.

A widget is drawn with the experiment's value as its default. Where it shows another value, because the
experiment was changed elsewhere or a move was refused, a new widget takes its place. Setting the old one's
value is no choice: that message is lost when the next run of the script interrupts this one, and the
browser would send the old value back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components import state
from components.words.labels import choice, format_value, help_text, label
from components.words.scales import format_number, stops
from models.experiment import FIELDS

OnMove = Callable[[Any], None]


def control(field: str, *, high: float | None = None, disabled: bool = False, help: str | None = None) -> None:
    """Draw the widget of a field of `Experiment`.

    Args:
        high: an upper bound to use in place of the field's own.
        disabled: the value has no effect as things are.
        help: a sentence to show in place of the field's own help.
    """
    spec, value = FIELDS[field], getattr(state.current(), field)
    common: dict[str, Any] = {
        "label": label(field),
        "help": help or help_text(field),
        "disabled": disabled,
        **bound(field, value, lambda moved: state.change(**{field: moved})),
    }
    if spec.kind is bool:
        st.toggle(value=value, **common)
    elif spec.choices:
        selectbox(field, spec.choices, value, **common)
    elif spec.kind is int and spec.scale == "linear":
        st.number_input(min_value=spec.low, max_value=spec.high, value=value, step=1, **common)
    else:
        options = stops(field, spec, value, high)
        st.select_slider(options=options, value=value, format_func=lambda number: format_value(field, number), **common)


def slider(name: str, title: str, value: float, options: Sequence[float], on_move: OnMove, help: str) -> None:
    """Draw a slider for something that is no field of its own, such as the width of one layer."""
    st.select_slider(title, options, value, format_number, help=help, **bound(name, value, on_move))


def select(field: str, name: str, title: str, value: str, options: Sequence[str], on_move: OnMove, help: str) -> None:
    """Draw a select for something that is no field of its own; ``field`` names its choices in `labels.CHOICES`."""
    selectbox(field, options, value, label=title, help=help, **bound(name, value, on_move))


def selectbox(field: str, options: Sequence[str], value: str, **common: Any) -> None:
    """Draw a select whose options have the names of a field's choices."""
    # Named here and now: Streamlit also asks for names when it no longer knows the session's language.
    names = {option: choice(field, option) for option in options}
    st.selectbox(options=options, index=options.index(value), format_func=names.__getitem__, **common)


def bound(name: str, value: Any, on_move: OnMove, page: str = state.LAB) -> dict[str, Any]:
    """Key and callback of the widget ``name``; a new key where the widget shows another value."""
    key = state.widget_key(name, page)
    if st.session_state.get(key, value) != value:
        state.renew_widget(name, page)
        key = state.widget_key(name, page)
    return {"key": key, "on_change": lambda: on_move(st.session_state[key])}
