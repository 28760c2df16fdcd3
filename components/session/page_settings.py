"""The one owner of an instant page's settings in a browser session, and their mirror in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from components.i18n import language_in_address
from components.session.notices import Rejected, add_notice, dismiss_notices
from models.settings import SettingError, Settings

S = TypeVar("S", bound=Settings)
_PAGE, _OPENED = "page", "page was just opened"
_DRAGGED, _SETTLED = "a slider is dragged", "settings were changed"


class PageSettings(Generic[S]):
    """The settings of one page, kept while the session lasts.

    Args:
        page: the page's name, which its widgets' keys begin with.
        kind: the class of the settings.
        prefix: what the names of the fields begin with in a link, where a page has two settings of a kind.
        name: what they are called on the page, if it has more than one.

    Attributes:
        key: where the session keeps them.
    """

    def __init__(self, page: str, kind: type[S], prefix: str = "", name: str = "") -> None:
        self.page, self.kind, self.prefix, self.name = page, kind, prefix, name
        self.key = f"{prefix}{kind.__name__} of {page}"

    @property
    def current(self) -> S:
        """The settings as they are; the default ones in a new session."""
        return st.session_state.get(self.key) or self.kind()

    def change(self, settled: bool = True, **changes: Any) -> None:
        """Change fields as a control was moved. What is not allowed leaves everything as it was, with a notice.

        Args:
            settled: a slider was let go; while it is dragged the address is left alone.
        """
        dismiss_notices()
        st.session_state[_DRAGGED], st.session_state[_SETTLED] = not settled, settled
        try:
            st.session_state[self.key] = self.current.replace(**changes)
        except SettingError as error:
            add_notice(Rejected(error, getattr(self.current, error.field)))

    def replace(self, new: S | None) -> None:
        """Put other settings in the place of these; ``None`` for the default ones."""
        dismiss_notices()
        st.session_state[_DRAGGED], st.session_state[_SETTLED] = False, True
        st.session_state[self.key] = new

    def in_address(self) -> dict[str, str]:
        """What the address says of these settings: field -> text."""
        begin = len(self.prefix)
        return {
            key[begin:]: text
            for key, text in st.query_params.to_dict().items()
            if key.startswith(self.prefix) and key[begin:] in self.kind.FIELDS
        }

    def take_over(self, query: Mapping[str, str]) -> None:
        """Take these values, and the defaults for the others, with a notice for each one that is not allowed."""
        settings, errors = self.kind.from_query(query)
        st.session_state[self.key] = settings
        for error in errors:
            taken = getattr(settings, error.field)
            add_notice(Rejected(error, taken, from_link=True, owner=self.name))

    def to_query(self) -> dict[str, str]:
        """What differs from the defaults, as a link has it."""
        return {self.prefix + name: text for name, text in self.current.to_query().items()}


def enter(page: str) -> None:
    """Note which page is shown, at the start of every run of the app."""
    st.session_state[_SETTLED] = False
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE], st.session_state[_OPENED], st.session_state[_DRAGGED] = page, True, False
        dismiss_notices()


def take_link(*owners: PageSettings) -> bool:
    """Take over what the address says of a page's settings when the page is opened; later its controls lead.

    A link holds all that differs from the defaults. An address that says nothing of them, as after a click on
    the page's name, leaves them as they were.

    Returns:
        Whether the page was just opened.
    """
    if not st.session_state.get(_OPENED, True):
        return False
    said = [owner.in_address() for owner in owners]
    if any(said):
        for owner, query in zip(owners, said, strict=True):
            owner.take_over(query)
    st.session_state[_OPENED] = False  # only now: a run that was cut short before has taken nothing
    return True


def follow_settled() -> None:
    """Have the rest of the page follow its fragment, once a control has come to rest. Call at the fragment's end."""
    if st.session_state.get(_SETTLED):
        st.rerun(scope="app")


def write_address(query: Mapping[str, str]) -> None:
    """Have the address say this, and the language; not while a slider is dragged, which would flood the history."""
    if st.session_state.get(_DRAGGED):
        return
    wished, address = language_in_address() | dict(query), st.query_params.to_dict()
    # The tab itself adds the language after a click on the navigation; writing it would add to the history.
    if wished not in (address, language_in_address() | address):
        st.query_params.from_dict(wished)
