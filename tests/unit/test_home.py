"""All folders have their names in one file, and what nobody uses any more is swept from them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models import home
from models.home import TEMPORARY, owner_mark, private_root, sweep
from tests.there import there

PROJECT = Path(__file__).parents[2]
OTHER_SERVER = """
import os, sys, tempfile
from models.home import TEMPORARY, owner_mark
print(tempfile.mkdtemp(prefix=f"{TEMPORARY}{owner_mark()}-"), flush=True)
sys.stdin.readline()
os._exit(1)  # as if it had been killed
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, and a home beside it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LAYERLAB_PRIVATE", raising=False)
    return folder


@pytest.fixture
def other_server(temporary: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_SERVER],
        cwd=PROJECT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_temporary_folders_of_dead_servers_are_swept(other_server: subprocess.Popen[str], temporary: Path) -> None:
    own, strange = temporary / f"{TEMPORARY}{owner_mark()}-x1", temporary / f"{TEMPORARY}notes"
    own.mkdir()
    strange.mkdir()
    assert other_server.stdout is not None
    theirs = Path(other_server.stdout.readline().strip())
    sweep()
    assert theirs.is_dir()
    other_server.communicate("\n")
    sweep()
    assert set(temporary.iterdir()) == {own, strange}


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (home.datasets_folder, "fashion-mnist/images.gz.ab1.part"),
        (home.downloaded_folder, "weights.h5.ab1.part"),
        (home.cache_folder, "ab1.part"),
        (home.pictures_folder, "ab1.part"),
        (home.features_folder, "kind/ab1.part"),
        (home.trained_folder, "unfinished-ab1.keras"),
        (home.trained_folder, "tmpab1"),  # Keras's own
        (lambda: private_root() / f"{owner_mark()}-x1", "0123/ab1.part"),
        (lambda: private_root() / f"{owner_mark()}-x1", "0123/features/kind/ab1.part"),
        (lambda: private_root() / f"{owner_mark()}-x1", "0123/trained/unfinished-ab1.keras"),
    ],
)
def test_files_that_never_became_whole_are_swept(folder: Callable[[], Path], name: str) -> None:
    path = folder() / name
    path.parent.mkdir(parents=True)
    whole, fresh = path.with_name("whole.npy"), path.with_name(path.name.replace("ab1", "ab2"))
    for file in (path, whole, fresh):
        file.touch()
    for file in (path, whole):
        os.utime(file, (0, time.time() - 2 * 3600))
    sweep()
    assert sorted(path.parent.iterdir()) == sorted([whole, fresh])


@pytest.fixture
def dead(other_server: subprocess.Popen[str]) -> str:
    """The mark of a process that is no more."""
    folder = Path(there(other_server.stdout).readline().strip())
    other_server.communicate("\n")
    folder.rmdir()
    return folder.name.removeprefix(TEMPORARY)


def in_every_place(mark: str) -> list[Path]:
    """What a process with this mark leaves when it is killed: files, and folders for a while."""
    server = private_root() / f"{owner_mark()}-x1"
    cluster = Path(tempfile.gettempdir()) / f"{TEMPORARY}{owner_mark()}-x2"
    places = [
        home.datasets_folder() / f"mnist.npz.{mark}.part",
        home.downloaded_folder() / f"weights.h5.{mark}.part",
        home.features_folder() / "kind" / f"{mark}.part",
        home.trained_folder() / f"unfinished-{mark}.keras",
        server / "0123" / f"{mark}.part",
        server / "0123" / "trained" / f"unfinished-{mark}.keras",
    ]
    for path in places:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (0, time.time() - 2 * 3600))
    run = cluster / f"{TEMPORARY}{mark}"
    run.mkdir(parents=True)
    (run / "best.weights.h5").touch()
    return [*places, run]


def test_what_a_dead_process_was_writing_goes_at_once_and_what_a_living_one_writes_stays(dead: str) -> None:
    left, written = in_every_place(dead), in_every_place(f"{owner_mark()}-x3")
    for path in left:
        if path.is_file():
            path.touch()  # just now
    sweep()
    assert [path.exists() for path in left] == [False] * len(left)
    assert [path.exists() for path in written] == [True] * len(written)


def test_files_say_who_writes_them(temporary: Path) -> None:
    with home.new_part(temporary, "mnist.npz.") as part, home.temporary_folder() as run:
        for path in (Path(part.name), Path(run)):
            assert owner_mark() in path.name
            os.utime(path, (0, 0))
            assert not home.is_abandoned(path)
        assert Path(part.name).name.startswith("mnist.npz.")
        assert home.is_abandoned(temporary / "no.part") is False


def test_what_could_not_be_removed_at_once_and_what_keras_left_goes_later(temporary: Path) -> None:
    going = private_root() / f"{owner_mark()}-x1" / "going-0123"
    cluster = temporary / f"{TEMPORARY}{owner_mark()}-x2"
    old, new, strange = cluster / "tmpold", cluster / "tmpnew", cluster / "dask-scratch-space"
    for folder in (going, old, new, strange):
        folder.mkdir(parents=True)
    for folder in (old, strange):
        os.utime(folder, (0, time.time() - 2 * 3600))
    sweep()
    assert [folder.exists() for folder in (going, old, new, strange)] == [False, False, True, True]


def test_a_server_sweeps_as_long_as_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    over, swept = threading.Event(), threading.Semaphore(0)
    monkeypatch.setattr(home, "_SWEPT_EVERY", 0.01)
    monkeypatch.setattr(home, "sweep", swept.release)
    thread = threading.Thread(target=home.sweep_hourly, args=[over])
    thread.start()
    assert all(swept.acquire(timeout=10) for _ in range(3))
    over.set()
    thread.join(10)
    assert not thread.is_alive()


def test_folders_that_go_meanwhile_do_no_harm(tmp_path: Path) -> None:
    inner = tmp_path / "home" / "private" / "goes"
    inner.mkdir(parents=True)
    (inner.parent / "a file").touch()
    found = home.files_below(tmp_path)
    inner.rmdir()
    assert [path.name for path in found] == ["a file"]
    assert list(home.files_below(tmp_path / "not there")) == []


def test_no_other_file_names_a_folder() -> None:
    named = re.compile(r'(?<!keras_)\bhome\(\) /|user_cache_dir|mkdtemp|LAYERLAB_(HOME|PRIVATE)"|KERAS_HOME"')
    files = [path for floor in ("components", "models") for path in (PROJECT / floor).rglob("*.py")]
    assert [path.name for path in files if named.search(path.read_text("utf-8"))] == ["home.py"]


def test_pages_name_files_by_the_folder_that_they_are_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    assert home.shown(home.weights_folder() / "a.h5") == "LAYERLAB_HOME/models/a.h5"
    assert home.shown(home.keras_home() / "models" / "a.h5") == "KERAS_HOME/models/a.h5"
    assert home.shown(home.home()) == "LAYERLAB_HOME"
    assert home.shown(tmp_path / "elsewhere" / "a.h5") == "a.h5"


def test_a_user_without_a_home_has_one_below_the_folder_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def unknown(_number: int) -> None:
        raise KeyError("no such user")

    for name in ("HOME", "KERAS_HOME", "LAYERLAB_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.chdir(tmp_path)
    assert home.home() == tmp_path / ".layerlab"
    assert home.keras_home() == tmp_path / ".layerlab" / "keras"
    assert home.trained_folder() == tmp_path / ".layerlab" / "trained"
