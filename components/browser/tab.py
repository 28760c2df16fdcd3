"""What a browser tab says of its page: the title, the language for screen readers, the address and its history."""

from __future__ import annotations

import streamlit as st

from components.i18n import asked_language, language

_APP = "LayerLab"
_KEY = "browser_tab"

# Every address that Streamlit goes to passes through here. The navigation's links carry no query, so the language is
# added on the way: to look at the address afterwards may be too early or too late on a busy machine. And Streamlit
# makes an entry of the history for each change of a setting; the browser's Back would go through them all.
_SCRIPT = """
let asked = null

const push = window.history.pushState.bind(window.history)
window.history.pushState = (state, title, url) => {
  const address = new URL(url ?? "", window.location.href)
  if (asked && !address.searchParams.has("lang")) address.searchParams.set("lang", asked)
  if (address.pathname === window.location.pathname) window.history.replaceState(state, title, address)
  else push(state, title, address)
}

export default function ({ data, parentElement }) {
  const frame = parentElement.closest('[data-testid="stElementContainer"]')
  if (frame) frame.style.display = "none"
  document.documentElement.lang = data.language
  asked = data.asked
  const address = new URL(window.location.href)
  if (!asked || address.searchParams.get("lang") === asked) return
  address.searchParams.set("lang", asked)
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
    # The page is told so that the script runs again on each.
    _tab(key=_KEY, data={"language": language(), "asked": asked_language(), "page": page})
