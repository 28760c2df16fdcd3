"""Whose browser tab this is: a secret token that a reload keeps, so that a tab finds its own run again.

It lies in the tab's sessionStorage, which survives a reload and is not shared with other tabs, and never
in the address, which is passed on.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

from components.session.keys import session_key

TOKEN, SETTLED = session_key("identity", "token"), session_key("identity", "settled")
_KEY = session_key("identity", "asked")
_FORM = re.compile(r"[0-9a-f]{32}")

# The server's token is taken over where the tab has none yet, so a new tab keeps the one it began with.
_SCRIPT = """
const KEY = "layerlab.owner"

function keptToken(fresh) {
  try {
    const kept = window.sessionStorage.getItem(KEY)
    if (/^[0-9a-f]{32}$/.test(kept ?? "")) return kept
    window.sessionStorage.setItem(KEY, fresh)
  } catch (error) {
    // Storage is switched off: the token lasts until the next reload.
  }
  return fresh
}

export default function ({ data, parentElement, setStateValue }) {
  const frame = parentElement.closest('[data-testid="stElementContainer"]')
  if (frame) frame.style.display = "none"
  if (!data.settled) setStateValue("token", keptToken(data.token))
}
"""
_tab = st.components.v2.component("layerlab_identity", js=_SCRIPT, isolate_styles=False)


def settle_identity() -> None:
    """Ask the tab for its token. Call it once in every run of the app; it takes no room on the page."""
    _tab(key=_KEY, data={"token": owner(), "settled": is_settled()}, on_token_change=_answered)


def owner() -> str:
    """The tab's token; until the tab has answered, one that is good for this session."""
    if TOKEN not in st.session_state:
        st.session_state[TOKEN] = secrets.token_hex(16)
    return st.session_state[TOKEN]


def is_settled() -> bool:
    """Whether the tab has answered. Without a browser it never does."""
    return st.session_state.get(SETTLED, False)


def _answered() -> None:
    token = st.session_state[_KEY].token
    if isinstance(token, str) and _FORM.fullmatch(token):
        st.session_state[TOKEN], st.session_state[SETTLED] = token, True
