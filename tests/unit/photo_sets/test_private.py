"""Private folders: found by nobody who does not know their ids, and gone with their session or their server."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.home import private_root, sweep
from models.photo_sets.own import OwnPhotos, load_own
from models.photo_sets.photo_set import SetMissing
from models.photo_sets.private import forget_all, forget_own, forget_photos, new_private, private_folder
from models.photo_sets.stored import save_set
from models.transfer.saved_models import ModelGone, keep_model, model_path
from tests.unit.photo_sets.own_zips import CATS, DOGS, png, zipped


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Below it the home of each test, so that it is seen when something is written beside the home."""
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    return tmp_path


def test_what_is_forgotten_is_gone(folder: Path) -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    set_id = own.save()
    load_own(set_id, 64)
    own.forget()
    forget_own(set_id)
    assert not [path for path in folder.rglob("*") if path.is_file()]
    with pytest.raises(SetMissing):
        load_own(set_id, 64)
    forget_own(set_id)


def test_at_the_end_of_a_server_all_of_its_folders_are_removed_and_no_others() -> None:
    mine, others = new_private(), private_root() / "12345678-1-1-a" / ("0" * 32)
    others.mkdir(parents=True)
    forget_all()
    assert private_folder(mine) is None
    assert others.exists()


def test_a_set_that_goes_while_it_is_written_does_not_come_back(folder: Path) -> None:
    set_id = OwnPhotos.from_archive(zipped(CATS | DOGS)).save()
    private = private_folder(set_id)
    assert private is not None
    square = np.zeros((64, 64, 3), np.uint8)

    def squares() -> Iterator[np.ndarray]:
        yield square
        forget_own(set_id)
        yield square

    for pictures in (squares(), [square]):
        with pytest.raises(FileNotFoundError):
            save_set(private / "photos", 64, "own", ["cats"], pictures, [0], [0])
        assert not private.exists()


@pytest.mark.parametrize("set_id", ["", "*", "..", "../..", "a" * 31, "A" * 32, "a" * 32 + "\n", "?" * 32])
def test_what_is_no_id_finds_nothing(set_id: str) -> None:
    kept = OwnPhotos.from_archive(zipped(CATS | DOGS)).save()
    assert private_folder(set_id) is None
    with pytest.raises(SetMissing):
        load_own(set_id, 64)
    forget_own(set_id)
    assert private_folder(kept) is not None


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
def test_nobody_else_may_look() -> None:
    folder = private_folder(OwnPhotos.from_archive(zipped(CATS | DOGS)).save())
    assert folder is not None
    for path in (folder, folder.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


OTHER_SERVER = """
import os, sys
from models.photo_sets.private import new_private, private_folder
print(private_folder(new_private()), flush=True)
sys.stdin.readline()
os._exit(1)  # as if it had been killed
"""


def test_only_what_dead_servers_left_is_swept() -> None:
    own = OwnPhotos()
    own.add("cats", png(0), "0.png")
    stray = private_root() / "stray"
    stray.mkdir()
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        sweep()
        assert left.is_dir()
        assert not stray.exists()
    finally:
        other.communicate("\n")
    sweep()
    assert not left.parent.exists()
    assert len(own.pictures()) == 1


def test_networks_outlive_the_photos_they_learnt_from_until_all_is_forgotten() -> None:
    own = OwnPhotos.from_archive(zipped(CATS | DOGS))
    set_id = own.save()
    model_file = keep_model(lambda path: path.write_bytes(b"weights"), set_id)
    forget_photos(set_id)
    with pytest.raises(SetMissing):
        load_own(set_id, 64)
    assert model_path(model_file).read_bytes() == b"weights"
    forget_own(set_id)
    with pytest.raises(ModelGone):
        model_path(model_file)


def test_a_network_whose_photos_have_gone_is_not_kept(folder: Path) -> None:
    set_id = OwnPhotos.from_archive(zipped(CATS | DOGS)).save()
    forget_own(set_id)
    with pytest.raises(SetMissing):
        keep_model(lambda path: path.write_bytes(b"weights"), set_id)
    assert not list(folder.rglob("*.keras"))
