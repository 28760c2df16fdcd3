"""Networks whose weights were laid by hand, on the page on ImageNet prediction."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import psutil
import pytest

from components.imagenet.asking import ASKED
from models.home import shown, weights_folder
from models.imagenet.classes import CLASSES
from models.imagenet.networks import NETWORKS
from models.imagenet.view import TOP
from models.photos.fit import fit
from tests.app.driver import pressed, seen
from tests.app.imagenet_page import answered, bars, photo_page, pixels_of, text
from tests.there import there
from tests.unit.engine.pretrained.keras_files import write_vgg16

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")


def laid(name: str) -> Path:
    return weights_folder() / there(NETWORKS[name].weights).name


def test_a_file_of_another_network_is_named_and_left_as_it_is():
    path = laid("mobilenet_v2")
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file["kernel"] = [1.0] * 500
    before = path.read_bytes()
    at = photo_page(model="mobilenet_v2")
    assert "**The weights file does not fit MobileNetV2:**" in at.error[0].value
    assert f"`{path.name}`" in at.error[0].value
    assert str(path.parent) not in at.error[0].value
    assert path.read_bytes() == before
    assert f"`{shown(path)}` is damaged, or no weights file of **MobileNetV2**" in text(at)
    assert "Meanwhile" not in text(at)
    path.unlink()
    at = answered(pressed(at, "Ask again"))
    assert not at.error
    assert len(bars(at)) == TOP


def test_a_network_that_does_not_fit_into_memory_is_named_and_the_page_lives_on():
    """The file is as long as a network for which no machine has the memory, but takes no space on the disk."""
    path = laid("vgg19")
    with h5py.File(path, "w") as file:
        file["kernel"] = [1.0] * 500
    os.truncate(path, 2 * psutil.virtual_memory().total)
    at = photo_page(model="vgg19")
    os.truncate(path, 0)  # now, since its checksum is being computed in the background
    path.unlink()
    assert at.error[0].value.startswith("**Not enough memory for VGG19:** it needs about ")
    assert "Choose a smaller network" in at.error[0].value
    at = answered(pressed(at, "Ask again"))
    assert not at.error
    assert len(bars(at)) == TOP


# Plain Keras: nothing of ours but the picture, made square.
_KERAS = """
import json, sys
import keras, numpy as np
from keras.applications.vgg16 import VGG16, decode_predictions, preprocess_input
weights, picture = sys.argv[1:]
pictures = preprocess_input(np.load(picture)[np.newaxis].astype("float32"))
probabilities = VGG16(weights=weights).predict(pictures, verbose=0)
five = [(name, float(probability)) for _, name, probability in decode_predictions(probabilities, top=5)[0]]
print(json.dumps({"five": five, "all": probabilities[0].tolist()}))
"""


def keras_says(weights: Path, pixels: np.ndarray, folder: Path) -> dict:
    """What `keras.applications.VGG16` says of a picture; Keras finds its class names in the folder."""
    np.save(folder / "picture.npy", pixels)
    names = folder / "models" / "imagenet_class_index.json"
    names.parent.mkdir()
    names.write_text(json.dumps({str(known.index): [known.wordnet_id, known.name] for known in CLASSES}))
    command = [sys.executable, "-c", _KERAS, str(weights), str(folder / "picture.npy")]
    output = subprocess.run(command, env=os.environ | {"KERAS_HOME": str(folder)}, capture_output=True, text=True)
    assert output.returncode == 0, output.stderr[-2000:]
    return json.loads(output.stdout.splitlines()[-1])


@pytest.mark.slow
def test_vgg16_laid_by_hand_answers_as_keras_does(tmp_path):
    path = laid("vgg16")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_vgg16(path, with_top=True)
    at = photo_page(model="vgg16", sample="coffee")
    assert "answers instead of" not in seen(at)
    assert f"**VGG16** uses `{shown(path)}`, laid by hand: unverified" in text(at)
    expected = keras_says(path, fit(pixels_of("coffee"), 224, "crop"), tmp_path)
    ours = bars(at)
    english = {known.name: known.english for known in CLASSES}
    assert [name for name, _ in ours] == [english[name] for name, _ in expected["five"]]
    np.testing.assert_allclose([row[1] for row in ours], [row[1] for row in expected["five"]], rtol=0, atol=1e-5)
    assert np.ptp(expected["all"]) > 1e-3
    (answer,) = at.session_state[ASKED].values()
    np.testing.assert_allclose(answer.value["probabilities"][0], expected["all"], rtol=0, atol=1e-5)
    path.unlink()
