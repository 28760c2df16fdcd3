"""Trained networks as files: found by those who know their names, few and small enough in all."""

import os
import stat

import pytest

from models.home import trained_folder
from models.transfer import saved_models
from models.transfer.saved_models import ModelGone, keep_if_possible, keep_model, model_bytes, model_path
from tests.small_disks import full_disk


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.delenv("LAYERLAB_PRIVATE", raising=False)


def kept(content=b"weights", age=0):
    file = keep_model(lambda path: path.write_bytes(content))
    os.utime(file, (10**9 - age, 10**9 - age))
    return file


def is_kept(file):
    try:
        return model_path(file).is_file()
    except ModelGone:
        return False


def test_a_kept_network_is_found_again():
    assert model_path(kept()).read_bytes() == b"weights"


def test_nobody_else_can_look():
    file = kept()
    assert stat.S_IMODE(trained_folder().stat().st_mode) == 0o700
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600


def test_the_folder_can_be_set(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLAB_PRIVATE", str(tmp_path / "shared"))
    assert model_path(kept()).parent == tmp_path / "shared"


def test_paths_of_other_files_are_refused(tmp_path):
    file = kept()
    outside = tmp_path / os.path.basename(file)
    outside.write_bytes(b"secret")
    (trained_folder() / ("0" * 32 + ".keras")).symlink_to(outside)
    name = os.path.basename(file)
    for path in (
        "",
        name,
        str(outside),
        f"{trained_folder()}/../{name}",
        f"{trained_folder()}/{'0' * 32}.keras",
        f"{trained_folder()}/{'1' * 32}.keras",
    ):
        with pytest.raises(ModelGone):
            model_path(path)


def test_the_oldest_go_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(saved_models, "MOST_FILES", 2)
    old, older = kept(age=1), kept(age=2)
    newest = kept()
    assert [is_kept(file) for file in (newest, old, older)] == [True, True, False]


def test_the_oldest_go_when_they_take_too_much_room(monkeypatch):
    monkeypatch.setattr(saved_models, "MOST_BYTES", 25)
    files = [kept(b"0123456789", age) for age in (3, 2, 1)]
    assert [is_kept(file) for file in files] == [False, True, True]
    huge = kept(b"0" * 100)
    assert is_kept(huge)


def test_half_a_file_is_not_left(tmp_path):
    def fails(path):
        path.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        keep_model(fails)
    assert list(trained_folder().iterdir()) == []


def test_a_disk_that_refuses_costs_the_file_alone(tmp_path, monkeypatch):
    assert keep_if_possible(lambda path: path.write_bytes(b"weights"))[1] is False
    for folder in ("/proc/layerlab", str(tmp_path / "a file" / "folder")):
        (tmp_path / "a file").touch()
        monkeypatch.setenv("LAYERLAB_PRIVATE", folder)
        assert keep_if_possible(lambda path: path.write_bytes(b"weights")) == ("", True)


def test_a_full_disk_costs_the_file_alone_and_no_half_of_it_is_left(tmp_path, monkeypatch):
    with full_disk(tmp_path / "disk") as folder:
        monkeypatch.setenv("LAYERLAB_PRIVATE", str(folder / "trained"))
        assert keep_if_possible(lambda path: path.write_bytes(b"")) == ("", True), "too little would stay free"
        assert not (folder / "trained").exists()
        monkeypatch.setattr(saved_models, "check_room", lambda *_: None)  # others were quicker
        assert keep_if_possible(lambda path: path.write_bytes(bytes(500_000))) == ("", True)
        assert list((folder / "trained").iterdir()) == []


def test_what_a_network_takes():
    assert (model_bytes(kept(b"12345")), model_bytes(""), model_bytes("/etc/passwd")) == (5, 0, 0)
