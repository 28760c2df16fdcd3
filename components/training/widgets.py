"""The widgets of the lab's experiment, see `components.controls.widgets`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.controls.widgets import OnMove, bound, selectbox
from components.training.settings import EXPERIMENT, PAGE
from components.words.labels import format_value, help_text, label
from components.words.numbers import format_number
from components.words.scales import stops
from models.experiment import FIELDS


def control(field: str, *, high: float | None = None, disabled: bool = False, help: str | None = None) -> None:
    """Draw the widget of a field of `Experiment`.

    Args:
        high: an upper bound to use in place of the field's own.
        disabled: the value has no effect as things are.
        help: a sentence to show in place of the field's own help.
    """
    spec, value = FIELDS[field], getattr(EXPERIMENT.current, field)
    common: dict[str, Any] = {
        "label": label(field),
        "help": help or help_text(field),
        "disabled": disabled,
        **bound(field, value, lambda moved: EXPERIMENT.change(**{field: moved}), PAGE),
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
    st.select_slider(title, options, value, format_number, help=help, **bound(name, value, on_move, PAGE))


def select(field: str, name: str, title: str, value: str, options: Sequence[str], on_move: OnMove, help: str) -> None:
    """Draw a select for something that is no field of its own; ``field`` names its choices in `labels.CHOICES`."""
    selectbox(field, options, value, label=title, help=help, **bound(name, value, on_move, PAGE))
