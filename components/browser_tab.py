"""What a browser tab says of its page: the title, the language for screen readers, the language in the address."""

from __future__ import annotations

import streamlit as st

from components.i18n import asked_language, language

_APP = "LayerLab"
_KEY = "browser_tab"

# The navigation's links carry no query. The entry of the history is changed, not added to: Back stays Back.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const frame = parentElement.closest('[data-testid="stElementContainer"]')
  if (frame) frame.style.display = "none"
  document.documentElement.lang = data.language
  const address = new URL(window.location.href)
  if (!data.asked || address.searchParams.get("lang") === data.asked) return
  address.searchParams.set("lang", data.asked)
  window.history.replaceState(window.history.state, "", address)
}
"""
_tab = st.components.v2.component("layerlab_browser_tab", js=_SCRIPT, isolate_styles=False)


def name_tab(title: str, page: str) -> None:
    """Name the tab after the page, in the reader's language. Call it in every run; it takes no room on the page.

    Args:
        title: of the page, in the reader's language.
        page: its path, "" for the home page.
    """
    st.set_page_config(page_title=title if title == _APP else f"{title} · {_APP}")
    _tab(key=_KEY, data={"language": language(), "asked": asked_language(), "page": page})
