"""Errors in the reader's words: what, why, and what can be done."""

from __future__ import annotations

from components.i18n import _
from components.words.choices import CHOICES
from components.words.labels import choice, format_value, label
from components.words.quoting import quote
from models.layers import LayerError
from models.settings import SettingError


def describe(error: SettingError) -> str:
    """Which control cannot have which value, and what it can have, as Markdown."""
    name, value = f"**{label(_part(error))}**", quote(error.value)
    if error.allowed == (False, True) and isinstance(error.allowed[0], bool):  # 0 and 1 are equal to them
        return _("{name} is on (1) or off (0); {value} is neither.").format(name=name, value=value)
    if error.allowed is None:
        return _describe_form(error, name, value)
    if isinstance(error.allowed[0], str):
        choices = ", ".join(_choice_name(_part(error), item) for item in error.allowed)
        return _("{name} has no choice {value}. Choose one of: {choices}.").format(
            name=name, value=value, choices=choices
        )
    low, high, *steps = (format_value(_part(error), bound) for bound in error.allowed)
    if steps:
        return _("{name} cannot be {value}. Choose a value from {low} to {high} in steps of {step}.").format(
            name=name, value=value, low=low, high=high, step=steps[0]
        )
    return _("{name} cannot be {value}. Choose a value from {low} to {high}.").format(
        name=name, value=value, low=low, high=high
    )


def _describe_form(error: SettingError, name: str, value: str) -> str:
    if error.field != "layers":
        return _("{name} cannot be {value}.").format(name=name, value=value)
    return _(
        "The layers {value} cannot be built. A link writes them like `64-32`; convolutions such as `c32k3p2` "
        "stand in front, and only pictures can have them."
    ).format(value=value)


def _part(error: SettingError) -> str:
    """The field, or the part of a single layer, that the error is about."""
    cause = error.__cause__
    return cause.field if isinstance(cause, LayerError) else error.field


def _choice_name(field: str, name: str) -> str:
    return choice(field, name) if name in CHOICES.get(field, {}) else name
