"""Files from the visitor, and how large they may be.

Each upload makes room for a new, empty widget, so that Streamlit keeps no second copy.
"""

from __future__ import annotations

from typing import Any, TypeVar

import streamlit as st

from components.session.keys import session_key
from components.streamlit_fixes import forget_uploads

# What a file may have, in every upload of every page. The server's own limit in .streamlit/config.toml is the same.
MOST_MEGABYTES = 20
_TAKEN = session_key("uploads", "taken")
E = TypeVar("E", bound=Exception)


def upload_key(name: str) -> str:
    """The key of the widget that files come in by at present.

    Args:
        name: of this way in, one for all of its widgets.
    """
    return f"{name}.{st.session_state.get(_TAKEN, {}).get(name, 0)}"


def take_upload(key: str) -> list[Any]:
    """The files that came in by a widget, once; Streamlit reports once more that they are gone.

    Args:
        key: of the widget, as `upload_key` gave it.
    """
    name = key.rpartition(".")[0]
    value = st.session_state.get(key)
    files = value if isinstance(value, list) else [value] if value else []
    if key != upload_key(name) or not files:
        return []
    taken = st.session_state.setdefault(_TAKEN, {})
    taken[name] = taken.get(name, 0) + 1
    forget_uploads(files)
    return files


def without_trace(error: E) -> E:
    """The error without the way that it came, which would keep the whole file in memory."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
