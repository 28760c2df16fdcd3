"""Whose browser tab this is: a secret token that a reload keeps, so that a tab finds its own run again.

It lies in the tab's sessionStorage, which survives a reload and is not shared with other tabs, and never
in the address, which is passed on. Only a token that a server has issued counts (`components.session.tokens`), and a
session has one: what its browser says is heard once.
"""

from __future__ import annotations

import streamlit as st

from components.session.keys import session_key
from components.session.tokens import FORM, is_issued, issue_token

TOKEN, SETTLED = session_key("identity", "token"), session_key("identity", "settled")
_KEY = session_key("identity", "asked")

# The server's token is taken over where the tab has none yet, so a new tab keeps the one it began with; and where the
# server does not know the one that the tab has.
_SCRIPT = """
const KEY = "layerlab.owner"

function keptToken(fresh) {
  try {
    const kept = window.sessionStorage.getItem(KEY)
    if (/^FORM$/.test(kept ?? "")) return kept
  } catch (error) {
    // Storage is switched off: the token lasts until the next reload.
  }
  return fresh
}

function keep(token) {
  try {
    window.sessionStorage.setItem(KEY, token)
  } catch (error) {
    // As above.
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const frame = parentElement.closest('[data-testid="stElementContainer"]')
  if (frame) frame.style.display = "none"
  const token = data.settled ? data.token : keptToken(data.token)
  keep(token)
  if (!data.settled) setStateValue("token", token)
}
""".replace("FORM", FORM)
_tab = st.components.v2.component("layerlab_identity", js=_SCRIPT, isolate_styles=False)


def settle_identity() -> None:
    """Ask the tab for its token. Call it once in every run of the app; it takes no room on the page."""
    _tab(key=_KEY, data={"token": owner(), "settled": is_settled()}, on_token_change=_answered)


def owner() -> str:
    """The tab's token; until the tab has answered, one that is good for this session."""
    if TOKEN not in st.session_state:
        st.session_state[TOKEN] = issue_token()
    return st.session_state[TOKEN]


def is_settled() -> bool:
    """Whether the tab has answered. Without a browser it never does."""
    return st.session_state.get(SETTLED, False)


def _answered() -> None:
    if is_settled():  # who has been heard stays who they are: no session is several visitors
        return
    token = st.session_state[_KEY].token
    if is_issued(token):
        st.session_state[TOKEN] = token
    st.session_state[SETTLED] = isinstance(token, str)
