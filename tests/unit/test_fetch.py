"""The program that fills the folder of a class without internet."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.datasets import DATASETS, download_folder
from models.home import weights_folder
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.imagenet.weights import weights_file
from models.photo_sets.registry import OFFICIAL_SETS
from tests.mirror import mirror

PROJECT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def empty_mirror(tmp_path, monkeypatch):
    """Official places that have nothing, and an empty home."""
    (tmp_path / "served").mkdir()
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with mirror(tmp_path / "served") as address:
        monkeypatch.setenv("LAYERLAB_MIRROR", address)
        yield


def run_program(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-W", "error::RuntimeWarning", "-m", "models.fetch", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def test_it_names_what_it_could_not_get_and_goes_on(tmp_path):
    done = run_program("--all")
    assert done.returncode == 1
    downloaded = [info.files[0].name for info in DATASETS.values() if not info.built_in]
    downloaded += [official.file.name for official in OFFICIAL_SETS.values()]
    downloaded += [weights_file(name).name for name, info in NETWORKS.items() if info.weights]
    for text in (*downloaded, "http 404", str(tmp_path / "home"), f"by hand into {weights_folder()}\n"):
        assert text in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_there_is_not_fetched_again_unless_it_is_damaged():
    for folder, name in ((download_folder("mnist"), "mnist.npz"), (weights_folder(), weights_file("vgg16").name)):
        folder.mkdir(parents=True)
        (folder / name).write_bytes(bytes(100))
    assert run_program("mnist").stdout == "mnist: already there, not the official files\n"
    done = run_program("vgg16")
    assert done.returncode == 1
    assert "is damaged" in done.stdout
    assert "http 404" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "known"), [(["squeezenet"], True), (["--notop", "mobilenet_v2"], False), ([], True)]
)
def test_it_knows_what_there_is(arguments, known):
    done = run_program(*arguments)
    assert done.returncode == 2
    offered = done.stderr.splitlines()[-1]
    assert "mnist, fashion_mnist, cifar10, cats_and_dogs, sign_language, vgg16" in offered
    assert ("mobilenet_v2," in offered) is known
    assert BUILT_IN not in offered


def test_it_needs_no_tensorflow():
    code = "import sys, models.fetch; print('tensorflow' in sys.modules, 'streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
