"""Some of the disk stays free, whoever writes; what is written has reached the disk before it is trusted."""

from __future__ import annotations

import errno
import io
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from models import disk
from models.datasets.digits import load_digits
from models.disk import NoRoom, check_room
from models.downloads import DownloadFailed, DownloadFile, fetch_files
from models.home import cache_folder, datasets_folder
from models.limits import LIMITS, ServerLimits
from models.photo_sets.built_in import DRAWN
from models.photo_sets.own import OwnPhotos, load_own
from models.photo_sets.private import PrivateFull
from models.photo_sets.stored import save_pictures
from models.transfer.cache import FeatureCache
from models.transfer.saved_models import keep_model
from tests.mirror import mirror
from tests.unit.photo_sets.own_zips import CATS, DOGS, png, zipped

SQUARE = np.zeros((64, 64, 3), np.uint8)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LAYERLAB_PRIVATE", str(tmp_path / "home" / "trained"))
    (tmp_path / "home" / "pictures").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have more kept free than there is."""
    return lambda: monkeypatch.setattr(disk, "LIMITS", replace(LIMITS, disk_reserve_bytes=10**17))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_room_up_to_what_is_kept_free_and_not_a_byte_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    free = LIMITS.disk_reserve_bytes + disk._SIDE_BY_SIDE + 500
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free) if path.exists() else None)
    check_room(tmp_path / "not" / "there yet", 500)
    with pytest.raises(NoRoom) as caught:
        check_room(tmp_path, 501)
    assert caught.value.errno == errno.ENOSPC
    again = pickle.loads(pickle.dumps(PrivateFull()))
    assert (type(again), again.errno, str(again)) == (PrivateFull, errno.ENOSPC, str(PrivateFull()))


def test_no_kind_of_files_takes_more_than_is_left_for_the_others(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Otherwise photos alone could keep everybody's networks from being kept."""
    photo = 3 * 224**2
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    monkeypatch.setattr("models.disk.room_left", lambda folder: 13 * photo)
    own.add("cats", png(7), "as much as is left.png")
    monkeypatch.setattr("models.disk.room_left", lambda folder: 14 * photo - 2)
    with pytest.raises(PrivateFull):
        own.add("cats", png(8), "more than that.png")
    cache = FeatureCache(home / "features", 10**9)
    for number in range(4):
        path = cache.store("kind", [str(number) * 24], np.zeros((1, 1000)))
        os.utime(path, (number, number))
    monkeypatch.setattr("models.disk.room_left", lambda folder: 2 * path.stat().st_size)
    cache.prune()
    assert set(cache.load("kind", [str(number) * 24 for number in range(4)])) == {"1" * 24, "2" * 24, "3" * 24}


def test_a_system_that_sets_nothing_aside_gives_a_file_its_length(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(number: int) -> Callable[..., None]:
        def allocate(*_: object) -> None:
            raise OSError(number, "as told")

        return allocate

    with (tmp_path / "file").open("wb") as file:
        monkeypatch.setattr(os, "posix_fallocate", fails(errno.EINVAL), raising=False)
        assert disk.set_aside(file, 1000) is False
        assert os.fstat(file.fileno()).st_size == 1000
        monkeypatch.setattr(os, "posix_fallocate", fails(errno.ENOSPC))
        with pytest.raises(OSError, match="as told"):
            disk.set_aside(file, 2000)
        monkeypatch.delattr(os, "posix_fallocate")
        assert disk.set_aside(file, 3000) is False


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="the system sets nothing aside")
def test_room_that_was_set_aside_is_nobody_elses(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert disk.set_aside(file, 1_000_000)
        assert os.fstat(file.fileno()).st_blocks * 512 >= 1_000_000


@pytest.mark.parametrize(("wished", "found"), [("250", 250_000_000), ("0", 0), ("", 10**9), ("much", 10**9)])
def test_what_is_kept_free_can_be_set(monkeypatch: pytest.MonkeyPatch, wished: str, found: int) -> None:
    monkeypatch.setenv("LAYERLAB_DISK_RESERVE_MB", wished)
    assert ServerLimits.of(10**9).disk_reserve_bytes == found


WRITERS: dict[str, Callable[[Path], object]] = {
    "pictures": lambda home: save_pictures(home / "pictures" / "x-64.rgb", [SQUARE]),
    "features": lambda home: FeatureCache(home / "features", 10**9).store("kind", ["0" * 24], np.zeros((1, 5))),
    "network": lambda home: keep_model(lambda path: path.write_bytes(b"weights")),
    "own photo": lambda home: OwnPhotos().add("cats", png(0), "0.png"),
    "own zip": lambda home: OwnPhotos.from_archive(zipped(CATS | DOGS)),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_written_where_too_little_would_stay_free(full: Callable[[], None], home: Path, writer: str) -> None:
    full()
    with pytest.raises(NoRoom):
        WRITERS[writer](home)
    assert files_below(home) == []


def test_a_visitors_set_is_not_made_smaller_and_stays_as_it_is(full: Callable[[], None], home: Path) -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    set_id, before = own.save(), files_below(home)
    full()
    for act in (lambda: load_own(set_id, 64), lambda: own.drop_class("cats"), lambda: keep_model(Path.touch, set_id)):
        with pytest.raises(NoRoom):
            act()
    assert sorted(files_below(home)) == sorted(before)
    assert len(load_own(set_id, 224).labels) == len(own.pictures()) == 11


def test_what_can_be_made_anew_is_not_kept(full: Callable[[], None], home: Path) -> None:
    full()
    assert DRAWN.pictures(16, 2).shape == (2, 16, 16, 3)
    assert len(load_digits()[0]) == 4000
    assert files_below(home) == []


def test_a_download_that_would_fill_the_disk_does_not_begin_or_ends(
    full: Callable[[], None], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "file.bin").write_bytes(bytes(300_000))
    file = DownloadFile("file.bin", "https://example.invalid/file.bin", "", 300_000)
    asked: list[int] = []

    def room_for_the_first_100_kb(_folder: Path, size: int) -> None:
        asked.append(size)
        if sum(asked[1:]) > 100_000:
            raise NoRoom

    with mirror(tmp_path / "mirror") as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("models.downloads.check_room", room_for_the_first_100_kb)
            with pytest.raises(DownloadFailed) as ended:
                fetch_files([file], datasets_folder())
        full()
        with pytest.raises(DownloadFailed) as not_begun:
            fetch_files([file], datasets_folder())
    assert (ended.value.reason, not_begun.value.reason) == ("full", "full")
    assert asked[0] == 300_000
    assert files_below(home) == []


def test_what_is_trusted_later_has_reached_the_disk_before_it_has_its_name(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a file could have its length, and zeros in it."""
    reached: set[int] = set()
    named: list[tuple[str, bool]] = []
    fsync, rename = os.fsync, os.replace

    def noted(number: int) -> None:
        reached.add(os.fstat(number).st_ino)
        fsync(number)

    def renamed(passing: str | Path, path: str | Path) -> None:
        named.append((Path(path).name, os.stat(passing).st_ino in reached))
        rename(passing, path)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "replace", renamed)
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "weights.h5").write_bytes(b"weights")
    with mirror(tmp_path / "mirror") as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        fetch_files([DownloadFile("weights.h5", "", "", 7)], datasets_folder())
    save_pictures(home / "pictures" / "x-64.rgb", [SQUARE])
    load_digits()
    assert cache_folder().is_dir()
    cache = FeatureCache(home / "features", 10**9)
    packs = [cache.store("kind", [str(number) * 24], np.zeros((1, 5))) for number in range(2)]
    cache.merge("kind", packs)
    assert [done for _, done in named] == [True, True, True, False, False, True]  # small packs are joined soon


def test_a_file_system_that_cannot_be_told_to_write_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd(io.BytesIO):
        def fileno(self) -> int:
            raise OSError(errno.EINVAL, "not here")

    disk.write_through(Odd())
