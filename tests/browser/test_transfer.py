"""Transfer learning: from a visitor's zip of photos to a network that answers here and elsewhere."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.photo_sets.drawn import KINDS, draw
from tests.browser.driver import PHONE, encoded, expect_query, file, query
from tests.browser.lab import OVER, TRAINING_MILLISECONDS

# The whole way of a photo through a real browser; tests/app/test_transfer_page.py goes it without one, each time.
pytestmark = pytest.mark.slow

SETTINGS = {"dataset": "own", "per_class": "8", "head": "softmax", "epochs": "30"}
PER_CLASS, SIDE, LARGE = 14, 240, 26_000_000
UNSEEN = 9000  # the number of a drawn picture that is in no zip
# Each may take a while of its own: the worker loads TensorFlow, then the network, and computes features.
STAGES = (re.compile(r"of \d+ photos|poch|failed"), re.compile("poch|failed"))
MODEL = "Download the model (.zip)"
ANSWER = re.compile("classes that the network thinks most likely")
_OVERHANG = "() => document.querySelector('[data-testid=stMain]').scrollWidth"


def drawn(kind: str, number: int) -> bytes:
    return encoded(draw(kind, number, SIDE), "PNG")


def zip_of_drawn_photos() -> bytes:
    """It is as large as one of phone photos: after each picture's end the file goes on."""
    packed, more = io.BytesIO(), bytes(LARGE // (len(KINDS) * PER_CLASS))
    with zipfile.ZipFile(packed, "w") as archive:
        for kind in KINDS:
            for number in range(PER_CLASS):
                archive.writestr(f"photos/{kind}/{number}.png", drawn(kind, number) + more)
    return packed.getvalue()


def status(page: Page) -> Locator:
    return page.get_by_test_id("figureProgress").first


def train(page: Page) -> Locator:
    return page.get_by_role("button", name="Train", exact=True)


def expect_trained(page: Page) -> None:
    expect(status(page)).to_contain_text(OVER, timeout=TRAINING_MILLISECONDS)
    expect(status(page)).not_to_contain_text("failed")
    expect(page.get_by_test_id("stMetric").filter(has_text="Test accuracy")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.fixture(scope="module")
def trained(server, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page after a zip was uploaded, and a network has learnt from it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.goto(f"{server.url}/transfer?{urlencode(SETTINGS)}")
    expect(train(page)).to_be_disabled()
    photos = tmp_path_factory.mktemp("photos") / "photos.zip"
    photos.write_bytes(zip_of_drawn_photos())
    page.locator("input[type=file]").first.set_input_files(photos)
    expect(page.get_by_text(f"“cat”: {PER_CLASS} photos")).to_be_visible()
    train(page).click()
    expect_query(page, lambda address: "run" in address)
    for stage in STAGES:
        expect(status(page)).to_contain_text(stage, timeout=TRAINING_MILLISECONDS)
    expect_trained(page)
    yield page
    context.close()


def answer_to(page: Page, file_name: str, photo: bytes) -> tuple[str, float]:
    """The class that the network thinks most likely, and how sure it is, as a reader sees who points at its bar."""
    page.mouse.move(0, 0)  # what an answer before is told of goes
    upload = page.get_by_test_id("stFileUploader").filter(has_text="A photo for your network")
    upload.locator("input[type=file]").set_input_files([file(file_name, photo)])
    expect(page.get_by_text(file_name, exact=True)).to_be_visible(timeout=TRAINING_MILLISECONDS)
    bars = page.get_by_label(ANSWER).locator("canvas.marks")
    expect(bars).to_be_visible(timeout=TRAINING_MILLISECONDS)
    told = page.locator("#vg-tooltip-element.visible")
    for down in range(20, 100, 4):
        if told.count():
            break
        bars.hover(position={"x": 40, "y": down})
    _, name, _, percent, _ = told.inner_text().split()
    return name, float(percent.lstrip(">")) / 100


def answer_elsewhere(folder: Path, photo: bytes) -> tuple[str, float]:
    """What the downloaded program answers, in a process that knows nothing of this project."""
    (folder / "photo.png").write_bytes(photo)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "predict.py", "photo.png"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = [line.split() for line in done.stdout.splitlines() if line]
    assert {name for _, name in answers} == set(KINDS)
    return max((name, float(probability)) for probability, name in answers if float(probability) > 0.5)


def test_photos_that_were_not_in_the_zip_are_named_here_and_elsewhere(trained: Page, tmp_path: Path):
    for kind in KINDS:
        unseen = drawn(kind, UNSEEN)
        name, probability = answer_to(trained, f"unseen {kind}.png", unseen)
        assert name == kind
        assert probability > 0.8
    with trained.expect_download() as coming:
        trained.get_by_role("button", name=MODEL).click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        archive.extractall(tmp_path)
    assert answer_elsewhere(tmp_path, unseen) == (kind, pytest.approx(probability, abs=0.02))


def test_a_reloaded_tab_finds_its_photos_and_its_run(trained: Page):
    run = query(trained)["run"]
    trained.reload()
    expect_trained(trained)
    assert query(trained)["run"] == run
    expect(trained.get_by_text(f"“cat”: {PER_CLASS} photos")).to_be_visible()
    expect(train(trained)).to_be_enabled()
    expect(trained.get_by_role("button", name=MODEL)).to_be_visible()


def test_who_opens_the_link_sees_the_curves_and_nothing_of_the_photos(trained: Page, page: Page):
    page.goto(trained.url)
    expect_trained(page)
    expect(page.get_by_label(re.compile("Loss of each epoch")).locator("canvas.marks")).to_be_visible()
    expect(page.get_by_text("only there for whoever uploaded them")).to_be_visible()
    expect(train(page)).to_be_disabled()
    expect(page.get_by_text("Surest mistakes")).to_have_count(0)
    expect(page.get_by_text("Try it", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name=MODEL)).to_have_count(0)
    expect(page.get_by_test_id("stImage")).to_have_count(0)
    assert "set_id" not in query(page)


def test_on_a_phone_nothing_scrolls_sideways(server, new_context: Callable):
    page = new_context(**PHONE).new_page()
    page.goto(f"{server.url}/transfer")
    expect(train(page)).to_be_enabled()
    assert page.evaluate(_OVERHANG) <= PHONE["viewport"]["width"]
    expect(page.get_by_test_id("stException")).to_have_count(0)
