"""Convolution, pooling and receptive fields of the lesson, held against Keras's layers over drawn settings."""

import keras
import numpy as np
import pytest

from models.convolution.windows import Window, convolve, pool, products, seen_by, winner
from models.settings import SettingError

SEEDS = range(60)


def drawn(seed):
    """A picture, a window, a kernel and its bias."""
    rng = np.random.default_rng(seed)
    window = Window(int(rng.integers(1, 8)), int(rng.integers(1, 5)), str(rng.choice(["valid", "same"])))
    channels, filters = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    picture = rng.normal(size=(*rng.integers(7, 15, 2), channels))
    return picture, window, rng.normal(size=(window.size, window.size, channels, filters)), rng.normal(size=filters)


def by_keras(layer, picture, *weights):
    layer.build((None, *picture.shape))
    layer.set_weights(weights)
    return layer(picture[None]).numpy()[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_convolution_is_keras_s(seed):
    picture, window, kernel, bias = drawn(seed)
    layer = keras.layers.Conv2D(len(bias), window.size, window.stride, window.padding, dtype="float64")
    ours = convolve(picture, kernel, bias, window)
    np.testing.assert_allclose(ours, by_keras(layer, picture, kernel, bias), atol=1e-9)
    row, column = ours.shape[0] - 1, ours.shape[1] // 2
    added = products(picture, kernel, window, row, column)
    np.testing.assert_allclose(added.sum((0, 1, 2)) + bias, ours[row, column], atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("kind", "layer"), [("max", keras.layers.MaxPooling2D), ("average", keras.layers.AveragePooling2D)]
)
def test_pooling_is_keras_s(seed, kind, layer):
    picture, window, _, _ = drawn(seed)
    theirs = by_keras(layer(window.size, window.stride, window.padding, dtype="float64"), picture)
    np.testing.assert_allclose(pool(picture, window, kind), theirs, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_winner_of_max_pooling_is_the_pixel_that_is_handed_on(seed):
    picture, window, _, _ = drawn(seed)
    pooled = pool(picture, window, "max")
    for row, column, channel in np.ndindex(pooled.shape):
        assert picture[(*winner(picture, window, row, column, channel), channel)] == pooled[row, column, channel]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_receptive_field_is_from_the_first_to_the_last_pixel_that_changes_the_answer(seed):
    rng = np.random.default_rng(seed)
    paddings = rng.choice(["valid", "same"], 3)
    windows = [Window(int(rng.integers(1, 5)), int(rng.integers(1, 3)), str(padding)) for padding in paddings]
    rows, sides = np.eye(25), []  # a row of the picture for each pixel that is 1
    for window in windows:
        sides.append(rows.shape[1])
        rows = np.array([_along_a_side(row, window) for row in rows])
    place = int(rng.integers(rows.shape[1]))
    counting = np.flatnonzero(rows[:, place])
    assert seen_by(place, reversed(list(zip(windows, sides, strict=True)))) == (counting[0], counting[-1])


def _along_a_side(values, window):
    """A convolution with ones, of a row of numbers."""
    side = len(values)
    starts = [window.first_pixel(place, side) for place in range(window.places(side))]
    return [values[max(0, start) : start + window.size].sum() for start in starts]


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(SettingError):
        convolve(np.ones((5, 9, 1)), np.ones((7, 7, 1, 1)), np.zeros(1), Window(7))
