"""The lab on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import Lab

_SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
_OVERHANG = """
() => Math.max(...[document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]
  .map(element => element.scrollWidth))
"""


def swipe_up(page: Page, x: float, y: float, pixels: int) -> None:
    """A finger that goes up from this place."""
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(0, pixels + 1, 25):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - way}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize(
    ("path", "name"),
    [("training", "Hidden layers"), pytest.param("initialization", "Init std", marks=pytest.mark.slow)],
)
def test_a_finger_that_scrolls_over_a_slider_leaves_it(server, new_context, path: str, name: str):
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{server.url}/{path}")
    thumb = page.get_by_role("slider", name=name).first
    thumb.scroll_into_view_if_needed()
    before, value = page.evaluate(_SCROLLED), thumb.get_attribute("aria-valuetext")
    track = thumb if path == "initialization" else page.get_by_role("group", name=name, exact=True)
    box = track.bounding_box()
    swipe_up(page, box["x"] + 0.2 * box["width"], box["y"] + box["height"] / 2, 200)
    page.wait_for_function(f"before => ({_SCROLLED})() > before + 100", arg=before)
    expect(thumb).to_have_attribute("aria-valuetext", value)


def test_a_run_on_a_phone_without_scrolling_sideways(server, new_context):
    phone = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    lab = Lab(server.url, phone.new_page()).open(epochs="3")
    assert lab.page.evaluate(_OVERHANG) <= 390
    lab.train()
    lab.expect_over()
    expect(lab.page.get_by_test_id("stMetric").first).to_be_visible()
    assert lab.page.evaluate(_OVERHANG) <= 390
    lab.expect_no_error()
