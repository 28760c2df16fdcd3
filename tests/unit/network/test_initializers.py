"""The initializers; Keras is the second opinion."""

import keras
import numpy as np
import pytest

from models.layers import INITIALIZERS
from models.network.initializers import INITIALIZER_FUNCTIONS

KERAS_INITIALIZERS = {
    "normal": lambda: keras.initializers.RandomNormal(stddev=0.3, seed=1),
    "glorot_normal": lambda: keras.initializers.GlorotNormal(seed=1),
    "glorot_uniform": lambda: keras.initializers.GlorotUniform(seed=1),
    "he_normal": lambda: keras.initializers.HeNormal(seed=1),
    "he_uniform": lambda: keras.initializers.HeUniform(seed=1),
    "lecun_normal": lambda: keras.initializers.LecunNormal(seed=1),
    "orthogonal": lambda: keras.initializers.Orthogonal(seed=1),
    "zeros": lambda: keras.initializers.Zeros(),
}


def test_every_initializer_is_there():
    assert set(INITIALIZER_FUNCTIONS) == set(INITIALIZERS) == set(KERAS_INITIALIZERS)


@pytest.mark.parametrize("shape", [(400, 200), (5, 5, 40, 80)])
@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_draw_from_keras_distributions(name, shape):
    ours = INITIALIZER_FUNCTIONS[name](np.random.default_rng(1), shape, 0.3)
    keras_values = np.asarray(KERAS_INITIALIZERS[name]()(shape))
    assert (ours.dtype, ours.shape) == (np.float32, shape)
    scale = max(keras_values.std(), 1e-9)
    shares = np.linspace(0.02, 0.98, 25)
    np.testing.assert_allclose(np.quantile(ours, shares) / scale, np.quantile(keras_values, shares) / scale, atol=0.03)
    assert ours.std() / scale == pytest.approx(keras_values.std() / scale, rel=0.015)
    if name not in ("normal", "orthogonal"):  # these two have no sharp bound
        assert np.abs(ours).max() == pytest.approx(np.abs(keras_values).max(), rel=0.005)


@pytest.mark.parametrize("shape", [(60, 30), (30, 60), (3, 3, 4, 9)])
def test_orthogonal_kernels_are_orthonormal(shape):
    flat = INITIALIZER_FUNCTIONS["orthogonal"](np.random.default_rng(0), shape, 0.0).reshape(-1, shape[-1])
    product = flat @ flat.T if flat.shape[0] < flat.shape[1] else flat.T @ flat
    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-5)


@pytest.mark.parametrize("shape", [(400, 200), (200, 400)])
@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_deviation_is_that_of_the_values_drawn(name, shape):
    initializer = INITIALIZER_FUNCTIONS[name]
    kernel = initializer(np.random.default_rng(2), shape, 0.3)
    assert kernel.std() == pytest.approx(initializer.deviation(shape, 0.3), rel=0.01)
