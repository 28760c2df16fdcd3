"""The program that fills the folder of photo sets before a class."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.photo_sets.registry import OFFICIAL_SETS
from tests.mirror import mirror

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def empty_mirror(tmp_path, monkeypatch):
    """Official places that have nothing, and an empty home."""
    (tmp_path / "served").mkdir()
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with mirror(tmp_path / "served") as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        yield


def run_program(*arguments):
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "models.transfer.fetch", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def test_the_program_names_what_it_could_not_get_and_goes_on(tmp_path):
    done = run_program("--all")
    assert done.returncode == 1
    for name in (*(official.file.name for official in OFFICIAL_SETS.values()), "http 404", str(tmp_path / "home")):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_the_program_knows_what_there_is():
    done = run_program("imagenet")
    assert done.returncode == 2
    assert "cats_and_dogs, sign_language" in done.stderr
