"""Auxiliary heads: the gradients are Keras's, and the heads add to them and to nothing else."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.architectures.block_kinds import WIDTH
from models.architectures.depth import CLASSES, INPUTS
from models.architectures.fresh_blocks import first_digits
from models.architectures.heads import MOST_LAYERS, AuxiliaryHeads, head_gradients, initial_weights

SIGMOID = AuxiliaryHeads()


def by_keras(settings: AuxiliaryHeads, weighted: tuple[float, float]) -> np.ndarray:
    """The gradient behind each layer, from a model of Keras's layers with the same weights.

    Args:
        weighted: what the losses of the auxiliary heads count.
    """
    x, y = first_digits(settings.weights_seed)
    weights = initial_weights(settings.weights_seed, settings.initializer)
    layers = [keras.layers.Dense(WIDTH, settings.activation) for _layer in range(settings.depth)]
    heads = [keras.layers.Dense(CLASSES, "softmax") for _head in range(3)]
    losses, outputs, value = [], [], tf.constant(x)
    for layer, kernel in zip(layers, [weights.first, *weights.others], strict=False):
        layer.build((None, kernel.shape[0]))
        layer.kernel.assign(kernel)
    for head, kernel in zip(heads, weights.heads, strict=True):
        head.build((None, WIDTH))
        head.kernel.assign(kernel)
    with tf.GradientTape() as tape:
        for layer in layers:
            value = layer(value)
            tape.watch(value)
            outputs.append(value)
        places = (*settings.places, settings.depth)
        for head, place, weight in zip(heads, places, (*weighted, 1.0), strict=True):
            losses.append(weight * keras.losses.sparse_categorical_crossentropy(y, head(outputs[place - 1])))
        loss = tf.add_n(losses)  # one for each example
    gradients = tape.gradient(loss, outputs)
    return np.array([np.sqrt(np.mean(np.square(gradient.numpy().astype(np.float64)))) for gradient in gradients])


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize(("depth", "weight"), [(4, 0.3), (8, 1.0)])
def test_gradients_with_and_without_heads_are_those_of_keras(activation, depth, weight):
    settings = AuxiliaryHeads(depth=depth, head_weight=weight, activation=activation, weights_seed=3)
    gradients = head_gradients(settings)
    np.testing.assert_allclose(gradients.alone, by_keras(settings, (0.0, 0.0)), rtol=1e-4)
    np.testing.assert_allclose(gradients.together, by_keras(settings, (weight, weight)), rtol=1e-4)


@pytest.mark.parametrize("depth", range(4, 41, 2))
def test_the_heads_change_nothing_behind_them(depth):
    settings = AuxiliaryHeads(depth=depth)
    first, second = settings.places
    assert 1 <= first < second < depth
    gradients = head_gradients(settings)
    np.testing.assert_array_equal(gradients.alone[second:], gradients.together[second:])
    assert (gradients.together[:second] > gradients.alone[:second]).all()


def test_heads_of_no_weight_change_nothing():
    gradients = head_gradients(SIGMOID.replace(head_weight=0.0))
    np.testing.assert_array_equal(gradients.alone, gradients.together)
    assert gradients.factor == 1.0


def test_through_a_sigmoid_layer_about_a_quarter_passes_and_nothing_underflows():
    alone = head_gradients(AuxiliaryHeads(depth=MOST_LAYERS)).alone
    assert np.median(alone[:-1] / alone[1:]) == pytest.approx(0.25, abs=0.03)
    assert alone[0] > 0


def test_a_deeper_network_begins_as_a_shallow_one():
    weights = initial_weights(5, "glorot_normal")
    assert np.std(weights.others) == pytest.approx(WIDTH**-0.5, rel=0.01)
    assert np.std(weights.first) == pytest.approx((2 / (INPUTS + WIDTH)) ** 0.5, rel=0.02)
    shallow, deep = (head_gradients(AuxiliaryHeads(depth=depth, weights_seed=5)) for depth in (4, 40))
    assert shallow.alone[-1] == pytest.approx(deep.alone[-1], rel=0.5)  # their last heads are the same


def test_parameters_are_those_of_the_built_network():
    layers = [keras.layers.Dense(WIDTH) for _layer in range(SIGMOID.depth)]
    network = keras.Sequential([keras.Input((INPUTS,)), *layers, keras.layers.Dense(CLASSES)])
    assert network.count_params() == SIGMOID.parameters
    head = keras.Sequential([keras.Input((WIDTH,)), keras.layers.Dense(CLASSES)])
    assert 2 * head.count_params() == SIGMOID.parameters_of_heads
