"""What a visitor is told where the memory for uploads is full, and where it is needed for others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from components.imagenet import asking
from components.imagenet.accuracy import EXAMS
from components.session.identity import TOKEN
from models.photos.room import Room
from tests.app.driver import opened
from tests.app.imagenet_page import album_of, hand_in, pixels_of, text
from tests.app.photo_files import as_file, as_zip

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")

EACH, _LITTLE = 10_000_000, 50_000
CAT = ("cat.png", as_file(pixels_of("cat")))
CUP = ("cup.png", as_file(pixels_of("coffee")))


@pytest.fixture(scope="module", autouse=True)
def unanswered() -> Iterator[None]:
    """What these pages ask of the samples and leave unanswered is not remembered for other modules' pages."""
    yield
    asking._memory_of_samples.clear()


@pytest.fixture
def room(monkeypatch) -> Room:
    """An empty room for uploads."""
    room = Room(most=EACH, each=EACH)
    monkeypatch.setattr("components.session.keeping.ROOM", room)
    return room


def page(**query: str) -> AppTest:
    return opened("imagenet.py", **query)


def taken(room: Room, left: int) -> list:
    """Take all of the room but so many bytes, by visitors who hold little each."""
    count = (EACH - room.bytes - left) // _LITTLE
    return [room.keep(f"visitor{number}", None, _LITTLE) for number in range(count)]


def zip_of(at: AppTest, name: str) -> AppTest:
    return hand_in(at, ("photos.zip", as_zip(**{"tabby/a": CAT[1]})), name=name)


@pytest.mark.parametrize(
    ("page", "query", "name", "most"),
    [
        ("imagenet.py", {"part": "accuracy"}, "Photo", 50),
        ("imagenet.py", {"part": "accuracy"}, "Labelled photos (zip)", 200),
        ("transfer.py", {"dataset": "own"}, "Photos (zip)", 200),
        ("transfer.py", {"dataset": "own"}, "Photos of this class", 50),
    ],
)
def test_every_uploader_takes_what_its_kind_may_have_and_says_so(page, query, name, most):
    at = opened(page, **query)
    uploader = next(one for one in at.file_uploader if one.label == name)
    assert uploader.proto.max_upload_size_mb == most
    assert f" {most} MB" in uploader.help or name not in ("Photo", "Photos (zip)")
    assert f"more than {most} MB" in "".join(one.proto.body for one in at.get("html"))


def test_photos_count_until_they_are_removed(room):
    at = hand_in(page(), CAT, CUP)
    album = album_of(at)
    assert room.bytes == sum(photo.pixels.nbytes for photo in album.photos.values())
    album.remove_all()
    assert room.bytes == 0


def test_a_photo_without_room_is_told_of(room):
    others = taken(room, left=10)
    at = hand_in(page(), CAT)
    assert "was not kept: the memory that this server has for uploads is full" in text(at)
    assert not album_of(at).photos
    assert not any(one.gave_way for one in others)


def test_a_visitor_with_too_much_is_told_so(monkeypatch):
    monkeypatch.setattr("components.session.keeping.ROOM", Room(most=EACH, each=1000))
    assert "your uploads together may have" in text(hand_in(page(), CAT))


def test_a_photo_that_gave_way_is_told_of_and_the_others_stay(room):
    at = hand_in(page(), CAT, CUP)
    needed = EACH - room.bytes + 1
    others = [room.keep(f"visitor{number}", None, needed // 50) for number in range(51)]
    assert not any(one.gave_way for one in others)
    at.run()
    assert "1 photo was dropped: the server needed its memory for other visitors" in text(at)
    assert [photo.name for photo in album_of(at).photos.values()] == ["cup.png"]


def test_a_labelled_zip_lies_in_the_drawer_and_can_give_way(room):
    at = zip_of(page(part="accuracy"), "Labelled photos (zip)")
    exam = EXAMS.of(at.session_state[TOKEN])
    assert exam.kept is not None
    assert room.bytes == exam.kept.size > 0
    others = taken(room, left=0)
    others.append(room.keep("one more", None, _LITTLE))
    assert exam.evaluating is None
    at.run()
    assert not at.exception
    assert "The zip was dropped: the server needed its memory for other visitors" in text(at)


@pytest.mark.parametrize(
    ("page", "query", "name"),
    [
        ("imagenet.py", {"part": "accuracy"}, "Labelled photos (zip)"),
        ("transfer.py", {"dataset": "own"}, "Photos (zip)"),
    ],
)
def test_a_zip_without_room_is_told_of(room, page, query, name):
    others = taken(room, left=10)
    at = zip_of(opened(page, **query), name)
    assert not at.exception
    assert "fill the memory that this server has for them" in text(at)
    assert not any(one.gave_way for one in others)


def test_a_zip_that_is_to_be_learnt_from_gives_its_room_back_when_it_is_read(room):
    at = zip_of(opened("transfer.py", dataset="own"), "Photos (zip)")
    assert not at.exception
    assert room.bytes == 0
