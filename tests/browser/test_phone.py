"""The lab on a phone."""

from __future__ import annotations

from playwright.sync_api import expect

from .lab import Lab

_OVERHANG = """
() => Math.max(...[document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]
  .map(element => element.scrollWidth))
"""


def test_a_run_on_a_phone_without_scrolling_sideways(server, new_context):
    phone = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    lab = Lab(server.url, phone.new_page()).open(epochs="10")
    assert lab.page.evaluate(_OVERHANG) <= 390
    lab.train()
    lab.expect_over()
    expect(lab.page.get_by_test_id("stMetric").first).to_be_visible()
    assert lab.page.evaluate(_OVERHANG) <= 390
    lab.expect_no_error()
