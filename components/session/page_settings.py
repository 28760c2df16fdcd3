"""The one owner of a page's settings in a browser session: their changes, their undo, and their mirror in the address.

Controls are views of it: a widget is drawn with the settings' value, and when it is moved its callback changes the
settings. So nothing is lost when a page is left and its widgets vanish.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from components.i18n import with_language
from components.session.keys import session_key
from components.session.notices import Notice, Rejected, add_notice, dismiss_notices
from components.session.uploads import close_ways
from components.words.labels import label
from models.settings import SettingError, Settings

S = TypeVar("S", bound=Settings)
# The settings with these changes as they can be, and what the reader is told of what gave way.
Fit = Callable[[S, Mapping[str, Any]], tuple[S, Sequence[Notice]]]
_PAGE, _TAKEN = session_key("settings", "page shown"), session_key("settings", "asked of the link")
_DRAGGED = session_key("settings", "a slider is dragged")


@dataclass(frozen=True)
class _Before:
    """What `PageSettings.undo` goes back to.

    Attributes:
        settings: where the session keeps them -> as they were.
        what: is taken back then, in the reader's words.
    """

    settings: Mapping[str, Settings]
    what: str


class PageSettings(Generic[S]):
    """The settings of one page, kept while the session lasts.

    Args:
        page: the page's name, which its widgets' keys begin with.
        kind: the class of the settings.
        fit: makes of settings and changes of their fields what the page allows, where a change brings others with it;
            without changes it fits settings that come as a whole. What it tells of can be undone.
        prefix: what the names of the fields begin with in a link, where a page has two settings of a kind.
        name: what they are called on the page, if it has more than one.

    Attributes:
        key: where the session keeps them.
    """

    def __init__(self, page: str, kind: type[S], fit: Fit[S] | None = None, prefix: str = "", name: str = "") -> None:
        self.page, self.kind, self.prefix, self.name = page, kind, prefix, name
        self.key = session_key(page, f"{prefix}{kind.__name__}")
        self._fit: Fit[S] = fit or _as_they_are
        self._before, self._undone = session_key(page, "before"), session_key(page, "undone")

    @property
    def current(self) -> S:
        """The settings as they are; the default ones in a new session."""
        return st.session_state.get(self.key) or self.kind()

    def change(self, settled: bool = True, **changes: Any) -> None:
        """Change fields as a control was moved. What is not allowed leaves everything as it was, with a notice.

        Args:
            settled: a slider was let go; while it is dragged the address is left alone.
        """
        _go_on(settled)
        before = self.current
        try:
            new, told = self._fit(before, changes)
        except SettingError as error:
            new, told = before, [Rejected(error, getattr(before, error.field, None))]
        if told and new != before:
            self._remember({self.key: before}, ", ".join(map(label, changes)))
        self._put(new, told)

    def replace(self, new: S, undoable: str | None = None) -> None:
        """Put other settings in the place of these.

        Args:
            undoable: what `undo` takes back, in the reader's words ("Restore defaults"); None keeps nothing.
        """
        replace_together({self: new}, undoable)

    def fill_in(self, **changes: Any) -> None:
        """Set what no control sets: the reader is not told, and has not gone on."""
        st.session_state[self.key] = self.current.replace(**changes)

    def make_undoable(self, before: S, what: str) -> None:
        """Have `undo` go back to these settings, unless it does already.

        Args:
            what: it takes back then, in the reader's words.
        """
        old: _Before | None = st.session_state.get(self._before)
        if old is None or old.settings != {self.key: before}:
            self._remember({self.key: before}, what)

    @property
    def undoable(self) -> str | None:
        """What `undo` would take back on this page, in the reader's words."""
        before: _Before | None = st.session_state.get(self._before)
        return before.what if before else None

    def undo(self) -> None:
        """Go back to before the last change of this page's settings that set more than one control did."""
        before: _Before | None = st.session_state.get(self._before)
        if before is not None:
            _go_on()
            st.session_state.update(before.settings)
            st.session_state[self._before], st.session_state[self._undone] = None, True

    def take_undone(self) -> bool:
        """Whether `undo` has put settings of this page in place since this was last asked."""
        return st.session_state.pop(self._undone, False)

    def in_address(self) -> dict[str, str]:
        """What the address says of these settings: field -> text."""
        return self._fields(st.query_params.to_dict())

    def read(self, query: Mapping[str, str]) -> tuple[S, list[Notice]]:
        """The settings of a link, and a notice for each value that was not taken as it stood."""
        settings, errors = self.kind.from_query(query)
        refused = [Rejected(error, getattr(settings, error.field), from_link=True, owner=self.name) for error in errors]
        settings, told = self._fit(settings, {})
        return settings, [*refused, *told]

    def take_over(self, query: Mapping[str, str]) -> None:
        """Take these values, and the defaults for the others, with a notice for each one that is not allowed."""
        self._put(*self.read(query))

    def to_query(self) -> dict[str, str]:
        """What differs from the defaults, as a link has it."""
        return {self.prefix + name: text for name, text in self.current.to_query().items()}

    def to_args(self) -> dict[str, str]:
        """All that a link may say, as a live figure asks the channel for what it shows; `asked_for` reads it."""
        linked = self.kind.linked_fields()
        return {self.prefix + name: self.kind.to_text(name, getattr(self.current, name)) for name in linked}

    @property
    def follows(self) -> dict[str, str]:
        """Which of `to_args` a live figure takes from a slider that is dragged: argument -> name of the slider."""
        ranges = [name for name, spec in self.kind.FIELDS.items() if spec.low is not None]
        return {self.prefix + name: self.slider_name(name) for name in ranges}

    def slider_name(self, field: str) -> str:
        """What the live slider of a field is called where it tells of its moves."""
        return f"{self.page}.{self.prefix}{field}"

    def asked_for(self, args: Mapping[str, Any], moved: Collection[str] = ()) -> S:
        """The settings that a live figure asks for, with what the moves of sliders bring with them.

        Args:
            args: as a browser says them; what is none of `to_args` is left alone.
            moved: which of them come from sliders that are dragged.

        Raises:
            ValueError: a value is none that a link could have.
        """
        said = self._fields(args)
        if not all(isinstance(text, str) for text in said.values()):
            raise ValueError("settings are told as texts")
        settings = self.kind(**{name: self.kind.from_text(name, text) for name, text in said.items()})
        return self._fit(settings, {name: getattr(settings, name) for name in said if self.prefix + name in moved})[0]

    def _fields(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What is said of these settings, by field; of those that a link may say."""
        return {name: said[self.prefix + name] for name in self.kind.linked_fields() if self.prefix + name in said}

    def _put(self, settings: S, told: Sequence[Notice]) -> None:
        st.session_state[self.key] = settings
        for notice in told:
            add_notice(notice)

    def _remember(self, settings: Mapping[str, Settings], what: str) -> None:
        st.session_state[self._before] = _Before(settings, what)


def replace_together(new: Mapping[PageSettings[Any], Settings], undoable: str | None) -> None:
    """Put other settings in the place of several of one page, which `PageSettings.undo` takes back together.

    Args:
        undoable: what it takes back, in the reader's words; None keeps nothing.
    """
    _go_on()
    before = {owner.key: owner.current for owner in new}
    for owner, settings in new.items():
        st.session_state[owner._before] = _Before(before, undoable) if undoable else None
        owner._put(*owner._fit(settings, {}))


def enter(page: str) -> None:
    """Note which page is shown, at the start of every run of the app."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[_TAKEN], st.session_state[_DRAGGED] = page, set(), False
        dismiss_notices()
        close_ways()


def take_link(*owners: PageSettings[Any]) -> bool:
    """Take over what the address says of a page's settings when the page is opened; later its controls lead.

    A link holds all that differs from the defaults. An address that says nothing of them, as after a click on
    the page's name, leaves them as they were.

    Returns:
        Whether the page was just opened.
    """
    taken = st.session_state.setdefault(_TAKEN, set())
    keys = {owner.key for owner in owners}
    if keys <= taken:
        return False
    said = [owner.in_address() for owner in owners]
    if any(said):
        for owner, query in zip(owners, said, strict=True):
            owner.take_over(query)
    taken |= keys  # only now: a run that was cut short before has taken nothing
    return True


def write_address(query: Mapping[str, str]) -> None:
    """Have the address say this, and the language; not while a slider is dragged, which would flood the history."""
    if st.session_state.get(_DRAGGED):
        return
    address = st.query_params.to_dict()
    # A language that is not spoken here stays: it is told of as long as the address has it.
    wished = with_language({name: text for name, text in address.items() if name == "lang"} | dict(query))
    # The tab itself adds the language after a click on the navigation; writing it would add to the history.
    if wished not in (address, with_language(address)):
        st.query_params.from_dict(wished)


def _as_they_are(settings: S, changes: Mapping[str, Any]) -> tuple[S, Sequence[Notice]]:
    return settings.replace(**changes), ()


def _go_on(settled: bool = True) -> None:
    """The reader has gone on: what they were told is past."""
    dismiss_notices()
    st.session_state[_DRAGGED] = not settled
