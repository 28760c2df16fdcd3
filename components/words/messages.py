"""Errors and notices in the reader's words: what, why, and what can be done."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components import state
from components.i18n import _
from components.training.fitting import MOST_PARAMETERS, Adjusted
from components.words.choices import CHOICES
from components.words.labels import choice, format_value, label
from models.layers import LayerError
from models.settings import SettingError

_LONGEST_QUOTE = 40


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
    low, high = (format_value(_part(error), bound) for bound in error.allowed)
    return _("{name} cannot be {value}. Choose a value from {low} to {high}.").format(
        name=name, value=value, low=low, high=high
    )


def describe_notice(notice: state.Notice) -> str:
    """What became of a value that was not taken as it stood, as Markdown."""
    if isinstance(notice, state.Rejected):
        if notice.owner:
            return f"{notice.owner} · " + describe_notice(replace(notice, owner=""))
        if not notice.from_link:
            return describe(notice.error) + " " + _("Nothing was changed.")
        taken = format_value(notice.error.field, notice.taken)
        return describe(notice.error) + " " + _("The link's value was left out; {taken} is used.").format(taken=taken)
    if isinstance(notice, Adjusted):
        return _describe_adjusted(notice)
    if isinstance(notice, state.UsualRate):
        return _(
            "**{optimizer}** is usually given a learning rate of {now}, so that is set in place of {before}. "
            "Undo takes both back."
        ).format(
            optimizer=choice("optimizer", notice.optimizer),
            now=format_value("learning_rate", notice.now),
            before=format_value("learning_rate", notice.before),
        )
    if notice.obstacle == "parameters":
        return _(
            "The network would have more than {most:,} parameters, too many for a shared server. Nothing was changed. "
            "Try fewer units or filters, or pooling before the dense layers."
        ).format(most=MOST_PARAMETERS)
    return _(
        "The pictures of **{dataset}** are too small for so much convolution and pooling: no pixel would be left. "
        "Nothing was changed. Try fewer blocks, less pooling or a smaller kernel."
    ).format(dataset=choice("dataset", notice.dataset))


def show_notices() -> None:
    """Draw every notice; they stay until the reader changes something."""
    for notice in state.notices():
        show = st.info if isinstance(notice, state.UsualRate) else st.warning
        show(describe_notice(notice), icon=":material/info:")


def quote(value: object) -> str:
    """A value from outside as Markdown code: cut short, on one line, and never read as Markdown itself."""
    whole = isinstance(value, float) and value.is_integer()
    text = "".join(sign for sign in " ".join(str(int(value) if whole else value).split()) if sign.isprintable())
    text = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    if not text:
        return _("(empty)")
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}"


def _describe_form(error: SettingError, name: str, value: str) -> str:
    if error.field != "layers":
        return _("{name} cannot be {value}.").format(name=name, value=value)
    return _(
        "The layers {value} cannot be built. A link writes them like `64-32`; convolutions such as `c32k3p2` "
        "stand in front, and only pictures can have them."
    ).format(value=value)


def _describe_adjusted(notice: Adjusted) -> str:
    dataset = choice("dataset", notice.dataset)
    if notice.field == "examples":
        return _("**{dataset}** has {taken} training examples, not {wanted}: all of them are used.").format(
            dataset=dataset,
            taken=format_value("examples", notice.taken),
            wanted=format_value("examples", notice.wanted),
        )
    return _(
        "**{dataset}** cannot have the layers `{wanted}`, so they are now `{taken}`. Undo brings them back."
    ).format(dataset=dataset, wanted=format_value("layers", notice.wanted), taken=format_value("layers", notice.taken))


def _part(error: SettingError) -> str:
    """The field, or the part of a single layer, that the error is about."""
    cause = error.__cause__
    return cause.part if isinstance(cause, LayerError) else error.field


def _choice_name(field: str, name: str) -> str:
    return choice(field, name) if name in CHOICES.get(field, {}) else name
