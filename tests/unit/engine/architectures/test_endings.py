"""Dense layers and the convolutions that they are; MobileNet with ten classes, with pooling and without: in Keras."""

import keras
import numpy as np
import pytest
from keras import layers

from models.architectures.endings import CLASSES, Ending, mobilenet_parameters


def test_dense_layers_as_convolutions_give_the_same_answers():
    rng = np.random.default_rng(0)
    maps = keras.ops.convert_to_tensor(rng.standard_normal((2, 7, 7, 16)).astype("float32"))
    dense = [layers.Dense(12, activation="relu"), layers.Dense(5)]
    expected = dense[1](dense[0](layers.Flatten()(maps)))
    convolutions = [layers.Conv2D(12, 7, activation="relu"), layers.Conv2D(5, 1)]
    convolutions[1](convolutions[0](maps))  # makes their weights
    for one, other in zip(dense, convolutions, strict=True):
        kernel, bias = one.get_weights()
        other.set_weights([kernel.reshape(other.kernel.shape), bias])
    answer = convolutions[1](convolutions[0](maps))
    np.testing.assert_allclose(np.asarray(answer)[:, 0, 0], np.asarray(expected), atol=1e-5)
    larger = np.zeros((1, 10, 10, 16), "float32")
    assert convolutions[0](larger).shape[1] == Ending(picture_size=320).answers == 4


@pytest.mark.parametrize("size", [32, 96])
def test_mobilenets_head_without_pooling_gives_a_map(size):
    base = keras.applications.MobileNet(weights=None, include_top=False, input_shape=(size, size, 3))
    side = Ending(picture_size=size).side
    assert base.output_shape == (None, side, side, 1024)
    on_map = keras.Sequential([base, layers.Dense(CLASSES)])
    pooled = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(CLASSES)])
    assert (on_map.output_shape, pooled.output_shape) == ((None, side, side, CLASSES), (None, CLASSES))
    assert base.count_params() == mobilenet_parameters()[0]
    assert on_map.count_params() == pooled.count_params() == sum(mobilenet_parameters())
