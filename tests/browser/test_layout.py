"""No text of a page is cut off and nothing lies over anything else, from a projector's width down to a phone's."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.i18n import LANGUAGES
from tests.browser.driver import wait_for_calm

WIDTHS = (1400, 1024, 768, 390)
PAGES = ("", "initialization", "training", "optimizers", "convolution", "architectures", "imagenet", "transfer")
_READY_MILLISECONDS = 180_000  # the lab is the largest page, and the server has just been started
_FOLDER = Path(__file__).parent
_CANVAS_TEXTS = (_FOLDER / "canvas_texts.js").read_text("utf-8")
_FAULTS = (_FOLDER / "layout.js").read_text("utf-8")
_READY = "[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stMain] h1"
_OPEN_ALL = """
() => {
  const closed = document.querySelectorAll('[data-testid=stMain] details:not([open]) > summary')
  closed.forEach(summary => summary.click())
  return closed.length
}
"""


# The largest page in one language; the slow tests have all in both, and the lab with a dataset in the plane.
_USUAL = {("training", "ko")}
_CASES = [
    pytest.param(path, language, marks=[] if (path, language) in _USUAL else [pytest.mark.slow])
    for path in PAGES
    for language in LANGUAGES
]
_CASES += [pytest.param("training?dataset=moons", language, marks=pytest.mark.slow) for language in LANGUAGES]


@pytest.mark.parametrize(("path", "language"), _CASES)
def test_nothing_is_cut_off_or_lies_over_anything_else(server, new_context, path: str, language: str):
    context = new_context(viewport={"width": WIDTHS[0], "height": 900})
    context.add_init_script(_CANVAS_TEXTS)
    page = context.new_page()
    page.goto(f"{server.url}/{path}{'&' if '?' in path else '?'}lang={language}")
    _open_all(page)
    assert {width: faults for width in WIDTHS if (faults := _faults(page, width))} == {}


def _open_all(page: Page) -> None:
    """Open every fold, those within others too."""
    expect(page.locator(_READY)).to_be_visible(timeout=_READY_MILLISECONDS)
    wait_for_calm(page)
    while page.evaluate(_OPEN_ALL):
        expect(page.locator(_READY)).to_be_visible(timeout=_READY_MILLISECONDS)
        wait_for_calm(page)


def _faults(page: Page, width: int) -> list[str]:
    """What is wrong at this width, once the page has come to rest."""
    page.set_viewport_size({"width": width, "height": 900})
    wait_for_calm(page)
    faults = page.evaluate(_FAULTS)
    if faults:  # a busy machine draws late
        wait_for_calm(page)
        faults = page.evaluate(_FAULTS)
    return faults
