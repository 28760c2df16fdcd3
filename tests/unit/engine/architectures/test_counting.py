"""Counting: on small networks by hand, and the networks of the file built again."""

from dataclasses import replace

import keras
import pytest
from keras import layers

from models.architectures.counts import counts
from models.architectures.inception import Branches
from models.engine.architectures.counting import count, depth
from models.engine.architectures.googlenet import inception
from models.engine.count import OTHERS, UNFOLDED, count_network

# Twelve, among them all that are built here.
AGAIN = (*UNFOLDED, "googlenet_in_training", "xception")


def test_a_small_network_by_hand():
    inputs = keras.Input((9, 9, 3))
    x = layers.Conv2D(4, 3, use_bias=False, name="conv")(inputs)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.DepthwiseConv2D(3, name="depthwise")(x)
    x = layers.SeparableConv2D(6, 3, use_bias=False, name="separable")(x)
    x = layers.Dense(2, name="dense")(layers.GlobalAveragePooling2D(name="average")(x))
    counted = count(keras.Model(inputs, x))
    parameters = [0, 108, 16, 40, 36 + 24, 0, 14]
    assert [layer.parameters for layer in counted.layers] == parameters
    assert (counted.parameters, counted.trained) == (sum(parameters), sum(parameters) - 8)
    assert counted.multiply_adds == 49 * 108 + 25 * 36 + 9 * (36 + 24) + 12
    assert (counted.depth, counted.size) == (5, 9)
    assert counted.layers[1].shape == (7, 7, 4)


def test_the_depth_is_of_the_longest_way():
    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(3, 1)(inputs)
    longer = layers.Conv2D(3, 1)(layers.Conv2D(3, 1)(x))
    x = layers.Add()([x, longer])
    assert depth(keras.Model(inputs, layers.Conv2D(3, 1)(x))) == 4


@pytest.mark.parametrize("bottlenecks", [True, False])
def test_an_inception_module_has_the_parameters_that_are_told(bottlenecks):
    branches = Branches(3, 2, 5, 1, 4, 6)
    inputs = keras.Input((8, 8, 7))
    model = keras.Model(inputs, inception(inputs, branches, "module", bottlenecks))
    assert model.count_params() == branches.parameters(7, bottlenecks)
    assert model.output_shape == (None, 8, 8, branches.together)


def test_the_file_has_all_of_them():
    assert list(counts()) == [*UNFOLDED, *OTHERS]


@pytest.mark.slow
@pytest.mark.parametrize("name", AGAIN)
def test_a_network_that_is_built_again_is_counted_the_same(name):
    assert unnamed(count_network(name)) == unnamed(counts()[name])


def unnamed(counted):
    """Without the layers' names, some of which Keras numbers through whatever else the process has built."""
    return replace(counted, layers=tuple(replace(layer, name="") for layer in counted.layers))
