"""A real Chromium, and how soon it is answered when the language switch is clicked."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.cores import all_cores
from benchmarks.figures import Figures, percentile_95

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_LONGEST_MS = 120_000
_LANGUAGES = ("한국어", "English")

# The heading is drawn first, the last fold last: when that speaks the other language, the whole page does.
_CLICK = """
element => new Promise(resolve => {
  const heading = () => document.querySelector("h1")?.textContent
  const lastFold = () => [...document.querySelectorAll('[data-testid="stExpander"] summary')].at(-1)?.textContent
  const before = [heading(), lastFold()], changed = [0, 0], started = performance.now()
  const look = () => {
    for (const [index, text] of [heading(), lastFold()].entries()) {
      if (text && text !== before[index]) changed[index] ||= (performance.now() - started) / 1000
    }
    if (changed.every(Boolean)) resolve(changed)
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
    with ExitStack() as stack:
        with all_cores():
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, address: str, width: int = 1400, height: int = 1000) -> Page:
    """A page in a context of its own, English."""
    page = browser.new_context(locale="en-US", viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(_LONGEST_MS)
    page.goto(address)
    return page


@dataclass(frozen=True)
class Answer:
    """How long after a click the page showed something of its answer, and all of it, in seconds."""

    first: float
    whole: float


def answers(page: Page, clicks: int) -> list[Answer]:
    """Click on the language switch again and again, and wait each time until the page is in the other language.

    The switch changes no setting, so a run that is watched goes on; every widget and chart is drawn anew.
    """
    found = []
    for index in range(clicks):
        switch = page.get_by_text(_LANGUAGES[index % 2], exact=True)
        found.append(Answer(*switch.evaluate(_CLICK)))
    return found


def answer_figures(name: str, found: list[Answer]) -> Figures:
    """Median and 95th percentile of the first sign of an answer, and of the whole page."""
    first, whole = [answer.first for answer in found], [answer.whole for answer in found]
    return {
        f"{name}_s": statistics.median(first),
        f"{name}_p95_s": percentile_95(first),
        f"{name}_page_s": statistics.median(whole),
        f"{name}_page_p95_s": percentile_95(whole),
    }
