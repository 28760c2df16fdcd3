"""A real Chromium: how often it is shown a new frame, how soon a click is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_LONGEST_MS = 120_000
_LANGUAGES = ("한국어", "English")

# The line above the charts is part of every frame and never the same twice.
_COUNT_FRAMES = """
window.framesShown = 0
let before = ""
new MutationObserver(() => {
  const text = document.querySelector('[data-testid="stProgress"]')?.textContent ?? before
  if (text !== before) { before = text; window.framesShown += 1 }
}).observe(document, { subtree: true, childList: true, characterData: true })
"""
# The last fold of the page is drawn last: when it speaks the other language, the whole page does.
_CLICK = """
element => new Promise(resolve => {
  const last = () => [...document.querySelectorAll('[data-testid="stExpander"] summary')].at(-1)?.textContent
  const before = last(), started = performance.now()
  const look = () => {
    if (last() && last() !== before) resolve((performance.now() - started) / 1000)
    else requestAnimationFrame(look)
  }
  element.click()
  look()
})
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window, with an empty cache in each new context."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise RuntimeError(f"this benchmark needs one of {', '.join(_NAMES)}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, address: str) -> Page:
    """A page in a context of its own, English, counting the frames that it is shown."""
    page = browser.new_context(locale="en-US", viewport={"width": 1400, "height": 1000}).new_page()
    page.set_default_timeout(_LONGEST_MS)
    page.add_init_script(_COUNT_FRAMES)
    page.goto(address)
    return page


def frames_shown(page: Page) -> int:
    """How many frames the page has shown so far."""
    return page.evaluate("window.framesShown")


def wait_for_frames(page: Page, count: int) -> int:
    """Wait until the page has shown so many frames; returns how many it has."""
    page.wait_for_function("count => window.framesShown >= count", arg=count, polling=50)
    return frames_shown(page)


def answer_times(page: Page, clicks: int) -> list[float]:
    """Seconds from a click on the language switch until the page shows all of itself anew, for each click.

    The switch changes no setting, so a run that is watched goes on.
    """
    found = []
    for index in range(clicks):
        switch = page.get_by_text(_LANGUAGES[index % 2], exact=True)
        found.append(switch.evaluate(_CLICK))
    return found
