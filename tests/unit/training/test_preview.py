"""Shapes, kernels and the preview of a fresh network."""

import math
import warnings

import numpy as np
import pytest

from models.experiment import Experiment
from models.layers import INITIALIZERS, Layer, parse_layers
from models.network.forward import forward
from models.network.kernels import initial_kernels
from models.network.shapes import kernel_shapes, parameter_count
from models.runs.frames import BINS
from models.settings import SettingError
from models.training.preview import boundary_grid, code_boundary, preview, probe_size
from tests.there import there

C1 = "c32k3p2-c16k5p2-64:n=after:d=0.3-32"
C3 = "c32k3vp2-c64k3vp2-c128k3vp2-128:d=0.6"
B3 = "64:a=linear:n=after-64-32:a=linear:n=after-32-64:a=linear:n=after-64"


def pictures(count, shape=(28, 28, 1), seed=0):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (count, *shape), dtype=np.uint8), rng.integers(0, 10, count)


def points(count, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 2)).astype(np.float32)
    return x, (x[:, 0] > 0).astype(np.int32)


# --- Shapes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "input_shape", "counts"),
    [
        ("64-32-64", (28, 28, 1), (55_082, 55_082)),
        (B3, (28, 28, 1), (65_098, 64_778)),
        (C1, (28, 28, 1), (66_042, 65_914)),
        (C3, (32, 32, 3), (160_202, 160_202)),
    ],
)
def test_parameters_of_the_textbook_networks(text, input_shape, counts):
    assert parameter_count(Experiment(layers=parse_layers(text)), input_shape, 10) == counts


def test_input_batch_norm_counts_features_or_channels():
    dense = Experiment(layers=(Layer(5),), input_batch_norm=True)
    conv = Experiment(dataset="cifar10", layers=parse_layers("c5k3"), input_batch_norm=True)
    for experiment, shape, features in ((dense, (28, 28, 1), 784), (conv, (32, 32, 3), 3)):
        total, trainable = parameter_count(experiment, shape, 10)
        plain, _ = parameter_count(experiment.replace(input_batch_norm=False), shape, 10)
        assert (total - plain, total - trainable) == (4 * features, 2 * features)


def test_kernel_shapes_in_keras_layout():
    shapes = kernel_shapes(Experiment(layers=parse_layers("c8k3vp4-c4k2p2-7")), (28, 28, 1), 10)
    assert shapes == [(3, 3, 1, 8), (2, 2, 8, 4), (3 * 3 * 4, 7), (7, 10)]
    assert kernel_shapes(Experiment(layers=()), (28, 28, 1), 10) == [(784, 10)]


@pytest.mark.parametrize("text", ["c4k11vp3-c4k11v", "c4k3p4-c4k3p4-c4k3p4", "c4k3p4-c4k11v-5"])
def test_convolutions_that_leave_no_pixels_are_refused(text):
    with pytest.raises(SettingError) as caught:
        kernel_shapes(Experiment(layers=parse_layers(text)), (28, 28, 1), 10)
    assert (caught.value.field, caught.value.value) == ("layers", text)


# --- Kernels ------------------------------------------------------------------------------------


def test_each_layer_draws_from_its_own_stream():
    first = initial_kernels(Experiment(layers=(Layer(9), Layer(9), Layer(9))), (28, 28, 1), 10)
    again = initial_kernels(Experiment(layers=(Layer(9), Layer(9, initializer="zeros"), Layer(9))), (28, 28, 1), 10)
    other = initial_kernels(Experiment(layers=(Layer(9), Layer(9), Layer(9)), seed=2), (28, 28, 1), 10)
    for index in (0, 2, 3):
        np.testing.assert_array_equal(first[index], again[index])
        assert not np.allclose(first[index], other[index])
    assert not again[1].any()
    assert not np.allclose(first[1], first[2])


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_output_layer_is_glorot_uniform(name):
    output = initial_kernels(Experiment(initializer=name), (28, 28, 1), 10)[-1]
    limit = math.sqrt(6 / (64 + 10))
    assert 0.9 * limit < np.abs(output).max() <= limit


# --- The preview --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "experiment", [Experiment(), Experiment(layers=parse_layers(C1)), Experiment(layers=())], ids=["b1", "c1", "none"]
)
def test_the_preview_has_a_histogram_for_every_layer(experiment):
    frame = preview(experiment, *pictures(probe_size(experiment)))
    hidden = len(experiment.layers)
    for histograms in (frame.activations, frame.gradients, frame.weights):
        assert histograms.counts.shape == (hidden + 1, BINS)
        np.testing.assert_allclose(histograms.counts.sum(axis=1), 1, atol=1e-5)
    assert frame.dead.shape == frame.saturated.shape == (hidden,)
    assert (frame.step, frame.epoch, frame.progress, frame.curves.loss.size) == (0, 0, 0, 0)
    assert math.isnan(frame.batch_loss)
    assert frame.boundary is None


def test_probe_sizes():
    assert probe_size(Experiment()) == 256
    assert probe_size(Experiment(layers=parse_layers(C1))) == 64


@pytest.mark.parametrize("batch_norm", ["off", "before", "after"])
def test_overflow_shows_without_a_warning(batch_norm):
    experiment = Experiment(
        layers=(Layer(256),) * 6, activation="linear", initializer="normal", init_std=100.0, batch_norm=batch_norm
    )
    x, y = points(256)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        steep = preview(experiment, *pictures(64))
        broken = preview(experiment.replace(dataset="moons"), x * np.float32(1e36), y)
    assert np.isfinite(steep.activations.std).all()
    assert steep.activations.std[5] > 1e19 or batch_norm != "off"
    assert not np.isfinite(broken.activations.std[0])
    assert not np.isfinite(broken.activations.mean[6])
    assert there(broken.boundary).shape == (50, 50)


def test_zeros_leave_all_units_identical():
    experiment = Experiment(dataset="moons", activation="sigmoid", initializer="zeros")
    frame = preview(experiment, *points(256))
    np.testing.assert_array_equal(frame.dead, 1)
    np.testing.assert_array_equal(frame.activations.mean[:3], 0.5)
    np.testing.assert_array_equal(frame.activations.std[:3], 0)
    np.testing.assert_array_equal(frame.weights.std[:3], 0)
    assert len(np.unique(there(frame.boundary))) == 1


def test_large_weights_saturate_and_small_ones_do_not():
    steep = preview(Experiment(activation="tanh", initializer="normal", init_std=1.0), *pictures(256))
    fine = preview(Experiment(activation="tanh", initializer="glorot_uniform"), *pictures(256))
    assert steep.saturated.min() > 0.5
    assert fine.saturated.max() < 0.05


def test_saturation_is_read_before_a_batch_norm_behind_the_activation():
    experiment = Experiment(activation="sigmoid", batch_norm="after", initializer="glorot_uniform")
    assert preview(experiment, *pictures(256)).saturated.max() < 0.05


def test_the_boundary_says_what_the_network_answers_at_each_point():
    """Each cell of the picture holds the network's answer at the cell's centre, computed point by point here."""
    experiment = Experiment(dataset="moons", batch_norm="before", seed=3)
    x, y = points(256)
    kernels = initial_kernels(experiment, (2,), 2)
    probe = forward(experiment, kernels, x)
    boundary = there(preview(experiment, x, y).boundary)
    assert (boundary.shape, boundary.dtype) == ((50, 50), np.uint8)
    width = 2 * 3.2 / 50
    for row, column in ((0, 0), (3, 40), (49, 7)):
        centre = np.array([[-3.2 + (column + 0.5) * width, -3.2 + (row + 0.5) * width]], np.float32)
        answer = forward(experiment, kernels, centre, moments_of=probe).probabilities[0, 1]
        assert boundary[row, column] == pytest.approx(255 * answer, abs=0.51)


def test_boundary_coding():
    grid = boundary_grid(2, 1.0)
    np.testing.assert_allclose(grid, [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]])
    two = np.array([[1, 0], [0.5, 0.5], [0, 1], [np.nan, np.nan]])
    np.testing.assert_array_equal(code_boundary(two), [[0, 128], [255, 128]])
    np.testing.assert_array_equal(code_boundary(np.eye(4)[:, :3]), [[0, 1], [2, 0]])


def test_a_huge_convolutional_network_looks_at_fewer_pictures():
    experiment = Experiment(layers=parse_layers("-".join(["c64k7"] * 3)))
    x, y = pictures(64)
    full, fewer = preview(experiment, x, y), preview(experiment, x[:20], y[:20])
    assert full.activations.mean[0] == fewer.activations.mean[0]
