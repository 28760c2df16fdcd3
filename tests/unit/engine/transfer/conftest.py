"""A folder for what runs leave and for the pictures that they draw, shared by the tests here."""

import shutil

import pytest

from models.photo_sets.sets import load_set
from tests.unit.engine.transfer.finished_runs import SMALL


@pytest.fixture(scope="session")
def small_home_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def small_home(small_home_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(small_home_folder))
        patch.delenv("LAYERLAB_PRIVATE", raising=False)
        yield small_home_folder


@pytest.fixture
def fresh_home(small_home, tmp_path, monkeypatch):
    """A home of one's own in which the drawn pictures lie, which take long, and nothing else."""
    load_set(SMALL.dataset, "", SMALL.size, SMALL.per_class)
    shutil.copytree(small_home / "pictures", tmp_path / "pictures")
    for name in ("LAYERLAB_HOME", "KERAS_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path
