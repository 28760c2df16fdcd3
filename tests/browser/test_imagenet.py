"""ImageNet prediction: photos go in by the real uploader, and their labels come out of the real network."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from components.words.labels import choice
from models.imagenet.view import PARTS
from models.photos.samples import load_sample
from tests.browser.driver import PHONE, File, encoded, expect_query, file, place_of, query, slider
from tests.browser.server import PROJECT

SHEPHERD = "n02106662_German_shepherd.JPEG"
CAT = re.compile("tabby|tiger cat|Egyptian cat")

# The workers load TensorFlow and the network before they answer for the first time.
FIRST_MILLISECONDS = 240_000
ORIENTATION = 0x0112  # EXIF's tag

_OVERHANG = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
# Width, height, and the colour a fifth of the way down the middle.
_LOOK = """
image => {
  const canvas = document.createElement('canvas')
  const [width, height] = [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight]
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  return [width, height, ...context.getImageData(width / 2, height / 5, 1, 1).data.slice(0, 3)]
}
"""
_IS_LOADED = "image => image.complete && image.naturalWidth > 0"


class Photos:
    """The page in a tab."""

    def __init__(self, url: str, page: Page) -> None:
        self.url, self.page = f"{url}/imagenet", page

    def open(self, **settings: str) -> Photos:
        self.page.goto(f"{self.url}?{urlencode(settings)}")
        failed = self.page.get_by_role("button", name=re.compile("Ask again|다시 묻기"))
        expect(self.bars.or_(failed).first).to_be_visible(timeout=FIRST_MILLISECONDS)
        expect(failed).to_have_count(0)
        return self

    def upload(self, *files: File | Path, place: int = 0) -> Photos:
        chosen: Any = [str(one) if isinstance(one, Path) else one for one in files]
        self.page.locator("input[type=file]").nth(place).set_input_files(chosen)
        return self

    @property
    def bars(self) -> Locator:
        return self.page.locator("canvas.marks").first

    @property
    def strip(self) -> Locator:
        return self.page.get_by_role("list", name="Photos: choose which one is shown").get_by_role("listitem")

    @property
    def photo(self) -> Locator:
        return self.page.get_by_role("img", name="The photo", exact=True)

    def expect_no_error(self) -> None:
        expect(self.page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture
def photos(server, page: Page) -> Photos:
    return Photos(server.url, page)


def test_an_uploaded_photo_is_classified(photos: Photos, shared_data):
    name = "German shepherd"
    photos.open().upload(shared_data("photos") / SHEPHERD)
    expect(photos.strip).to_have_count(1)
    expect(photos.strip).to_contain_text(name, timeout=FIRST_MILLISECONDS)
    expect(photos.page.get_by_text("What you see").locator("xpath=../../..")).to_contain_text(name)
    assert query(photos.page) == {}
    photos.page.reload()
    expect(photos.strip).to_have_count(1)
    expect(photos.strip).to_contain_text(name, timeout=FIRST_MILLISECONDS)
    photos.expect_no_error()


def test_the_answer_follows_the_patch_before_the_slider_is_let_go(photos: Photos):
    page = photos.open(part="patch").page
    patched = page.get_by_test_id("stImage").locator("img").last
    thumb = slider(page, "Patch, across")
    page.mouse.move(*place_of(thumb, 0.5))
    page.mouse.down()
    for share in (0.4, 0.3, 0.2):
        picture = patched.get_attribute("src")
        page.mouse.move(*place_of(thumb, share))
        expect(patched).not_to_have_attribute("src", picture)
        assert "patch_x" not in query(page)
    page.mouse.up()
    expect_query(page, lambda address: 0 < float(address.get("patch_x", 0)) < 0.4)
    expect(page.locator("canvas.marks")).to_have_count(2)
    photos.expect_no_error()


@pytest.mark.slow
def test_a_link_reopens_model_part_and_sample(photos: Photos):
    link = {"sample": "coffee", "part": "heat", "rank": "2"}
    page = photos.open(**link).page
    expect(page.get_by_label("Model", exact=True).first).to_have_value(re.compile("^EfficientNet-Lite0"))
    expect(page.get_by_label("Sample picture", exact=True).first).to_have_value("Cup of coffee")
    expect(page.get_by_text("Grad-CAM: light places of layer")).to_be_visible()
    expect(page.get_by_text("answers instead of")).to_have_count(0)
    assert query(page) == link
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.slow
def test_a_photo_that_the_camera_held_sideways_is_shown_upright(photos: Photos):
    """Orientation 6: the left edge of what is stored is the top of what is seen."""
    stored = np.full((200, 300, 3), (0, 0, 200), np.uint8)
    stored[:, :150] = (200, 0, 0)
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    photos.open().upload(file("sideways.jpg", encoded(stored, "JPEG", exif=exif)))
    expect(photos.page.get_by_text("300 × 200 pixels, turned upright")).to_be_visible()
    image = photos.photo.element_handle()
    photos.page.wait_for_function(_IS_LOADED, arg=image)
    width, height, red, _, blue = image.evaluate(_LOOK)
    assert (width, height) == (200, 300)
    assert red > 150 > 50 > blue


@pytest.mark.slow
def test_a_broken_file_does_not_disturb_the_good_one(photos: Photos):
    photos.open().upload(_cat(), file("broken.jpg", b"%PDF-1.7\n"))
    expect(photos.strip).to_have_count(1)
    expect(photos.strip).to_contain_text(CAT)
    alert = photos.page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(re.compile(r"broken\.jpg”\s+is no picture but a PDF document"))
    photos.expect_no_error()


@pytest.mark.slow
def test_a_photo_that_is_removed_gives_way_to_the_one_before(photos: Photos):
    photos.open().upload(_cat(), file("cup.png", encoded(load_sample("coffee").pixels, "PNG")))
    expect(photos.strip).to_have_count(2)
    photos.strip.nth(1).get_by_role("button").first.click()
    expect(photos.page.get_by_text("cup.png · 600 × 400 pixels")).to_be_visible()
    photos.page.get_by_role("button", name=re.compile("cup")).last.click()
    expect(photos.strip).to_have_count(1)
    expect(photos.page.get_by_text("cat.png · 451 × 300 pixels")).to_be_visible()


def shows(part: str, address: dict[str, str]) -> bool:
    return address.get("part") == part


@pytest.mark.slow
def test_on_a_phone_there_is_a_camera_and_nothing_scrolls_sideways(server, new_context: Callable):
    context = new_context(**PHONE, permissions=["camera"])
    photos = Photos(server.url, context.new_page()).open()
    assert photos.page.evaluate(_OVERHANG) <= PHONE["viewport"]["width"]
    photos.page.get_by_text("Use the camera").tap()
    expect(photos.page.get_by_test_id("stCameraInput")).to_be_visible()
    photos.upload(_cat())
    expect(photos.strip).to_contain_text(CAT)
    for part in PARTS[1:]:
        name = choice("part", part)
        photos.page.get_by_role("radio", name=name).or_(photos.page.get_by_role("button", name=name)).first.tap()
        expect_query(photos.page, partial(shows, part))
        assert photos.page.evaluate(_OVERHANG) <= PHONE["viewport"]["width"]
    photos.expect_no_error()


@pytest.mark.slow
def test_a_zip_of_labelled_photos_gives_both_accuracies(photos: Photos, shared_data):
    files = sorted(shared_data("photos").iterdir())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in files:
            archive.write(path, path.name)
    photos.open(part="accuracy", model="efficientnet_lite0").upload(file("set.zip", packed.getvalue()), place=1)
    tiles = photos.page.get_by_test_id("stMetric")
    expect(tiles).to_have_count(3, timeout=FIRST_MILLISECONDS)
    values = [float(text.rstrip(" \xa0%")) for text in tiles.get_by_test_id("stMetricValue").all_inner_texts()]
    assert values[0] == len(files)
    assert values[1] >= 100 * 14 / 16
    assert values[2] == 100
    photos.expect_no_error()


@pytest.mark.slow
def test_korean_readers_get_korean_class_names(photos: Photos, shared_data):
    with (PROJECT / "models" / "imagenet" / "classes.csv").open(encoding="utf-8") as rows:
        korean = next(row["korean"] for row in csv.DictReader(rows) if row["name"] == "German_shepherd")
    photos.open(lang="ko").upload(shared_data("photos") / SHEPHERD)
    expect(photos.page.get_by_role("listitem").filter(has_text=korean)).to_be_visible()
    photos.expect_no_error()


@pytest.mark.slow
def test_vgg16_says_what_it_needs_where_there_is_no_internet(photos: Photos):
    page = photos.open(model="vgg16").page
    expect(page.get_by_text("EfficientNet-Lite0 answers instead of VGG16")).to_be_visible()
    page.get_by_role("button", name="Download", exact=True).click()
    error = page.get_by_test_id("stAlert").filter(has_text="could not be loaded")
    expect(error).to_contain_text("(553\xa0MB)")
    expect(error).to_contain_text("there is no connection to the server")
    expect(error).to_contain_text("by hand")
    expect(photos.bars).to_be_visible()
    photos.expect_no_error()


def _cat() -> File:
    return file("cat.png", encoded(load_sample("cat").pixels, "PNG"))
