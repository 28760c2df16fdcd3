"""The keys of the session: each begins with whose it is, so that no two pages mean different things by one."""

from __future__ import annotations

import streamlit as st

from components.i18n import language


def session_key(whose: str, name: str) -> str:
    """The key of what the session holds.

    Args:
        whose: the page that holds it, or the part of the house that holds it for all pages.
        name: what it is there.
    """
    return f"{whose}/{name}"


_RENEWED = session_key("widgets", "renewed")


def widget_key(name: str, page: str) -> str:
    """The key of the widget that shows a field or a part of it; Streamlit forgets it when the page is left.

    Each language has widgets of its own: the browser sends a choice as the words it showed, which the next
    language would not know.
    """
    renewed = st.session_state.get(_RENEWED, {}).get((page, name), 0)
    spoken = "" if language() == "en" else f".{language()}"
    return f"{page}.{name}{spoken}" + (f".{renewed}" if renewed else "")


def renew_widget(name: str, page: str) -> None:
    """Put a new widget, with a new key, in the place of this one."""
    renewed = st.session_state.setdefault(_RENEWED, {})
    renewed[page, name] = renewed.get((page, name), 0) + 1
