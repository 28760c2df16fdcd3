"""The built-in network against real photos, and against its own arithmetic in NumPy."""

import numpy as np
import pytest
from PIL import Image

from models.engine import tasks
from models.engine.pretrained import lite0
from models.engine.pretrained.torch_file import read_tensors
from models.imagenet.classes import CLASSES
from models.imagenet.networks import BUILT_IN, NETWORKS
from models.photos.fit import fit


@pytest.fixture(scope="module")
def photos(shared_data):
    """(n, 224, 224, 3) uint8 and the labels (n,)."""
    files = sorted(shared_data("photos").iterdir())
    indices = {one.wordnet_id: one.index for one in CLASSES}
    pictures = [fit(np.asarray(Image.open(file).convert("RGB")), 224, "crop") for file in files]
    return np.stack(pictures), np.array([indices[file.name.partition("_")[0]] for file in files])


def test_real_photos_are_recognised(photos):
    pictures, labels = photos
    probabilities = tasks.classify(BUILT_IN, "", pictures)["probabilities"]
    accuracy = tasks.top_k_accuracy(probabilities, labels)
    assert len(labels) == 16
    assert accuracy["top_1"] * 16 >= 14
    assert accuracy["top_5"] == 1
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_same_pictures_give_the_same_bytes():
    pictures = np.random.default_rng(3).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
    first, second = (tasks.classify(BUILT_IN, "", pictures)["probabilities"].tobytes() for _ in range(2))
    assert first == second


def test_a_picture_does_not_depend_on_its_neighbours():
    pictures = np.random.default_rng(4).integers(0, 256, (6, 224, 224, 3), dtype=np.uint8)
    together = tasks.classify(BUILT_IN, "", pictures)["probabilities"]
    alone = tasks.classify(BUILT_IN, "", pictures[5:])["probabilities"]
    np.testing.assert_allclose(together[5:], alone, atol=1e-6)


def test_size_and_layers_are_those_of_the_table():
    model, info = lite0.build_lite0(), NETWORKS[BUILT_IN]
    assert model.count_params() == info.parameters
    assert {layer.name for layer in model.layers} >= {*info.layers, info.cam_layer}


def test_stem_and_first_block_in_numpy():
    """Convolution, normalization and ReLU6 written out, on the file's own arrays (output channel first)."""
    tensors = read_tensors(lite0.weights_path(), lite0.SHA256)
    model = lite0.load_lite0()
    image = np.random.default_rng(5).normal(size=(224, 224, 3)).astype(np.float32)

    def normalized(x, name):
        weight, bias, mean, variance = (
            tensors[f"{name}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")
        )
        return (x - mean) / np.sqrt(variance + 1e-3) * weight + bias

    # "same" at stride 2: one row and one column of zeros below and on the right.
    stem = sum(
        np.pad(image, ((0, 1), (0, 1), (0, 0)))[i : i + 224 : 2, j : j + 224 : 2]
        @ tensors["_conv_stem.weight"][:, :, i, j].T
        for i in range(3)
        for j in range(3)
    )
    stem = np.clip(normalized(stem, "_bn0"), 0, 6)
    padded = np.pad(stem, ((1, 1), (1, 1), (0, 0)))
    filtered = sum(
        padded[i : i + 112, j : j + 112] * tensors["_blocks.0._depthwise_conv.weight"][:, 0, i, j]
        for i in range(3)
        for j in range(3)
    )
    filtered = np.clip(normalized(filtered, "_blocks.0._bn1"), 0, 6)
    projected = normalized(filtered @ tensors["_blocks.0._project_conv.weight"][:, :, 0, 0].T, "_blocks.0._bn2")

    outputs = {name: _output(model, name, image) for name in ("stem", "block1a")}
    np.testing.assert_allclose(outputs["stem"], stem, atol=1e-4)
    np.testing.assert_allclose(outputs["block1a"], projected, atol=1e-3)


def _output(model, layer, image):
    import keras

    return keras.Model(model.input, model.get_layer(layer).output)(image[None], training=False)[0]
