"""The program under "In Keras" of the ImageNet page runs, and shows the network what the page shows it."""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.imagenet.classes import CLASSES
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.keras_code.cells import as_text
from models.keras_code.imagenet import PHOTO, imagenet_cells
from models.photos.decode import decode
from models.photos.fit import FITS, fit
from models.photos.fit import averaged_views as several_views  # pytest would take it for a test

ROOT = Path(__file__).parents[3]
DOWNLOADED = [name for name in NETWORKS if name != BUILT_IN]
SMALL = ("mobilenet_v2", "efficientnet_v2_b0")
VIEWS = [(how, False) for how in FITS] + [("crop", True)]
PICTURES = 4  # cells of the program, up to the pictures
EXIF_ORIENTATION = 0x0112


@pytest.fixture
def photo(tmp_path, monkeypatch) -> Path:
    """A photo as a phone writes it, lying on its side, in the folder of the program."""
    monkeypatch.chdir(tmp_path)
    return lay_photo(tmp_path / PHOTO, width=430, height=321)


def lay_photo(path: Path, width: int, height: int) -> Path:
    coarse = np.random.default_rng(0).integers(0, 256, (7, 9, 3), np.uint8)
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC).save(path, exif=exif)
    return path


def pictures_of_the_program(network: str, how: str, averaged: bool) -> np.ndarray:
    imports, *steps = imagenet_cells(network, how, averaged)[:PICTURES]
    light = "\n".join(line for line in imports.splitlines() if not line.startswith(("from models", "from keras")))
    names: dict = {}
    exec(compile(as_text([light, *steps]), "program", "exec"), names)
    return names["pictures"]


def pictures_of_the_page(photo: Path, network: str, how: str, averaged: bool) -> np.ndarray:
    pixels, size = decode(photo.read_bytes(), PHOTO).pixels, NETWORKS[network].size
    return several_views(pixels, size) if averaged else fit(pixels, size, how)[np.newaxis]


def run(program: str, folder: Path) -> list[tuple[str, float]]:
    """The classes and probabilities that the program prints, in a process of its own.

    Keras finds its class names in the folder: it has nothing to fetch.
    """
    names = folder / "models" / "imagenet_class_index.json"
    names.parent.mkdir()
    names.write_text(json.dumps({str(known.index): [known.wordnet_id, known.name] for known in CLASSES}))
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    environment = {**os.environ, "KERAS_HOME": str(folder), "PYTHONPATH": path, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()[-5:]]
    return [(name, float(probability)) for name, probability in lines]


def with_random_weights(network: str, fit: str, averaged: bool) -> str:
    program = as_text(imagenet_cells(network, fit, averaged))
    assert program.count('weights="imagenet"') == 1
    return program.replace('weights="imagenet"', "weights=None")


def assert_five_answers(answers: list[tuple[str, float]]) -> None:
    probabilities = [probability for _, probability in answers]
    assert len(answers) == 5
    assert {name for name, _ in answers} <= {known.name for known in CLASSES}
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1.001


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(("how", "averaged"), VIEWS)
def test_the_network_gets_the_pictures_of_the_page(network, how, averaged, photo):
    expected = pictures_of_the_page(photo, network, how, averaged)
    np.testing.assert_array_equal(pictures_of_the_program(network, how, averaged), expected)


@pytest.mark.parametrize(("how", "averaged"), VIEWS)
def test_a_large_photo_is_reduced_as_on_the_page(how, averaged, photo):
    """But for rounding: the page makes it smaller before it is turned upright."""
    lay_photo(photo, width=1000, height=800)
    expected = pictures_of_the_page(photo, "vgg16", how, averaged).astype(int)
    np.testing.assert_allclose(pictures_of_the_program("vgg16", how, averaged), expected, atol=2)


@pytest.mark.parametrize("averaged", [pytest.param(False, marks=pytest.mark.slow), True])
def test_the_program_of_the_built_in_network_gives_the_answers_of_the_page(averaged, photo):
    from models.engine.tasks import classify  # TensorFlow, which the other tests here can do without

    answers = run(as_text(imagenet_cells(BUILT_IN, "crop", averaged)), photo.parent)
    assert_five_answers(answers)
    pictures = pictures_of_the_page(photo, BUILT_IN, "crop", averaged)
    probabilities = classify(BUILT_IN, "", pictures)["probabilities"].mean(axis=0)
    first = np.argsort(-probabilities)[:5]
    assert [name for name, _ in answers] == [CLASSES[index].name for index in first]
    np.testing.assert_allclose([probability for _, probability in answers], probabilities[first], atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(("network", "averaged"), [(SMALL[0], True), (SMALL[1], False)])
def test_the_programs_of_small_networks_run(network, averaged, photo):
    assert_five_answers(run(with_random_weights(network, "squeeze", averaged), photo.parent))


@pytest.mark.slow
@pytest.mark.parametrize("network", [name for name in DOWNLOADED if name not in SMALL])
def test_the_programs_of_large_networks_run(network, photo):
    assert_five_answers(run(with_random_weights(network, "crop", False), photo.parent))


def test_programs_are_laid_out_as_ruff_would(tmp_path):
    for network, (how, averaged) in product(NETWORKS, VIEWS):
        program = as_text(imagenet_cells(network, how, averaged))
        (tmp_path / f"{network}_{how}_{averaged}.py").write_text(program)
    ruff = [sys.executable, "-m", "ruff"]
    # LayerLab's own modules are sorted behind the others.
    options = ["--isolated", "--line-length", "100", str(tmp_path)]
    known = ["--config", 'lint.isort.known-first-party = ["models"]']
    for command in (["format", "--diff"], ["check", "--select", "E,F,I", *known]):
        done = subprocess.run([*ruff, *command, *options], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
