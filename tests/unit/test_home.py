"""All folders have their names in one file, and what nobody uses any more is swept from them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models import home
from models.home import TEMPORARY, owner_mark, sweep

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
