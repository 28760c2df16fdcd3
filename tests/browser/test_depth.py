"""Does deeper help? The figure of fresh networks follows a hand, and two networks learn before the reader's eyes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.driver import expect_query, place_of, slider, wait_for_calm

_SLOW_MACHINE = 180_000  # milliseconds, with the start of the workers
_DRAWN = "() => [...document.querySelectorAll('canvas.marks')].map(canvas => canvas.toDataURL()).join()"


def test_the_depth_is_followed_and_both_networks_are_trained(server, page: Page):
    page.goto(f"{server.url}/architectures")
    expect(page.locator("canvas.marks").first).to_be_visible()
    wait_for_calm(page)
    thumb = slider(page, "Depth")
    page.mouse.move(*place_of(thumb, 0.375))
    page.mouse.down()
    for share, layers in ((0.6, 30), (0.1, 6)):
        drawn = page.evaluate(_DRAWN)
        page.mouse.move(*place_of(thumb, share))
        expect(page.get_by_text(re.compile(rf"^{layers} Dense layers in {layers // 2} blocks"))).to_be_visible()
        page.wait_for_function(f"old => ({_DRAWN})() !== old", arg=drawn)
    page.mouse.up()
    expect_query(page, lambda query: query.get("dense_layers") == "6")
    page.get_by_role("button", name="Train both", exact=True).click()
    # A warm worker may be done in half a second, before a step is seen.
    expect(page.get_by_text(re.compile("step [0-9]+ of 400|: done")).first).to_be_visible(timeout=_SLOW_MACHINE)
    for name in ("Plain", "With skips"):
        done = page.get_by_text(re.compile(f"^{name}: done, test accuracy"))
        expect(done).to_be_visible(timeout=_SLOW_MACHINE)
    expect(page.get_by_text("At this depth the plain network does as well")).to_be_visible()
    expect_query(page, lambda query: "~" in query.get("depth_runs", ""))
