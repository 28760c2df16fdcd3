"""The photo strip in Chromium, given its data by the test in Streamlit's place."""

from __future__ import annotations

import base64
import gc
import io
import json
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from components.browser import photo_strip
from components.browser.photo_strip import Thumb, thumbnail
from models.photos.photo import Photo
from tests.there import there

_FOLDER = Path(photo_strip.__file__).parent
_SOURCE = (_FOLDER / "strip.js").read_text("utf-8")
_STYLE = f"<style>{(_FOLDER / 'strip.css').read_text('utf-8')}</style>"
_THEME = "--st-background-color: #ffffff; --st-text-color: #1c2733; --st-primary-color: #0f6fae; --st-font: sans-serif"
_MOUNT = """
async ([source, skeleton]) => {
  const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))
  const parentElement = document.querySelector("#host").attachShadow({ mode: "open" })
  parentElement.innerHTML = skeleton
  window.told = []
  const setTriggerValue = (...event) => window.told.push(event)
  window.show = (data) => module.default({ data, parentElement, setTriggerValue })
}
"""
# Counts what comes, goes or is loaded again within the strip from now on.
_WATCH = """
list => {
  window.changes = []
  const observer = new MutationObserver((seen) => window.changes.push(...seen.map(({ type }) => type)))
  observer.observe(list, { childList: true })
  for (const image of list.querySelectorAll("img")) observer.observe(image, { attributeFilter: ["src"] })
}
"""
_CHANGES = "() => new Promise(done => setTimeout(() => done(window.changes)))"
_PAGE_SCROLLED = "() => [window.scrollX, window.scrollY]"


def _photos(count: int) -> list[Thumb]:
    shades = [np.full((96, 128, 3), 5 * shade, np.uint8) for shade in range(count)]
    photos = [Photo(f"id{n}", f"photo{n}.jpg", pixels, (128, 96)) for n, pixels in enumerate(shades)]
    return [Thumb(photo.id, thumbnail(photo), photo.name) for photo in photos]


class _Strip:
    """The strip on a page of its own."""

    def __init__(self, page: Page, width: int) -> None:
        self.page = page
        page.set_viewport_size({"width": width, "height": 700})
        viewport = '<meta name="viewport" content="width=device-width">'
        page.set_content(f'{viewport}<div id="host" style="{_THEME}"></div><div style="height: 3000px"></div>')
        page.evaluate(_MOUNT, [_SOURCE, _STYLE])

    def show(self, photos: list[Thumb], selected: str = "") -> _Strip:
        data = {
            "photos": [photo_strip._with_texts(photo) for photo in photos],
            "selected": selected,
            "texts": photo_strip._texts(),
        }
        # As JSON, which is how Streamlit hands it over.
        self.page.evaluate("text => void window.show(JSON.parse(text))", json.dumps(data))
        return self

    @property
    def photos(self) -> Locator:
        return self.page.get_by_role("list", name="Photos: choose which one is shown")

    @property
    def items(self) -> Locator:
        return self.photos.get_by_role("listitem")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def told(self) -> list[Any]:
        return self.page.evaluate("window.told")


@pytest.fixture
def strip(page: Page) -> _Strip:
    return _Strip(page, 1280)


@pytest.fixture
def phone_strip(page: Page) -> _Strip:
    return _Strip(page, 390)


def test_labels_arrive_without_touching_the_pictures(strip):
    photos = _photos(3)
    strip.show(photos, "id0")
    expect(strip.items).to_have_text(["waiting"] * 3)
    strip.photos.evaluate(_WATCH)
    done = [
        replace(photos[0], label="tench", state="done"),
        replace(photos[1], state="working"),
        replace(photos[2], state="failed"),
    ]
    strip.show(done, "id0")
    expect(strip.items).to_have_text(["tench", "working", "failed"])
    assert strip.page.evaluate(_CHANGES) == []


def test_the_chosen_photo_is_marked(strip):
    photos = _photos(3)
    strip.show(photos, "id1")
    expect(strip.button("photo1.jpg waiting")).to_have_attribute("aria-pressed", "true")
    strip.show(photos, "id2")
    expect(strip.page.locator('[aria-pressed="true"]')).to_have_count(1)
    expect(strip.button("photo2.jpg waiting")).to_have_attribute("aria-pressed", "true")


def test_photos_are_chosen_and_removed_by_the_keyboard_too(strip):
    strip.show(_photos(2), "id0")
    strip.button("photo1.jpg waiting").click()
    strip.button("photo0.jpg waiting").press("Enter")
    strip.button("Remove photo1.jpg").click()
    strip.button("Remove photo0.jpg").press("Space")
    assert strip.told() == [["selected", "id1"], ["selected", "id0"], ["removed", "id1"], ["removed", "id0"]]


def test_who_removes_by_the_keyboard_goes_on_at_the_neighbour(strip):
    photos = _photos(3)
    strip.show(photos)
    strip.button("Remove photo1.jpg").focus()
    strip.show([photos[0], photos[2]])
    expect(strip.button("photo2.jpg waiting")).to_be_focused()
    strip.show(photos[:1])
    expect(strip.button("photo0.jpg waiting")).to_be_focused()
    strip.show([])
    expect(strip.photos).to_be_hidden()


def test_photos_lie_in_the_order_given(strip):
    photos = _photos(4)
    strip.show(photos[1:3])
    strip.show([photos[3], photos[0], photos[2], photos[1]])
    names = [image.get_attribute("alt") for image in strip.photos.get_by_role("img").all()]
    assert names == ["photo3.jpg", "photo0.jpg", "photo2.jpg", "photo1.jpg"]


def test_a_wide_page_has_two_rows_and_scrolls_to_the_chosen_photo(strip):
    photos = _photos(40)
    strip.show(photos, "id0")
    assert there(strip.photos.bounding_box())["height"] < 350
    last = strip.button("photo39.jpg waiting")
    expect(last).not_to_be_in_viewport(ratio=0.5)
    strip.show(photos, "id39")
    expect(last).to_be_in_viewport(ratio=0.9)
    assert strip.page.evaluate(_PAGE_SCROLLED) == [0, 0]


def test_a_phone_has_one_row_that_scrolls_sideways(phone_strip):
    photos = _photos(20)
    phone_strip.show(photos, "id0")
    assert len({item.bounding_box()["y"] for item in phone_strip.items.all()}) == 1
    assert phone_strip.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone_strip.show(photos, "id19")
    expect(phone_strip.button("photo19.jpg waiting")).to_be_in_viewport(ratio=0.9)
    assert phone_strip.page.evaluate(_PAGE_SCROLLED) == [0, 0]


def test_a_name_that_looks_like_html_is_only_a_name(strip):
    name = '<img src=x onerror="window.hacked = 1">'
    strip.show([replace(_photos(1)[0], title=name, label=name, state="done")])
    expect(strip.items).to_have_text([name])
    assert strip.photos.get_by_role("img").count() == 1


@pytest.mark.parametrize("shape", [(300, 512), (512, 300), (1, 1), (2000, 1)])
def test_a_thumbnail_is_a_small_square_whatever_the_photo(shape):
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    head, data = thumbnail(Photo("id", "noise.png", pixels, shape[::-1])).split(",")
    assert head == "data:image/jpeg;base64"
    image = Image.open(io.BytesIO(base64.b64decode(data)), formats=["JPEG"])
    assert image.size == (96, 96)
    assert len(data) < 16_000  # noise is the worst there is


def test_a_thumbnail_is_made_once_and_keeps_no_photo_alive():
    photo = Photo("id", "grey.png", np.full((9, 9, 3), 90, np.uint8), (9, 9))
    assert thumbnail(photo) is thumbnail(photo)
    gone = weakref.ref(photo)
    del photo
    gc.collect()
    assert gone() is None
