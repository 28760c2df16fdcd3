"""The controls of a page's settings: widgets that show the settings and report their moves to them.

A widget is drawn with the settings' value as its default. Where it shows another value, because the settings were
changed elsewhere or a move was refused, a new widget takes its place. Setting the old one's value is no choice: that
message is lost when the next run of the script interrupts this one, and the browser would send the old value back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Literal

import streamlit as st

from components.browser.live_slider import Told, live_slider
from components.i18n import _
from components.page import on_phone
from components.session.keys import renew_widget, widget_key
from components.session.page_settings import PageSettings
from components.words.labels import format_value, help_text, label
from components.words.scales import stops
from models.settings import Field

OnMove = Callable[[Any], None]
_MOST_STOPS = 200  # of a slider; a whole number that has more values, such as the seed, is typed


class Controls:
    """Draws the widgets of a page's settings: what the settings' table of fields allows is what is offered.

    Args:
        settings: whose fields are drawn.
        on_channel: a live figure shows these settings and follows the live sliders while they are dragged; the page
            hears of them when they are let go.
    """

    def __init__(self, settings: PageSettings[Any], *, on_channel: bool = False) -> None:
        self._settings, self._on_channel = settings, on_channel

    def field(self, field: str, **more: Any) -> None:
        """The control that the kind of the field asks for: a switch, a choice or a number."""
        spec = self._spec(field)
        draw = self.switch if spec.kind is bool else self.choice if spec.choices else self.number
        draw(field, **more)

    def number(
        self,
        field: str,
        *,
        live: bool = False,
        low: float | None = None,
        high: float | None = None,
        disabled: bool = False,
        help: str | None = None,
    ) -> None:
        """A number on the field's own scale, or to type.

        Args:
            live: it speaks while it is dragged, in finer steps; to the channel or to the page. Else it speaks when
                it is let go.
            low, high: bounds within the field's own.
            disabled: the value has no effect as things are.
            help: a sentence to show in place of the field's own.
        """
        if not live and self._is_typed(field):
            spec = self._spec(field)
            st.number_input(
                min_value=spec.low, max_value=spec.high, step=1, **self._common(field, "value", disabled, help)
            )
            return
        options = self.offers(field, live=live, low=low, high=high)
        texts = {option: format_value(field, option) for option in options}
        if live:
            live_slider(
                label(field),
                options,
                self._value(field),
                list(texts.values()),
                lambda moved, settled: self._settings.change(settled, **{field: moved}),
                key=widget_key(field, self._settings.page),
                help=help or help_text(field),
                disabled=disabled,
                figures=self._told(field, options) if self._on_channel else None,
            )
        else:
            st.select_slider(
                options=options, format_func=texts.__getitem__, **self._common(field, "value", disabled, help)
            )

    def choice(
        self,
        field: str,
        *,
        in_sight: bool = False,
        label_visibility: Literal["visible", "collapsed"] = "visible",
        disabled: bool = False,
        help: str | None = None,
        on_move: OnMove | None = None,
    ) -> None:
        """One of the field's choices, or as many as one likes where the field holds several.

        Args:
            in_sight: all choices are in sight.
            help: a sentence to show in place of the field's own.
            on_move: what a choice does, if more than setting the field.
        """
        # Named here and now: Streamlit also asks for names when it no longer knows the session's language.
        names = {name: format_value(field, name) for name in self.offers(field)}
        more: dict[str, Any] = {"options": list(names), "format_func": names.__getitem__}
        more["label_visibility"] = label_visibility
        if self._spec(field).kind is tuple:
            st.multiselect(placeholder=_("None"), **more, **self._common(field, "default", disabled, help, on_move))
        elif in_sight:
            more |= self._common(field, "default", disabled, help, on_move)
            st.segmented_control(required=True, wrap=True, **more)
        else:
            index = list(names).index(self._value(field))
            st.selectbox(index=index, **more, **self._common(field, "", disabled, help, on_move))

    def switch(self, field: str, *, disabled: bool = False) -> None:
        """On or off."""
        st.toggle(**self._common(field, "value", disabled))

    def text(self, field: str, *, placeholder: str) -> None:
        """A line to type."""
        st.text_input(placeholder=placeholder, **self._common(field, "value"))

    def offers(
        self, field: str, *, live: bool = False, low: float | None = None, high: float | None = None
    ) -> Sequence[Any]:
        """The values that the control of a field offers, in order, the present one among them.

        Args:
            live, low, high: see `number`.
        """
        spec = self._spec(field)
        if spec.kind is bool or spec.choices:
            return spec.allowed or ()
        assert spec.low is not None, f"{field} has no range"
        assert spec.high is not None, f"{field} has no range"
        if not live and self._is_typed(field):
            return range(int(spec.low), int(spec.high) + 1)
        low = spec.low if low is None else max(low, spec.low)
        high = spec.high if high is None else min(high, spec.high)
        return stops(field, replace(spec, low=low, high=high), self._value(field), fine=live)

    def bound(self, name: str, value: Any, on_move: OnMove) -> dict[str, Any]:
        """Key and callback of a widget; a new key where the widget shows another value.

        Args:
            name: of a field, or of a part of one.
            value: which the widget should show.
        """
        page = self._settings.page
        if st.session_state.get(widget_key(name, page), value) != value:
            renew_widget(name, page)
        key = widget_key(name, page)
        return {"key": key, "on_change": lambda: on_move(st.session_state[key])}

    def restore_button(self) -> None:
        """The button that puts the defaults in the place of the settings."""
        defaults = self._settings.kind()
        st.button(
            _("Restore defaults"),
            key=self._button_key("restore"),
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=self._settings.current == defaults,
            on_click=self._settings.replace,
            args=(defaults, _("Restore defaults")),
        )

    def undo_button(self) -> None:
        """The button that takes back what changed several settings of the page at once."""
        what = self._settings.undoable
        st.button(
            _("Undo"),
            key=self._button_key("undo"),
            icon=":material/undo:",
            type="tertiary",
            help=_("Takes back: {what}").format(what=what) if what else None,
            disabled=what is None,
            on_click=self._settings.undo,
        )

    def _button_key(self, name: str) -> str:
        return widget_key(f"{name} {self._settings.kind.__name__}", self._settings.page)

    def _spec(self, field: str) -> Field:
        return self._settings.kind.FIELDS[field]

    def _value(self, field: str) -> Any:
        return getattr(self._settings.current, field)

    def _told(self, field: str, options: Sequence[Any]) -> Told:
        texts = [self._settings.kind.to_text(field, option) for option in options]
        return Told(self._settings.slider_name(field), texts)

    def _is_typed(self, field: str) -> bool:
        spec = self._spec(field)
        if spec.kind is not int or spec.scale != "linear":
            return False
        return ((spec.high or 0) - (spec.low or 0)) / spec.step > _MOST_STOPS

    def _common(
        self,
        field: str,
        value_is: str,
        disabled: bool = False,
        help: str | None = None,
        on_move: OnMove | None = None,
    ) -> dict[str, Any]:
        """What every widget has; the value too, under the name that the widget has for it."""
        value = self._value(field)
        value = self._as_picked(field, value) if isinstance(value, tuple) else value
        common = {"label": label(field), "help": help or help_text(field), "disabled": disabled}
        common |= self.bound(field, value, on_move or (lambda moved: self._move(field, moved)))
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
