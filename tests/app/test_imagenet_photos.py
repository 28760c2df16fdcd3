"""Photos and labelled zips that are uploaded on the page on ImageNet prediction."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import streamlit as st

from components.imagenet import asking
from components.imagenet import view as page_parts
from components.imagenet.asking import ASKED
from models.imagenet.networks import BUILT_IN
from models.imagenet.view import TOP
from models.limits import LIMITS
from models.photos import zip_reader
from models.photos.fit import fit
from tests.app.controls_page import address, warnings
from tests.app.driver import elements, opened
from tests.app.imagenet_page import album_of, answered, bars, hand_in, photo_page, pixels_of, text, upload
from tests.app.photo_files import as_file, as_zip
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")


def test_photos_are_classified_and_stay_out_of_the_link():
    at = upload(
        photo_page(), ("my cat.png", as_file(pixels_of("cat"))), ("cup.jpg", as_file(pixels_of("coffee"), "JPEG"))
    )
    assert len(album_of(at).photos) == 2
    assert "my cat" in text(at)
    assert bars(at) == bars(photo_page())
    assert address(at) == {}
    album = album_of(at)
    album.remove(album.selected)
    assert "cup" in text(answered(at))
    assert not album_of(opened("imagenet.py")).photos


def test_an_answer_that_arrives_while_the_page_is_drawn_is_shown(monkeypatch):
    """It came after the photo was drawn as waiting, and before the page asked itself whether anything was."""

    def was_left_open_by_now() -> bool:
        for answer in st.session_state[ASKED].values():
            assert answer.wait(60)
        return asking.was_left_open()

    at = photo_page()
    waited: list[Callable[[], bool]] = []
    monkeypatch.setattr(page_parts, "was_left_open", was_left_open_by_now)
    monkeypatch.setattr(page_parts, "draw_again_when", lambda is_there, _key: waited.append(is_there))
    hand_in(at, ("cup.png", as_file(pixels_of("coffee"))))
    if "espresso" not in text(at):
        assert waited[-1](), "the page is drawn again at once"
        assert "espresso" in text(at.run())


def test_the_same_photo_twice_is_one_and_the_twenty_first_is_left_out():
    cat = as_file(pixels_of("cat")[:64, :64])
    at = upload(photo_page(), ("a.png", cat), ("b.png", cat))
    assert len(album_of(at).photos) == 1
    many = [(f"{shade}.png", as_file(np.full((32, 32, 3), shade, np.uint8))) for shade in range(21)]
    upload(at, *many)
    assert len(album_of(at).photos) == 20
    assert "2 files were left out: 20 photos fit in" in text(at)


def test_what_is_no_photo_is_told_of_and_the_good_one_is_answered():
    png = as_file(pixels_of("cat"))
    files = {
        "nothing.jpg": (b"", "is empty"),
        "report.jpg": (b"%PDF-1.7\n", "a PDF document"),
        "drawing.png": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        "photos.jpg": (as_zip(x=b"y"), "a zip archive"),
        "[click](http://evil).jpg": (b"\x00\x01\x02" * 50, r"“\[click\]\(http\:\/\/evil\)\.jpg”"),
        "cut.png": (png[:60], r"“cut\.png”"),
    }
    at = upload(photo_page(), *((name, data) for name, (data, _) in files.items()), ("good.png", png))
    (box,) = warnings(at)  # one for all of an upload
    refusals = box.splitlines()
    assert len(refusals) == len(files)
    for _, words in files.values():
        assert sum(words in refusal for refusal in refusals) == 1
    assert bars(at) == bars(photo_page())


def test_every_odd_file_is_answered_or_told_of(shared_data):
    files = sorted(shared_data("odd").iterdir())
    at = upload(photo_page(), *((path.name, path.read_bytes()) for path in files))
    album = album_of(at)
    assert len(album.photos) + len("\n".join(warnings(at)).splitlines()) == len(files)
    assert len(album.photos) >= 10
    assert len(bars(at)) == TOP


def test_one_photo_does_not_wait_behind_another_owner_s_twenty(scheduler):
    views = np.stack([fit(pixels_of("cat"), 224, "crop")] * 10)

    def ask(owner: str, pictures: np.ndarray):
        return scheduler.ask("classify", {"network": BUILT_IN, "weights": "", "pictures": pictures}, owner)

    many = [ask("ann", views) for _ in range(20)]
    single = ask("bob", views[:1])
    assert single.wait(60)
    assert single.state == "done"
    assert not many[-1].is_over
    for answer in many:
        answer.cancel()


def test_accuracy_over_a_labelled_zip():
    at = photo_page(part="accuracy", sample="coffee")
    coffee = bars(at)[0][0]
    files = {
        f"{coffee}/1.png": as_file(pixels_of("coffee")),
        "goldfish/2.png": as_file(pixels_of("temple")),
        "banana/3.png": b"no picture",
        "holiday.png": as_file(pixels_of("cat")),
    }
    upload(at, ("set.zip", as_zip(**files)), name="Labelled photos (zip)")
    until(lambda: not at.run().exception and at.metric)
    assert [(metric.label, metric.value) for metric in at.metric] == [
        ("Photos", "2"),
        ("Top-1 accuracy", "50\xa0%"),
        ("Top-5 accuracy", "50\xa0%"),
    ]
    assert any("goldfish, taken for" in caption for picture in elements(at, "image") for caption in picture.captions)
    assert "1 photo could not be read: “banana\\/3\\.png”" in text(at)


@pytest.mark.parametrize(
    ("data", "words"), [(b"no zip", "This is no zip file"), (as_zip(**{"x.jpg": b"y"}), "names a class of ImageNet")]
)
def test_a_zip_that_cannot_be_used_is_told_of(data, words):
    at = upload(photo_page(part="accuracy"), ("set.zip", data), name="Labelled photos (zip)")
    assert [words in error.value for error in at.error] == [True]


def test_a_labelled_zip_that_takes_too_long_is_told_of_and_left(monkeypatch):
    clock = itertools.count(step=LIMITS.zip_seconds + 1)
    monkeypatch.setattr(zip_reader.time, "thread_time", lambda: next(clock))
    cat = as_file(pixels_of("cat"))
    at = photo_page(part="accuracy")
    upload(at, ("set.zip", as_zip(**{"goldfish/1.png": cat, "goldfish/2.png": cat})), name="Labelled photos (zip)")
    until(lambda: not at.run().exception and at.error)
    assert ["take the server too long to read, more than 120 seconds" in error.value for error in at.error] == [True]
