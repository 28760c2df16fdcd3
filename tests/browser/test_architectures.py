"""The page on architectures: each question's picture follows its own sliders."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driver import expect_query, place_of, slider, wait_for_calm


def sheet(page: Page, text: str):
    """The sheet of the question in which this stands."""
    return page.get_by_test_id("figureSheet").filter(has_text=text)


def test_what_a_stack_sees_follows_the_slider(server, page: Page):
    page.goto(f"{server.url}/architectures")
    counts = sheet(page, "Receptive field")
    expect(counts).to_contain_text("27 · 256² = 1,769,472")
    marks = page.get_by_test_id("figurePixels").first.locator(".marked i")
    expect(marks).to_have_count(3)
    wait_for_calm(page)
    slider(page, "Kernel size").scroll_into_view_if_needed()
    page.mouse.move(*place_of(slider(page, "Kernel size"), 0.5))
    page.mouse.down()
    page.mouse.move(*place_of(slider(page, "Kernel size"), 1.0))
    expect(counts).to_contain_text("121 · 256² = 7,929,856")
    expect(marks).to_have_count(5)
    page.mouse.up()
    expect_query(page, lambda query: query == {"kernel_size": "11"})


def test_pointing_at_the_map_of_answers_moves_the_window(server, page: Page):
    page.goto(f"{server.url}/architectures?gap=0")
    picture, answers = (
        page.get_by_test_id("figurePixels").filter(has_text=text) for text in ("point at it", "blue for")
    )
    window = picture.locator(".marked .window")
    expect(window).to_have_css("left", "0px")
    wait_for_calm(page)
    answers.locator(".pixels-frame").focus()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Row 1, column 4 of the answers")).to_be_visible()
    expect(window).not_to_have_css("left", "0px")
    expect_query(page, lambda query: query == {"gap": "0", "place": "answers-0-3"})


@pytest.mark.slow
def test_the_gradient_with_auxiliary_heads_follows_the_keyboard(server, page: Page):
    page.goto(f"{server.url}/architectures?depth=8")
    expect(page.get_by_text("behind layers 3 and 5")).to_be_visible()
    wait_for_calm(page)
    slider(page, "Layers").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("behind layers 2 and 4")).to_be_visible()
    expect_query(page, lambda query: query == {"depth": "6"})


@pytest.mark.slow
def test_the_ending_follows_the_keyboard(server, page: Page):
    page.goto(f"{server.url}/architectures?picture_size=192")
    expect(page.get_by_text("does not fit into it")).to_be_visible()
    wait_for_calm(page)
    slider(page, "Picture size").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("VGG16 gives one answer for a picture of 224 × 224")).to_be_visible()
    expect(sheet(page, "Flatten, Dense")).to_contain_text("51,380,224")
