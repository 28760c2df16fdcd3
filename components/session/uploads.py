"""The ways in for files from the visitor, and how large they may be.

Each upload makes room for a new, empty widget, so that Streamlit keeps no second copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from components.i18n import _
from components.session.keys import session_key
from components.streamlit_fixes import forget_uploads

# What a file may have, in every upload of every page. The server's own limit in .streamlit/config.toml is the same.
MOST_MEGABYTES = 20
_TAKEN = session_key("uploads", "taken")
E = TypeVar("E", bound=Exception)
Take = Callable[[list[Any]], None]  # is given files that have come in, one or more


def file_upload(label: str, name: str, take: Take, **more: Any) -> None:
    """Draw a widget for files.

    Args:
        name: of this way in, one for all of its widgets.
        more: for `st.file_uploader`.
    """
    st.file_uploader(label, max_upload_size=MOST_MEGABYTES, **_incoming(name, take), **more)


def camera(name: str, take: Take, key: str, disabled: bool = False) -> None:
    """Draw a switch, and while it is on the camera.

    Args:
        name: of this way in, one for all of its widgets.
        key: of the switch.
    """
    if st.toggle(_("Use the camera"), key=key, disabled=disabled) and not disabled:
        # By itself a photo is only as large as the column.
        st.camera_input(_("Camera"), label_visibility="collapsed", resolution="720p", **_incoming(name, take))


def without_trace(error: E) -> E:
    """The error without the way that it came, which would keep the whole file in memory."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _incoming(name: str, take: Take) -> dict[str, Any]:
    """Key and callback of the widget that files come in by at present."""
    key = _key(name)
    return {"key": key, "on_change": _hand_on, "args": (name, key, take)}


def _key(name: str) -> str:
    return f"{name}.{st.session_state.get(_TAKEN, {}).get(name, 0)}"


def _hand_on(name: str, key: str, take: Take) -> None:
    """Hand on the files that came in by a widget, once; Streamlit reports once more that they are gone."""
    value = st.session_state.get(key)
    files = value if isinstance(value, list) else [value] if value else []
    if key != _key(name) or not files:
        return
    taken = st.session_state.setdefault(_TAKEN, {})
    taken[name] = taken.get(name, 0) + 1
    forget_uploads(files)
    take(files)
