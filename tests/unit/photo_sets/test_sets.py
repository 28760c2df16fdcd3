"""Sets of photos by their names: built in, downloaded, or laid by hand."""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import os
import pickle
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.datasets import load
from models.downloads import DownloadFailed, DownloadFile
from models.home import datasets_folder, pictures_folder
from models.limits import LIMITS
from models.photo_sets import official as official_module
from models.photo_sets.built_in import DRAWN
from models.photo_sets.official import fetch_set, is_set_available, sample_official, set_files
from models.photo_sets.photo_set import PhotoSet, SetMissing, photo_hash
from models.photo_sets.registry import CATS_AND_DOGS, OFFICIAL_SETS, SIGN_LANGUAGE, OfficialSet
from models.photo_sets.sets import load_set
from models.photo_sets.split import TEST, TRAIN, VALIDATION
from models.photos.fit import fit
from models.photos.room import ROOM, RoomFull
from tests.mirror import mirror

SIZE = 16


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path


@pytest.fixture(scope="module")
def built_in_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("built_in")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(folder))
        yield folder


def counts(photo_set: PhotoSet, part: int) -> list[int]:
    return np.bincount(photo_set.labels[photo_set.parts == part], minlength=len(photo_set.classes)).tolist()


def is_consistent(photo_set: PhotoSet) -> bool:
    hashes = tuple(photo_hash(picture) for picture in photo_set.pictures)
    return hashes == photo_set.hashes and len(hashes) == len(photo_set.labels) == len(photo_set.parts)


def test_drawn_pictures_are_made_as_far_as_needed_and_kept(built_in_home: Path) -> None:
    told: list[tuple[int, int]] = []
    few = load_set("drawn", "", SIZE, per_class=2, on_progress=lambda *now: told.append(now))
    assert few.classes == ("cat", "dog")
    assert few.shared
    assert is_consistent(few)
    assert len(set(few.hashes)) == 304
    assert [counts(few, part) for part in (TRAIN, VALIDATION, TEST)] == [[2, 2], [50, 50], [100, 100]]
    assert told == [(done, 304) for done in range(305)]

    told.clear()
    more = load_set("drawn", "", SIZE, per_class=5, on_progress=lambda *now: told.append(now))
    assert told[-1] == (6, 6)
    assert more.hashes[:304] == few.hashes

    again = DRAWN.pictures(SIZE, 304)
    assert isinstance(again, np.memmap)
    assert np.array_equal(again, few.pictures)


def test_a_damaged_file_of_pictures_is_made_anew(home: Path) -> None:
    first = DRAWN.pictures(SIZE, 3).copy()
    (path,) = pictures_folder().iterdir()
    path.write_bytes(path.read_bytes()[:-5])
    assert np.array_equal(DRAWN.pictures(SIZE, 3), first)


def test_pictures_of_another_version_go(home: Path) -> None:
    pictures_folder().mkdir()
    old, other_size = (pictures_folder() / f"drawn-0123-{size}.rgb" for size in (SIZE, 160))
    old.touch()
    other_size.touch()
    DRAWN.pictures(SIZE, 1)
    assert not old.exists()
    assert other_size.exists()


def test_without_a_place_on_disk_pictures_are_made_every_time(home: Path) -> None:
    pictures_folder().touch()
    assert DRAWN.pictures(SIZE, 2).shape == (2, SIZE, SIZE, 3)


def test_drawing_can_be_called_off(home: Path) -> None:
    def call_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_set("drawn", "", SIZE, 2, call_off)
    assert not pictures_folder().exists()


def test_digits_are_white_on_black_squares(built_in_home: Path) -> None:
    photo_set = load_set("digits", "", SIZE)
    assert photo_set.classes == tuple("0123456789")
    assert is_consistent(photo_set)
    assert [set(counts(photo_set, part)) for part in (TRAIN, VALIDATION, TEST)] == [{200}, {50}, {50}]
    digits = load("digits")
    tested = {photo_hash(fit(np.repeat(image, 3, axis=2), SIZE, "squeeze")) for image in digits.x_test}
    of_test = photo_set.parts == TEST
    assert {hash_ for hash_, is_test in zip(photo_set.hashes, of_test, strict=True) if is_test} <= tested


def jpeg(seed: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (8, 9, 3), np.uint8)).save(file, "JPEG")
    return file.getvalue()


def toy_archive(photos: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for kind in ("cats", "dogs"):
            for number in range(photos):
                part = "train" if number < photos - 4 else "validation"
                opened.writestr(f"toy/{part}/{kind}/{kind}.{number}.jpg", jpeg(number + 100 * (kind == "dogs")))
        opened.writestr("toy/Examples/example.jpg", jpeg(1000))
        opened.writestr("toy/vectorize.py", b"")
    return file.getvalue()


@pytest.fixture
def toy(home: Path, monkeypatch: pytest.MonkeyPatch) -> OfficialSet:
    """A downloaded set of ten photos a class."""
    archive = toy_archive(10)
    checksum = "sha256:" + hashlib.sha256(archive).hexdigest()
    file = DownloadFile("toy.zip", "http://127.0.0.1:9/toy.zip", checksum, len(archive))
    official = OfficialSet("toy", file, "toy_small.zip", {"cats": "cat", "dogs": "dog"}, (10, 10))
    monkeypatch.setitem(OFFICIAL_SETS, "toy", official)
    official_module._holds.cache_clear()
    return official


def test_a_set_is_downloaded_decoded_once_and_mapped(toy: OfficialSet, tmp_path: Path, monkeypatch) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "toy.zip").write_bytes(toy_archive(10))
    assert set_files("toy") == (toy.file,)
    assert not is_set_available("toy")
    with mirror(served) as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        fetch_set("toy")
    assert is_set_available("toy")
    told: list[tuple[int, int]] = []
    first, again = (load_set("toy", "", SIZE, on_progress=lambda *now: told.append(now)) for _ in range(2))
    assert told == [(done, 20) for done in range(21)]
    assert first.shared
    assert first.classes == ("cat", "dog")
    assert isinstance(first.pictures, np.memmap)
    assert is_consistent(first)
    assert again.hashes == first.hashes
    assert [counts(first, part) for part in (TRAIN, VALIDATION, TEST)] == [[6, 6], [2, 2], [2, 2]]
    assert first.parts[:10].tolist() == [TRAIN] * 6 + [VALIDATION] * 2 + [TEST] * 2


def test_an_archive_that_holds_something_else_is_refused(toy: OfficialSet, tmp_path: Path, monkeypatch) -> None:
    wrong = toy_archive(9)
    checksum = "sha256:" + hashlib.sha256(wrong).hexdigest()
    file = DownloadFile("toy.zip", toy.file.url, checksum, len(wrong))
    monkeypatch.setitem(OFFICIAL_SETS, "toy", OfficialSet("toy", file, toy.small, toy.classes, toy.photos))
    served = tmp_path / "served"
    served.mkdir()
    (served / "toy.zip").write_bytes(wrong)
    with mirror(served) as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        with pytest.raises(DownloadFailed) as caught:
            fetch_set("toy")
    assert caught.value.reason == "checksum"
    assert not (datasets_folder() / "toy.zip").exists()


@pytest.mark.parametrize(
    ("name", "photos", "taken"),
    [("toy.zip", 10, True), ("toy.zip", 9, False), ("toy_small.zip", 8, True), ("toy_small.zip", 3, False)],
)
def test_archives_laid_by_hand(toy: OfficialSet, name: str, photos: int, taken: bool) -> None:
    datasets_folder().mkdir()
    (datasets_folder() / name).write_bytes(toy_archive(photos))
    assert is_set_available("toy") is taken


def test_a_file_that_is_no_archive_is_passed_over(toy: OfficialSet) -> None:
    datasets_folder().mkdir()
    (datasets_folder() / "toy.zip").write_bytes(b"no zip")
    (datasets_folder() / "toy_small.zip").write_bytes(toy_archive(6))
    assert len(load_set("toy", "", SIZE).labels) == 12


def test_uploads_of_visitors_keep_no_archive_of_the_servers_own_from_being_found(toy: OfficialSet) -> None:
    datasets_folder().mkdir()
    (datasets_folder() / "toy.zip").write_bytes(toy_archive(10))
    uploads = []
    with suppress(RoomFull):
        for visitor in itertools.count():
            uploads.append(ROOM.keep(f"visitor {visitor}", None, LIMITS.visitor_bytes // 10))
    fetch_set("toy")
    assert is_set_available("toy")
    assert len(load_set("toy", "", SIZE).labels) == 20
    for upload in uploads:
        upload.release()


def test_an_archive_that_cannot_be_looked_at_for_a_moment_is_not_thrown_away(
    toy: OfficialSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets_folder().mkdir()
    path = datasets_folder() / "toy.zip"
    path.write_bytes(toy_archive(10))

    def too_many_files_open(*_: object) -> bool:
        raise OSError(errno.EMFILE, "too many open files")

    with monkeypatch.context() as moment:
        moment.setattr(official_module, "_holds", too_many_files_open)
        moment.setattr(official_module, "fetch_files", lambda *_: None)
        with pytest.raises(DownloadFailed) as caught:
            fetch_set("toy")
    assert caught.value.reason == "disk"
    assert is_set_available("toy")


def test_an_archive_that_was_replaced_is_decoded_anew(toy: OfficialSet) -> None:
    datasets_folder().mkdir()
    path = datasets_folder() / "toy_small.zip"
    path.write_bytes(toy_archive(6))
    load_set("toy", "", SIZE)
    path.write_bytes(toy_archive(8))
    assert len(load_set("toy", "", SIZE).labels) == 16
    assert len(os.listdir(pictures_folder())) == 2


def test_a_few_photos_to_look_at_are_training_photos_and_nothing_is_kept(toy: OfficialSet) -> None:
    datasets_folder().mkdir()
    (datasets_folder() / "toy_small.zip").write_bytes(toy_archive(8))
    rows = sample_official("toy", 3, SIZE)
    assert {name: pictures.shape for name, pictures in rows.items()} == dict.fromkeys(
        ("cat", "dog"), (3, SIZE, SIZE, 3)
    )
    assert not pictures_folder().exists()
    photos = load_set("toy", "", SIZE)
    trained = photos.pictures[(photos.parts == TRAIN) & (photos.labels == 0)]
    assert np.array_equal(rows["cat"], trained[:3])


def test_what_is_not_there_is_said_so(home: Path) -> None:
    with pytest.raises(SetMissing) as caught:
        load_set("cats_and_dogs", "", SIZE)
    missing = caught.value
    assert (missing.name, missing.file, missing.folder) == ("cats_and_dogs", CATS_AND_DOGS.file, datasets_folder())
    assert vars(pickle.loads(pickle.dumps(missing))) == vars(missing)
    assert not is_set_available("sign_language")
    assert is_set_available("drawn")
    assert set_files("drawn") == ()
    with pytest.raises(KeyError):
        load_set("nothing", "", SIZE)


def test_the_registry_counts_what_the_sets_are_known_for() -> None:
    assert sum(CATS_AND_DOGS.photos) == 3000
    assert sum(SIGN_LANGUAGE.photos) == 2062
    for official in OFFICIAL_SETS.values():
        assert len(official.photos) == len(official.classes)
        if "github.com" in official.file.url:  # not of a branch, which goes on
            assert re.search(r"/archive/[0-9a-f]{40}\.zip$", official.file.url)


@pytest.mark.parametrize(
    ("official", "parts"),
    [
        pytest.param(official, parts, id=official.name)
        for official, parts in ((CATS_AND_DOGS, [400, 100, 200]), (SIGN_LANGUAGE, [1544, 310, 208]))
    ],
)
def test_the_small_archives_laid_by_hand(home: Path, shared_data, official: OfficialSet, parts: list[int]) -> None:
    datasets_folder().mkdir()
    (datasets_folder() / official.small).symlink_to(shared_data(official.small))
    photo_set = load_set(official.name, "", 64)
    assert photo_set.classes == tuple(official.classes.values())
    assert np.bincount(photo_set.parts).tolist() == parts
