"""The network of the map of answers, in NumPy and as convolutions, against Keras; and the script that writes it."""

import keras
import numpy as np
import pytest

from models.architectures.answer_map import SIDE, STRIDE, UNITS, answer_network
from models.engine.answer_network import answer_model
from models.photo_sets.side_by_side import side_by_side


@pytest.fixture(scope="module")
def in_keras():
    """The network as it was trained, with the weights that were kept."""
    network, model = answer_network(), answer_model()
    layers = [layer for block in (*network.blocks, network.dense) for layer in block]
    model.set_weights([weights for layer in layers for weights in layer])
    return model


def test_it_answers_as_keras_does(in_keras):
    pictures = np.random.default_rng(0).random((4, SIDE, SIDE, 3), np.float32)
    drawings = [
        side_by_side((kind,), number, 0, SIDE) / np.float32(255) for kind in ("cat", "dog") for number in (0, 5)
    ]
    both = np.concatenate([pictures, drawings])
    np.testing.assert_allclose(answer_network().answer(both), in_keras.predict(both, verbose=0)[:, 0], atol=1e-5)


def test_its_map_is_that_of_keras_with_convolutions_for_dense_layers(in_keras):
    layers, network = keras.layers, answer_network()
    flatten = next(at for at, layer in enumerate(in_keras.layers) if isinstance(layer, layers.Flatten))
    convolutions = keras.Sequential(
        [
            keras.Input((None, None, 3)),
            *map(keras.layers.deserialize, map(keras.layers.serialize, in_keras.layers[:flatten])),
            layers.Conv2D(UNITS, network.map_shape[0], activation="relu"),
            layers.Conv2D(1, 1, activation="sigmoid"),
        ]
    )
    convolutions.set_weights(
        [
            weights.reshape(there.shape)
            for weights, there in zip(in_keras.get_weights(), convolutions.get_weights(), strict=True)
        ]
    )
    picture = side_by_side(("dog", "cat"), 7, 2 * STRIDE, SIDE) / np.float32(255)
    expected = convolutions.predict(picture[None], verbose=0)[0, :, :, 0]
    np.testing.assert_allclose(network.answers(picture), expected, atol=1e-5)


def test_it_knows_test_drawings_about_as_well_as_its_file_says():
    network, labels = answer_network(), np.array([1, 0] * 20)
    drawings = [
        side_by_side(("cat" if is_cat else "dog",), at // 2, 0, SIDE) / np.float32(255)
        for at, is_cat in enumerate(labels)
    ]
    right = (network.answer(np.stack(drawings)) >= 0.5) == labels
    assert network.tested == 200
    assert right.mean() > network.accuracy - 0.1
