"""The ways in for files from the visitor, and how large they may be.

Each upload makes room for a new, empty widget, so that Streamlit keeps no second copy.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from components.i18n import _
from components.session.identity import owner
from components.session.keys import session_key
from components.session.notices import Notice, add_notice
from components.streamlit_fixes import forget_uploads, session_id
from components.words.uploads import PHOTO_MEGABYTES, ZIP, ZIP_MEGABYTES
from models.limits import MEGABYTE

_TAKEN = session_key("uploads", "taken")
E = TypeVar("E", bound=Exception)
Take = Callable[[list[Any]], None]  # is given files that have come in, one or more


@dataclass(eq=False)
class WaysIn:
    """What the page that a session shows takes.

    Attributes:
        owner: the tab's token. most: bytes of a file; 0 on a page without a way in.
    """

    owner: str
    most: int = 0


@dataclass(frozen=True)
class _Gone(Notice):
    """Files gave way to others' before a page could take them."""

    def text(self) -> str:
        return _(
            "What you uploaded was dropped before it could be read: the server needed its memory for other visitors. "
            "Upload it again later, fewer files at a time."
        )


_of_sessions: weakref.WeakValueDictionary[str, WaysIn] = weakref.WeakValueDictionary()


def ways_in(session: str) -> WaysIn | None:
    """What may be uploaded by the tab of this session of Streamlit's; ``None`` if it is not open. In any thread."""
    return _of_sessions.get(session)


def file_upload(label: str, name: str, take: Take, **more: Any) -> None:
    """Draw a widget for files: a zip where the name ends with `ZIP`, else photos.

    Args:
        name: of this way in, one for all of its widgets.
        more: for `st.file_uploader`.
    """
    megabytes = ZIP_MEGABYTES if name.endswith(ZIP) else PHOTO_MEGABYTES
    _open_way(megabytes)
    st.file_uploader(label, max_upload_size=megabytes, **_incoming(name, take), **more)


def camera(name: str, take: Take, key: str, disabled: bool = False) -> None:
    """Draw a switch, and while it is on the camera.

    Args:
        name: of this way in, one for all of its widgets.
        key: of the switch.
    """
    help = _("Browsers open the camera only to addresses that begin with https://, and on the server's own machine.")
    if st.toggle(_("Use the camera"), key=key, disabled=disabled, help=help) and not disabled:
        _open_way(PHOTO_MEGABYTES)
        # By itself a photo is only as large as the column.
        st.camera_input(_("Camera"), label_visibility="collapsed", resolution="720p", **_incoming(name, take))


def close_ways() -> None:
    """Another page is shown: nothing may be uploaded before it draws a way in."""
    _mine().most = 0


def without_trace(error: E) -> E:
    """The error without the way that it came, which would keep the whole file in memory."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _open_way(megabytes: int) -> None:
    mine = _mine()
    mine.owner, mine.most = owner(), max(mine.most, megabytes * MEGABYTE)


def _mine() -> WaysIn:
    mine = _session_ways()
    _of_sessions[session_id()] = mine
    return mine


# Streamlit lets go of it when the tab is gone, and then nothing can be uploaded.
@st.cache_resource(scope="session", show_spinner=False)
def _session_ways() -> WaysIn:
    return WaysIn(owner())


def _incoming(name: str, take: Take) -> dict[str, Any]:
    """Key and callback of the widget that files come in by at present."""
    key = _key(name)
    return {"key": key, "on_change": _hand_on, "args": (name, key, take)}


def _key(name: str) -> str:
    return f"{name}.{st.session_state.get(_TAKEN, {}).get(name, 0)}"


def _hand_on(name: str, key: str, take: Take) -> None:
    """Hand on the files that came in by a widget, once; Streamlit reports once more that they are gone."""
    value = st.session_state.get(key)
    given = value if isinstance(value, list) else [value] if value else []
    if key != _key(name) or not given:
        return
    files = [one for one in given if hasattr(one, "getvalue")]  # of what was dropped meanwhile there is but the id
    if len(files) < len(given):
        add_notice(_Gone())
    taken = st.session_state.setdefault(_TAKEN, {})
    taken[name] = taken.get(name, 0) + 1
    forget_uploads(files)
    if files:
        take(files)
