"""A visitor's own photos: from zips good and bad, and one by one."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.limits import LIMITS
from models.photo_sets import own as own_module
from models.photo_sets.own import LEAST_SIDE, OwnPhotos, SetRefused, load_own
from models.photo_sets.sets import load_set
from models.photo_sets.split import TEST, TRAIN, VALIDATION
from models.photos.archive import ArchiveLimits, ArchiveRefused, Skipped
from models.photos.decode import PhotoRefused, decode
from models.photos.fit import fit
from tests.unit.photo_sets.own_zips import CATS, DOGS, photos, png, zipped


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Below it the home of each test, so that it is seen when something is written beside the home."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    return tmp_path


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def refusal(files: dict[str, bytes]) -> SetRefused:
    with pytest.raises(SetRefused) as caught:
        OwnPhotos.from_archive(zipped(files)).save()
    return caught.value


def test_a_zip_becomes_a_set() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    photo_set = load_set("own", own.save(), 64)
    assert photo_set.classes == ("cats", "dogs")
    assert photo_set.pictures.shape == (11, 64, 64, 3)
    assert photo_set.labels.tolist() == [0] * 5 + [1] * 6
    assert not photo_set.shared
    assert own.counts() == {"cats": 5, "dogs": 6}
    assert own.skipped == []
    for label in (0, 1):
        assert set(photo_set.parts[photo_set.labels == label]) == {TRAIN, VALIDATION, TEST}


def test_photos_are_squeezed_to_224_and_smaller_ones_are_made_of_those() -> None:
    set_id = OwnPhotos.from_archive(zipped(CATS | DOGS)).save()
    square = fit(decode(CATS["cats/0.png"], "").pixels, 224, "squeeze")
    assert np.array_equal(load_own(set_id, 224).pictures[0], square)
    assert np.array_equal(load_own(set_id, 100).pictures[0], fit(square, 100, "squeeze"))


def test_the_order_in_the_zip_does_not_matter() -> None:
    one, other = (load_own(OwnPhotos.from_archive(zipped(files)).save(), 64) for files in (CATS | DOGS, DOGS | CATS))
    assert one.hashes == other.hashes
    assert np.array_equal(one.parts, other.parts)


@pytest.mark.parametrize("pattern", ["all/{part}/{name}", "all/{name}/{part}"])
def test_given_parts_are_kept_above_and_below_the_class(pattern: str) -> None:
    files: dict[str, bytes] = {}
    for name in ("cats", "dogs"):
        for part, count in (("Train", 4), ("valid", 2), ("test", 3)):
            files |= photos(pattern.format(part=part, name=name), count, first=len(files))
    photo_set = load_own(OwnPhotos.from_archive(zipped(files)).save(), 64)
    assert photo_set.classes == ("cats", "dogs")
    assert np.bincount(photo_set.parts).tolist() == [8, 4, 6]


def test_nested_folders_macos_and_korean_names() -> None:
    files = photos("동물/새/고양이", 4) | photos("동물/강아지", 4, first=50) | {"__MACOSX/강아지/._0.png": b"metadata"}
    own = OwnPhotos.from_archive(zipped(files))
    assert own.class_names == ("강아지", "고양이")
    assert load_own(own.save(), 64).classes == ("강아지", "고양이")
    assert own.skipped == []


def test_numbers_are_sorted_as_numbers() -> None:
    files = {name: data for digit in range(9, 1, -1) for name, data in photos(str(digit), 4, first=digit).items()}
    assert OwnPhotos.from_archive(zipped(files | photos("10", 4))).class_names == (*"23456789", "10")


def test_broken_photos_among_good_ones_are_listed() -> None:
    broken = {"cats/broken.png": png(1)[:30], "dogs/empty.jpg": b"", "dogs/text.jpg": b"no picture", "top.png": png(3)}
    own = OwnPhotos.from_archive(zipped(CATS | DOGS | broken))
    assert own.counts() == {"cats": 5, "dogs": 6}
    assert {(skipped.path, skipped.reason) for skipped in own.skipped} == {
        ("cats/broken.png", "truncated"),
        ("dogs/empty.jpg", "empty"),
        ("dogs/text.jpg", "not_a_picture"),
        ("top.png", "no_folder"),
    }
    assert len(load_own(own.save(), 64).labels) == 11


def test_paths_that_leave_the_archive_are_skipped_and_nothing_is_written_outside(folder: Path) -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS | {"../../evil/0.png": png(0), "/cats/1.png": png(1)}))
    assert [skipped.reason for skipped in own.skipped] == ["unsafe_path"] * 2
    load_own(own.save(), 64)
    assert all(path.is_relative_to(folder / "home" / "private") for path in files_below(folder))


@pytest.mark.parametrize(
    ("files", "reason", "values"),
    [
        (CATS, "one_class", {"class": "cats"}),
        ({"a.png": png(0)}, "no_folders", {}),
        ({"train/a.png": png(0)}, "no_folders", {}),
        (CATS | photos("dogs", 2), "few_photos", {"class": "dogs", "photos": 2, "limit": 4}),
        (CATS | DOGS | {"birds/": b""}, "empty_class", {"class": "birds", "skipped": 0}),
        (CATS | DOGS | {"birds/0.png": b"no"}, "empty_class", {"class": "birds", "skipped": 1}),
        (
            {f"{letter}/0.png": png(0) for letter in "abcdefghijk"},
            "too_many_classes",
            {"classes": 11, "limit": 10},
        ),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(files: dict[str, bytes], reason: str, values: dict) -> None:
    refused = refusal(files)
    assert (refused.reason, refused.values) == (reason, values)
    assert vars(pickle.loads(pickle.dumps(refused))) == vars(refused)


def test_as_many_classes_as_allowed_are_taken_and_one_more_is_not() -> None:
    own = OwnPhotos.from_archive(zipped({f"{number}/0.png": png(number) for number in range(LIMITS.set_classes)}))
    with pytest.raises(SetRefused, match="too_many_classes"):
        own.add("one more", png(0), "0.png")
    own.add("0", png(0), "0.png")


def test_too_many_photos_are_refused(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(own_module, "LIMITS", replace(LIMITS, set_photos=11))
    assert len(OwnPhotos.from_archive(zipped(CATS | DOGS)).photos) == 11
    monkeypatch.setattr(own_module, "LIMITS", replace(LIMITS, set_photos=10))
    assert refusal(CATS | DOGS).values == {"photos": 11, "limit": 10}
    assert len(list(files_below(folder))) == 1  # the draft of the first


def test_a_bomb_is_refused(folder: Path) -> None:
    bomb = zipped({f"cats/{number}.png": bytes(40_000_000) for number in range(3)})
    with pytest.raises(ArchiveRefused) as caught:
        OwnPhotos.from_archive(bomb, limits=ArchiveLimits(unpacked_bytes=100_000_000))
    assert caught.value.reason == "bomb"
    assert not list(files_below(folder))


def test_100_000_tiny_files_are_refused() -> None:
    with pytest.raises(ArchiveRefused) as caught:
        OwnPhotos.from_archive(zipped({f"cats/{number}.png": b"" for number in range(100_000)}))
    assert caught.value.reason == "too_many_files"


def test_reading_can_be_called_off_and_leaves_nothing(folder: Path) -> None:
    class CalledOff(Exception):
        pass

    def call_off(done: int, total: int) -> None:
        if done == 4:
            raise CalledOff

    with pytest.raises(CalledOff):
        OwnPhotos.from_archive(zipped(CATS | DOGS), call_off)
    assert not list(files_below(folder))


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    OwnPhotos.from_archive(zipped(CATS | DOGS), lambda done, total: told.append((done, total)))
    assert told == [(done, 11) for done in range(12)]


def test_photos_are_added_one_by_one() -> None:
    own = OwnPhotos()
    for number in range(4):
        own.add(" my  cat ", png(number), f"{number}.png")
        own.add("dog", png(100 + number), f"{number}.png")
    with pytest.raises(PhotoRefused):
        own.add("dog", b"no picture", "film.mp4")
    with pytest.raises(SetRefused) as caught:
        own.add("  ", png(0), "0.png")
    assert caught.value.reason == "no_name"
    assert own.counts() == {"dog": 4, "my cat": 4}
    assert own.pictures().shape == (8, 224, 224, 3)
    assert load_own(own.save(), 64).classes == ("dog", "my cat")


def test_the_same_photos_keep_their_set_and_more_photos_are_another() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    first = own.save()
    assert own.save() == first
    own.add("cats", png(7), "more.png")
    assert own.save() != first
    assert len(load_own(first, 64).labels) == 11


def test_a_class_can_be_taken_out_again() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS | photos("birds", 2, first=200)))
    dogs = own.pictures()[-6:].copy()
    own.drop_class("birds")
    own.drop_class("cats")
    assert own.counts() == {"dogs": 6}
    assert np.array_equal(own.pictures(), dogs)


def test_one_photo_can_be_taken_out_again() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    first = own.save()
    before, places = own.pictures().copy(), list(range(len(own.photos)))
    own.drop_photo(2)
    assert np.array_equal(own.pictures(), before[[place for place in places if place != 2]])
    assert sum(own.counts().values()) == len(places) - 1
    assert own.save() != first


def test_photos_that_show_nothing_are_left_out_and_told_of() -> None:
    least = LEAST_SIDE
    tiny = {"cats/tiny.png": png(1, (least - 1, 40)), "dogs/tiny.png": png(2, (40, least - 1))}
    own = OwnPhotos.from_archive(zipped(CATS | DOGS | tiny | {"cats/small.png": png(3, (least, least))}))
    assert own.counts() == {"cats": 6, "dogs": 6}
    assert own.skipped == [Skipped("cats/tiny.png", "too_small"), Skipped("dogs/tiny.png", "too_small")]
    with pytest.raises(PhotoRefused) as caught:
        own.add("cats", tiny["cats/tiny.png"], "tiny.png")
    assert caught.value.values == {"width": least - 1, "height": 40, "limit": least}
    assert len(own.pictures()) == 12


def test_the_small_cats_and_dogs_as_own_photos(shared_data) -> None:
    own = OwnPhotos.from_archive(shared_data("cats_and_dogs_small.zip").read_bytes())
    photo_set = load_own(own.save(), 64)
    assert photo_set.classes == ("cats", "dogs")
    assert np.bincount(photo_set.parts).tolist() == [400, 100, 200]


@pytest.mark.slow
def test_the_sign_language_digits_as_own_photos(shared_data) -> None:
    own = OwnPhotos.from_archive(shared_data("sign_language_digits.zip").read_bytes())
    photo_set = load_own(own.save(), 224)
    assert photo_set.classes == tuple("0123456789")
    assert len(photo_set.labels) == 2062
    held_out = np.bincount(photo_set.labels[photo_set.parts == TEST])
    assert set(held_out) <= {20, 21}


def test_all_faults_of_a_set_are_told():
    own = OwnPhotos.from_archive(zipped(photos("cats", 2) | photos("dogs", 3) | {"birds/": b""}))
    assert [(fault.reason, fault.values["class"]) for fault in own.faults()] == [
        ("empty_class", "birds"),
        ("few_photos", "cats"),
        ("few_photos", "dogs"),
    ]
    own.drop_class("birds")
    assert [fault.reason for fault in own.faults()] == ["few_photos", "few_photos"]
