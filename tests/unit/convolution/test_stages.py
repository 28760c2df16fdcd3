"""The stages of the page are what Keras's layers make of the same picture, over drawn settings."""

import keras
import numpy as np
import pytest

from models.convolution.convolution import KERNELS, NEXT_KERNELS, PICTURES, Convolution
from models.convolution.drawing import SIDE, drawing_text
from models.convolution.stages import fields_of, missing, stages_of, wished

SEEDS = range(40)


def drawn(seed):
    rng = np.random.default_rng(seed)
    pick = lambda choices: str(rng.choice(choices))  # noqa: E731
    return Convolution(
        picture=pick(PICTURES),
        digit=int(rng.integers(1, 101)),
        kernel=pick(KERNELS),
        kernel_size=int(rng.integers(1, 8)),
        filter=int(rng.integers(1, 33)),
        bias=round(float(rng.uniform(-2, 2)), 2),
        stride=int(rng.integers(1, 5)),
        padding=pick(["valid", "same"]),
        activation=pick(["linear", "relu", "tanh", "sigmoid"]),
        pool=pick(["none", "max", "average"]),
        pool_size=int(rng.integers(2, 5)),
        pool_stride=int(rng.integers(1, 5)),
        next_kernel=pick(NEXT_KERNELS),
        seed=seed,
    )


def layers_of(convolution, picture):
    """Keras's layers of each stage."""
    layers, channels = keras.layers, picture.shape[-1]
    kernel = np.repeat(convolution.weights[:, :, None, None], channels, axis=2)
    yield layers.Conv2D(1, convolution.size, convolution.stride, convolution.padding), [kernel, [convolution.bias]]
    yield layers.Activation(convolution.activation), []
    if convolution.pool != "none":
        yield pooling(convolution), []
    if convolution.next_kernel != "none":
        activation = convolution.activation
        yield (
            layers.Conv2D(1, 3, padding=convolution.padding, activation=activation),
            [convolution.next_weights[:, :, None, None], [0.0]],
        )
        if convolution.pool != "none":
            yield pooling(convolution), []


def pooling(convolution):
    kind = keras.layers.MaxPooling2D if convolution.pool == "max" else keras.layers.AveragePooling2D
    return kind(convolution.pool_size, convolution.pool_stride)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_stage_is_keras_s(seed):
    convolution = drawn(seed)
    stages = stages_of(convolution)
    if not missing(convolution, stages):
        assert [stage.name for stage in stages] == wished(convolution)
    values = stages[0].values[None].astype("float32")
    for stage, (layer, weights) in zip(stages[1:], layers_of(convolution, stages[0].values), strict=False):
        layer.build(values.shape)
        layer.set_weights([np.array(weight) for weight in weights])
        values = np.asarray(layer(values))
        np.testing.assert_allclose(stage.values, values[0], rtol=1e-4, atol=1e-4, err_msg=stage.name)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_outside_of_what_a_place_sees_changes_it(seed):
    drawing = np.random.default_rng(seed).random((SIDE, SIDE)) < 0.5
    convolution = drawn(seed).replace(picture="drawing", drawing=drawing_text(drawing))
    stages = stages_of(convolution)
    rows, columns, _ = stages[-1].shape
    row, column = rows // 2, columns // 3
    top, left, height, width = fields_of(stages, len(stages) - 1, row, column)[0]
    inside = np.zeros(drawing.shape, bool)
    inside[top : top + height, left : left + width] = True
    others = stages_of(convolution.replace(drawing=drawing_text(np.where(inside, drawing, ~drawing))))
    np.testing.assert_allclose(others[-1].values[row, column], stages[-1].values[row, column], atol=1e-9)


def test_a_window_that_does_not_fit_is_named():
    convolution = Convolution(kernel_size=7, stride=4, pool_size=4, pool_stride=4, next_kernel="blur")
    stages = stages_of(convolution)
    assert [stage.name for stage in stages] == ["input", "convolution", "activation", "pooling"]
    assert stages[-1].shape == (1, 1, 1)
    assert missing(convolution, stages) == "second"


def test_an_own_kernel_has_the_size_of_the_slider():
    assert Convolution(kernel="own", kernel_size=5).weights.shape == (5, 5)
    assert Convolution(kernel="own", kernel_size=2, cells=(1.0,)).weights.tolist() == [[1, 0], [0, 0]]
    assert Convolution(kernel="blur", cells=(1.0,)).kernel == "own"
    assert Convolution(kernel="blur").cells == ()
    assert Convolution(kernel="learnt", kernel_size=7).weights.shape == (3, 3)
