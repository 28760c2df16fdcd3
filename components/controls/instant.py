"""Controls that a picture follows while they move: the widgets of the pages that need no training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from components.browser.live_slider import live_slider
from components.controls.widgets import bound, selectbox
from components.i18n import _
from components.page import on_phone
from components.session.keys import widget_key
from components.session.page_settings import PageSettings
from components.words.labels import format_value, help_text, label
from components.words.scales import fine_stops


class InstantControls:
    """Draws the widgets of a page's settings. Call within a fragment, which then follows them alone.

    Args:
        settings: whose fields are drawn.
    """

    def __init__(self, settings: PageSettings) -> None:
        self._settings = settings

    def slider(
        self,
        field: str,
        *,
        low: float | None = None,
        high: float | None = None,
        disabled: bool = False,
        help: str | None = None,
        also: Mapping[str, Any] | None = None,
    ) -> None:
        """A number that can be dragged, on the field's own scale.

        Args:
            low, high: bounds to use in place of the field's own.
            also: other fields that a move sets, without which it would have no effect.
        """
        value, spec = getattr(self._settings.current, field), self._settings.kind.FIELDS[field]
        spec = replace(spec, low=spec.low if low is None else low, high=spec.high if high is None else high)
        options = fine_stops(field, spec, value)
        live_slider(
            label(field),
            options,
            value,
            [format_value(field, option) for option in options],
            lambda moved, settled: self._settings.change(settled, **{**(also or {}), field: moved}),
            key=widget_key(field, self._settings.page),
            help=help or help_text(field),
            disabled=disabled,
        )

    def number(self, field: str) -> None:
        """A whole number to type, such as the seed."""
        spec = self._settings.kind.FIELDS[field]
        st.number_input(min_value=spec.low, max_value=spec.high, step=1, **self._common(field, "value"))

    def select(self, field: str, on_move: Callable[[str], None] | None = None) -> None:
        """One of the field's choices.

        Args:
            on_move: what a choice does, if more than setting the field.
        """
        value = getattr(self._settings.current, field)
        selectbox(field, self._settings.kind.FIELDS[field].choices, value, **self._common(field, on_move=on_move))

    def pick(self, field: str, label_visibility: Literal["visible", "collapsed"] = "visible") -> None:
        """One of the field's choices, all of them in sight."""
        names = {name: format_value(field, name) for name in self._settings.kind.FIELDS[field].choices}
        st.segmented_control(
            options=names,
            format_func=names.__getitem__,
            required=True,
            wrap=True,
            label_visibility=label_visibility,
            **self._common(field, "default"),
        )

    def switch(self, field: str) -> None:
        """On or off."""
        st.toggle(**self._common(field, "value"))

    def text(self, field: str, **more: Any) -> None:
        """A line to type."""
        st.text_input(**self._common(field, "value"), **more)

    def several(self, field: str) -> None:
        """Any of the field's choices."""
        names = {name: format_value(field, name) for name in self._settings.kind.FIELDS[field].choices}
        st.multiselect(
            options=names, format_func=names.__getitem__, placeholder=_("None"), **self._common(field, "default")
        )

    def _common(
        self, field: str, value_is: str | None = None, on_move: Callable[[Any], None] | None = None
    ) -> dict[str, Any]:
        """Label, help, key and callback; the value too, under the name that the widget has for it."""
        value = getattr(self._settings.current, field)
        value = self._as_picked(field, value) if isinstance(value, tuple) else value
        common = bound(field, value, on_move or (lambda moved: self._move(field, moved)), self._settings.page)
        common |= {"label": label(field), "help": help_text(field)}
        return common | ({value_is: value} if value_is else {})

    def _as_picked(self, field: str, value: tuple) -> list:
        """The names in the order in which they were picked: another one would be a new widget, shut while in use."""
        shown = st.session_state.get(widget_key(field, self._settings.page), [])
        return shown if set(shown) == set(value) else list(value)

    def _move(self, field: str, moved: Any) -> None:
        change: dict[str, Any] = {field: tuple(moved) if isinstance(moved, list) else moved}
        self._settings.change(**change)


def more_settings() -> AbstractContextManager:
    """Where the less important controls stand: on a phone folded, so that the picture is near the first ones."""
    return st.expander(_("More settings"), icon=":material/tune:") if on_phone() else st.container()
