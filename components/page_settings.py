"""The one owner of an instant page's settings in a browser session, and their mirror in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import streamlit as st

from components import state
from components.i18n import LANGUAGES
from models.settings import SettingError, Settings

S = TypeVar("S", bound=Settings)
_PAGE, _OPENED = "page", "page was just opened"
_DRAGGED, _SETTLED = "a slider is dragged", "settings were changed"


class PageSettings(Generic[S]):
    """The settings of one page, kept while the session lasts.

    Args:
        page: the page's name, which its widgets' keys begin with.
        kind: the class of the settings.
        prefix: what the names of the fields begin with in a link, where a page has two settings.

    Attributes:
        key: where the session keeps them.
    """

    def __init__(self, page: str, kind: type[S], prefix: str = "") -> None:
        self.page, self.kind, self.prefix = page, kind, prefix
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
        state.dismiss_notices()
        st.session_state[_DRAGGED], st.session_state[_SETTLED] = not settled, settled
        try:
            st.session_state[self.key] = self.current.replace(**changes)
        except SettingError as error:
            state.add_notice(state.Rejected(error, getattr(self.current, error.field)))

    def replace(self, new: S | None) -> None:
        """Put other settings in the place of these; ``None`` for the default ones."""
        state.dismiss_notices()
        st.session_state[_DRAGGED], st.session_state[_SETTLED] = False, True
        st.session_state[self.key] = new

    def take_link(self) -> None:
        """Take over what the address says, with a notice for each value that was not taken."""
        begin = len(self.prefix)
        query = {
            name[begin:]: text
            for name, text in st.query_params.to_dict().items()
            if name.startswith(self.prefix) and name[begin:] in self.kind.FIELDS
        }
        if query:
            settings, errors = self.kind.from_query(query)
            st.session_state[self.key] = settings
            for error in errors:
                state.add_notice(state.Rejected(error, getattr(settings, error.field), from_link=True))

    def to_query(self) -> dict[str, str]:
        """What differs from the defaults, as a link has it."""
        return {self.prefix + name: text for name, text in self.current.to_query().items()}


def enter(page: str) -> None:
    """Note which page is shown, at the start of every run of the app."""
    st.session_state[_OPENED] = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE], st.session_state[_SETTLED] = page, False
    if st.session_state[_OPENED]:
        state.dismiss_notices()


def is_just_opened() -> bool:
    """Whether another page was shown before. Then the address leads; while a page stays open, its controls do."""
    return st.session_state.get(_OPENED, True)


def follow_settled() -> None:
    """Have the rest of the page follow its fragment, once a control has come to rest. Call at the fragment's end."""
    if st.session_state.get(_SETTLED):
        st.rerun(scope="app")


def write_address(query: Mapping[str, str]) -> None:
    """Have the address say this, and the language; not while a slider is dragged, which would flood the history."""
    if st.session_state.get(_DRAGGED):
        return
    address = st.query_params.to_dict()
    spoken = {"lang": address["lang"]} if address.get("lang") in LANGUAGES else {}
    if spoken | dict(query) != address:
        st.query_params.from_dict(spoken | dict(query))
