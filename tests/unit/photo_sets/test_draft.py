"""The pictures of a visitor's set on disk: never more than there is room for, and never changed under a reader."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.limits import LIMITS
from models.photo_sets import private
from models.photo_sets.built_in import DRAWN
from models.photo_sets.own import OwnPhotos, load_own
from models.photo_sets.private import TRAINED, PrivateFull, forget_photos, private_bytes, private_folder
from models.photo_sets.stored import save_pictures
from models.photos.decode import decode
from models.photos.fit import fit
from tests.unit.photo_sets.own_zips import CATS, DOGS, photos, png, zipped


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))


def test_a_set_takes_no_room_of_its_own_and_stays_as_it_is_when_photos_come_and_go() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    before = private_bytes()
    first = own.save()
    assert private_bytes() - before < 3 * 224**2
    pictures = load_own(first, 224).pictures.copy()
    own.add("cats", png(7), "more.png")
    second = own.save()
    own.drop_class("cats")
    own.add("cats", png(8), "other.png")
    assert [len(load_own(set_id, 224).labels) for set_id in (first, second)] == [11, 12]
    assert np.array_equal(load_own(first, 224).pictures, pictures)
    assert np.array_equal(load_own(second, 224).pictures[:11], pictures)
    assert [len(load_own(set_id, 64).labels) for set_id in (first, second)] == [11, 12]


def test_where_files_have_one_name_only_a_set_is_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "not on this file system")

    monkeypatch.setattr(os, "link", no_links)
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    photo_set = load_own(own.save(), 224)
    own.drop_class("cats")
    assert np.bincount(photo_set.labels).tolist() == [5, 6]


def test_a_photo_that_was_cut_off_by_a_full_disk_harms_no_set() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    set_id = own.save()
    with own._draft._path.open("ab") as file:
        file.write(b"half a photo")
    assert len(load_own(set_id, 224).labels) == len(own.pictures()) == 11
    own.add("cats", png(7), "more.png")
    assert np.array_equal(own.pictures()[11], fit(decode(png(7), "").pixels, 224, "squeeze"))


@pytest.fixture
def mapped_files_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a memory map is open of can neither be replaced, nor be removed, nor be cut, as on Windows."""
    if not Path("/proc/self/maps").exists():
        pytest.skip("only Linux tells what is mapped")

    def refused(function: Callable[..., Any], place: int) -> Callable[..., Any]:
        def checked(*arguments: Any, **named: Any) -> Any:
            if f"{Path(arguments[place]).resolve()}\n" in Path("/proc/self/maps").read_text():
                raise PermissionError(errno.EACCES, "it is mapped", str(arguments[place]))
            return function(*arguments, **named)

        return checked

    for name, place in (("replace", 1), ("rename", 1), ("unlink", 0), ("truncate", 0)):
        monkeypatch.setattr(os, name, refused(getattr(os, name), place))


@pytest.mark.usefixtures("mapped_files_stay")
def test_photos_that_somebody_looks_at_can_be_taken_out_and_learnt_from() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS | photos("birds", 4, first=200)))
    looked_at = [own.pictures(), load_own(own.save(), 224).pictures, load_own(own.save(), 64).pictures]
    first = own.save()
    own.drop_class("birds")
    own.drop_photo(0)
    assert own.counts() == {"cats": 4, "dogs": 6}
    looked_at += [own.pictures(), load_own(own.save(), 64).pictures]
    folder = private_folder(first)
    assert folder is not None
    (folder / TRAINED).mkdir()  # a network keeps the folder
    forget_photos(first)
    assert [len(pictures) for pictures in looked_at] == [15, 15, 15, 10, 10]


@pytest.mark.usefixtures("mapped_files_stay")
def test_who_was_slower_to_make_photos_smaller_takes_those_that_are_there() -> None:
    set_id = OwnPhotos.from_archive(zipped(CATS | DOGS)).save()
    small, folder = load_own(set_id, 64), private_folder(set_id)
    assert folder is not None
    save_pictures(folder / "photos-64.rgb", small.pictures)
    assert len(load_own(set_id, 64).labels) == 11
    assert not list(folder.glob("*.part"))


@pytest.mark.usefixtures("mapped_files_stay")
def test_more_built_in_pictures_are_kept_while_somebody_looks_at_the_fewer() -> None:
    fewer = DRAWN.pictures(16, 2)
    assert len(DRAWN.pictures(16, 4)) == 4
    assert isinstance(DRAWN.pictures(16, 4), np.memmap)
    assert len(fewer) == 2


def test_the_photos_of_all_together_are_bounded_and_closing_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "LIMITS", replace(LIMITS, private_bytes=10_000_000))
    first = OwnPhotos.from_archive(zipped(photos("cats", 20) | photos("dogs", 20, first=100)))
    with pytest.raises(PrivateFull):
        OwnPhotos.from_archive(zipped(photos("cats", 20) | photos("dogs", 20, first=100)))
    second = OwnPhotos.from_archive(zipped(CATS | DOGS))
    monkeypatch.setattr(private, "LIMITS", replace(LIMITS, private_bytes=private_bytes() + 3 * 224**2))
    second.add("cats", png(7), "at the limit.png")
    with pytest.raises(PrivateFull):
        second.add("cats", png(8), "one beyond.png")
    assert len(second.pictures()) == 12
    set_id = second.save()
    with pytest.raises(PrivateFull):
        load_own(set_id, 64)
    first.forget()
    second.add("cats", png(8), "one beyond.png")
    assert len(load_own(set_id, 64).labels) == 12


def test_room_is_taken_before_the_first_photo_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "LIMITS", replace(LIMITS, private_bytes=3 * 224**2 * 15))
    others: list[str] = []

    def another_begins(done: int, _total: int) -> None:
        if done == 0:
            try:
                OwnPhotos.from_archive(zipped(CATS | DOGS))
            except PrivateFull:
                others.append("full")

    assert len(OwnPhotos.from_archive(zipped(CATS | DOGS | {"cats/text.png": b"no"}), another_begins).photos) == 11
    assert others == ["full"]
    assert private_bytes() == 3 * 224**2 * 11
