"""Does it help? From one click to two curves of accuracy against shift, in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import expect_query, query

pytestmark = pytest.mark.slow  # a network with convolutions is trained in full
RUN_MILLISECONDS = 600_000


def expect_curves(page: Page) -> None:
    """Both charts are there, and what they say."""
    said = page.get_by_role("region", name="What you see").filter(has_text="moved by 3 pixels")
    expect(said).to_contain_text("CNN with pooling against Dense network", timeout=RUN_MILLISECONDS)
    for title in ("Accuracy on moved digits", "Accuracy on turned digits"):
        expect(page.get_by_role("button", name=f"Save as PNG: {title}")).to_be_visible()


def test_one_click_trains_both_and_the_curves_come_by_themselves(server, new_context: Callable):
    page = new_context().new_page()
    page.goto(f"{server.url}/convolution")
    page.get_by_role("button", name="Train both").click()
    expect(page.get_by_text("networks are trained").first).to_be_visible()
    expect_curves(page)
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    expect(page.get_by_text("networks are trained")).to_have_count(0)
    expect_query(page, lambda address: "~" in address.get("shift_runs", ""))

    link = query(page)["shift_runs"]
    other = new_context().new_page()
    other.goto(f"{server.url}/convolution?shift_runs={link}")
    expect_curves(other)


def test_a_case_moves_while_it_trains_and_says_what_came_out(server, new_context: Callable):
    page = new_context().new_page()
    page.goto(f"{server.url}/convolution")
    case = page.locator(".st-key-case_xor_hidden")
    expect(case.get_by_test_id("figureProgress")).to_contain_text("Not trained yet")
    case.get_by_role("button", name="Train").click()
    expect(case.get_by_text("the corners are parted")).to_be_visible()
    expect(case.get_by_role("button", name="Save as PNG: Decision boundary")).to_be_visible()
