"""The page on convolution in Chromium: pictures follow without a run of the script, and a reader points and draws."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.driver import PHONE, expect_query, place_of, query, slider, wait_for_calm

_PAINTED = "canvas => canvas.toDataURL()"


def stage(page: Page, name: str) -> Locator:
    """The picture of a stage."""
    title = page.locator("p.title", has_text=re.compile(f"^{name}$"))
    return page.get_by_test_id("figurePixels").filter(has=title)


def where(page: Page) -> Locator:
    """The line that says which place is looked at."""
    return page.get_by_test_id("figureLine").filter(has_text=re.compile("row .*, column"))


@pytest.fixture
def convolution(server, page: Page) -> Page:
    return opened(page, f"{server.url}/convolution")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(stage(page, "Convolution").locator("canvas")).to_be_visible()
    wait_for_calm(page)
    return page


def expect_repainted(picture: Locator, before: str) -> None:
    expect(picture.locator("canvas")).to_be_visible()
    picture.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[picture.locator("canvas").element_handle(), before]
    )


def test_pictures_follow_a_slider_and_a_cell_and_then_the_address_says_it(convolution: Page):
    page, picture = convolution, stage(convolution, "Convolution")
    before = picture.locator("canvas").evaluate(_PAINTED)
    thumb = slider(page, "Stride")
    page.mouse.move(*place_of(thumb, 0.05))
    page.mouse.down()
    page.mouse.move(*place_of(thumb, 0.4))
    expect_repainted(picture, before)
    assert "stride" not in query(page)
    page.mouse.up()
    expect_query(page, lambda address: address.get("stride") == "2")
    before = picture.locator("canvas").evaluate(_PAINTED)
    cell = page.get_by_label("Kernel, row 2, column 2")
    cell.fill("2")
    expect_repainted(picture, before)
    cell.press("Tab")
    expect_query(page, lambda address: address.get("kernel") == "own" and address.get("cells", "").count("~") == 8)
    expect(page.get_by_text("The weights add up to −6", exact=False)).to_be_visible()


def test_a_place_is_pointed_at_and_moved_by_keys_and_by_itself(convolution: Page):
    page, picture = convolution, stage(convolution, "Convolution")
    picture.locator(".pixels-frame").click(position={"x": 3, "y": 3})
    expect(where(page)).to_have_text("Convolution, row 1, column 1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(where(page)).to_have_text("Convolution, row 2, column 2")
    expect_query(page, lambda address: address.get("place") == "convolution-1-1")
    page.mouse.move(0, 0)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(where(page)).to_have_text("Convolution, row 2, column 3")
    page.get_by_role("button", name="Play").click()
    expect(where(page)).to_have_text(re.compile("row 3"), timeout=30_000)
    page.get_by_role("button", name="Pause").click()
    expect(stage(page, "Input").locator(".marked i.window")).to_have_count(1)
    pooling = stage(page, "Pooling").locator(".pixels-frame")
    pooling.click(position={"x": 60, "y": 60})
    expect(where(page)).to_have_text(re.compile("^Pooling, "))
    expect(stage(page, "Activation").locator(".marked i")).to_have_count(2)  # the window, and who wins
    expect_query(page, lambda address: address.get("place", "").startswith("pooling-"))
    page.reload()
    expect(where(page)).to_have_text(re.compile("^Pooling, "))


def test_a_finger_draws_on_a_phone_and_the_link_has_the_drawing(server, new_context):
    page = opened(new_context(**PHONE).new_page(), f"{server.url}/convolution?picture=drawing")
    expect(page.get_by_text("The picture is black", exact=False)).to_be_visible()
    before = stage(page, "Input").locator("canvas").evaluate(_PAINTED)
    canvas = page.get_by_label("Draw", exact=True)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 120, steps=5)
    expect_repainted(stage(page, "Input"), before)
    page.mouse.up()
    expect_query(page, lambda address: len(address.get("drawing", "")) == 131)
    painted = stage(page, "Input").locator("canvas").evaluate(_PAINTED)
    page.reload()
    expect(page.get_by_text("The picture is black", exact=False)).to_have_count(0)
    expect(stage(page, "Input").locator("canvas")).to_be_visible()
    assert stage(page, "Input").locator("canvas").evaluate(_PAINTED) == painted
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("The picture is black", exact=False)).to_be_visible()
