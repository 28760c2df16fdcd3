"""What the reader has to be told of a change: it stays until they go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import streamlit as st

from components.i18n import _
from components.session.keys import session_key
from components.words.errors import describe
from components.words.labels import format_value
from models.settings import SettingError

_NOTICES = session_key("notices", "told")


@dataclass(frozen=True)
class Notice:
    """Something that the reader is told; each kind says its own text.

    Attributes:
        is_refusal: something was not taken as it stood.
    """

    is_refusal: ClassVar[bool] = True

    def text(self) -> str:
        """What became of it, as Markdown in the reader's language."""
        raise NotImplementedError


@dataclass(frozen=True)
class Rejected(Notice):
    """A value that was not taken.

    Attributes:
        error: the field, the value and what is allowed.
        taken: the value that the field has instead.
        from_link: the value came from the address, not from a control.
        owner: whose setting it is, on a page that shows two of a kind.
    """

    error: SettingError
    taken: Any
    from_link: bool = False
    owner: str = ""

    def text(self) -> str:
        told = describe(self.error)
        if self.from_link:
            taken = format_value(self.error.field, self.taken)
            told += " " + _("The link's value was left out; {taken} is used.").format(taken=taken)
        else:
            told += " " + _("Nothing was changed.")
        return f"{self.owner} · {told}" if self.owner else told


def notices() -> list[Notice]:
    """What the reader has to be told; it stays until `dismiss_notices`."""
    return st.session_state.get(_NOTICES, [])


def put_notices(new: list[Notice]) -> None:
    """Tell these, and no others."""
    st.session_state[_NOTICES] = new


def add_notice(notice: Notice) -> None:
    """Tell the reader something the next time notices are shown."""
    put_notices([*notices(), notice])


def dismiss_notices() -> None:
    """Forget the notices: the reader has gone on. Every change of the settings does it."""
    put_notices([])


def show_notices() -> None:
    """Draw every notice."""
    for notice in notices():
        show = st.warning if notice.is_refusal else st.info
        show(notice.text(), icon=":material/info:")
