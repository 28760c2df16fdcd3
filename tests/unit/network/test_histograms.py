"""Histograms, dead units and saturated values, against NumPy's own functions and known cases."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from models.experiment import Experiment
from models.layers import parse_layers
from models.network.histograms import activation_bounds, dead_share, histograms, saturated_share
from models.runs.frames import BINS

SHAPES = npst.array_shapes(min_dims=1, max_dims=4, max_side=6)


@given(st.lists(npst.arrays(np.float32, SHAPES, elements=st.floats(width=32)), max_size=4))
@settings(deadline=None)
def test_any_values_give_shares_and_a_range(values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = histograms(values)
    assert result.counts.shape == (len(values), BINS)
    for array, counts, low, high in zip(values, result.counts, result.low, result.high, strict=True):
        assert counts.sum() == pytest.approx(1 if np.isfinite(array).any() else 0, abs=1e-5)
        assert np.isfinite([low, high]).all()
        assert low < high


def test_counts_equal_numpys_within_given_bounds():
    values = np.random.default_rng(0).uniform(-1, 1, (256, 64)).astype(np.float32)
    result = histograms([values], [(-1.0, 1.0)])
    expected, _ = np.histogram(values, BINS, (-1, 1))
    np.testing.assert_allclose(result.counts[0] * values.size, expected, atol=1)
    assert (result.low[0], result.high[0]) == (-1, 1)


def test_values_beyond_the_edges_count_in_the_outer_bins():
    result = histograms([np.array([-5.0, 0.01, 0.99, 7.0])], [(0.0, 1.0)])
    assert result.counts[0, 0] == 0.5
    assert result.counts[0, -1] == 0.5


def test_the_range_follows_the_quantiles():
    values = np.random.default_rng(0).normal(3, 2, (256, 64)).astype(np.float32)
    values[0, 0] = 1e6
    result = histograms([values])
    low, high = np.quantile(values, [0.001, 0.999])
    assert result.low[0] == pytest.approx(low, abs=0.3)
    assert result.high[0] == pytest.approx(high, abs=0.3)


def test_mean_and_spread_are_numpys_and_near_them_for_very_large_arrays():
    rng = np.random.default_rng(0)
    layers = [rng.normal(3, 2, (64, 28, 28, 32)), rng.normal(-1e-22, 1e-22, (256, 64)), rng.normal(0, 1e25, (9, 9))]
    layers = [layer.astype(np.float32) for layer in layers]
    result = histograms(layers)
    means, spreads = ([f(layer, dtype=np.float64) for layer in layers] for f in (np.mean, np.std))
    np.testing.assert_allclose(result.mean[1:], means[1:], rtol=1e-5)
    np.testing.assert_allclose(result.std[1:], spreads[1:], rtol=1e-5)
    # The first is sampled: five standard errors of a sample of 100,000.
    assert result.mean[0] == pytest.approx(means[0], abs=0.032)
    assert result.std[0] == pytest.approx(spreads[0], abs=0.032)


def test_a_large_layer_is_sampled_from_all_filters():
    """32 filters, each with its own value: a sample in steps of 2 would miss half of them."""
    values = np.broadcast_to(np.arange(32, dtype=np.float32), (64, 28, 28, 32))
    result = histograms([values], [(0.0, 40.0)])
    np.testing.assert_allclose(result.counts[0, :32], 1 / 32, atol=1e-3)


@pytest.mark.parametrize("value", [0.0, 0.5, -3.0, 1e-30, 1e-45, 3.4e38])
def test_a_constant_layer_gets_a_range_around_its_value(value):
    result = histograms([np.full((256, 64), value, np.float32)])
    assert result.low[0] < result.high[0]
    assert result.low[0] <= np.float32(value) <= result.high[0]
    assert result.counts[0].max() == 1
    assert result.std[0] == pytest.approx(0, abs=1e-6 * abs(value))


def test_nearly_all_zeros_still_show_the_others():
    values = np.zeros(10_000, np.float32)
    values[::2000] = 2.0
    assert histograms([values]).high[0] == 2.0


def test_what_is_not_finite_is_left_out_of_the_counts_only():
    overflowed = np.array([np.nan, np.inf, -np.inf, 0.0, 1.0], np.float32)
    result = histograms([overflowed, np.full(4, np.nan), np.array([np.inf, 1.0])])
    np.testing.assert_allclose(result.counts.sum(axis=1), [1, 0, 1])
    assert (result.low[0], result.high[0]) == (0, 1)
    assert not np.isfinite(result.mean).any()
    assert not np.isfinite(result.std).any()


def test_bounds_follow_the_activation_unless_batch_norm_is_behind_it():
    experiment = Experiment(layers=parse_layers("9:a=sigmoid-9:a=tanh:n=before-9:a=tanh:n=after-9:a=relu"))
    assert activation_bounds(experiment) == [(0, 1), (-1, 1), None, None, (0, 1)]


def test_dead_units_give_the_same_output_for_every_example():
    outputs = np.random.default_rng(0).uniform(size=(256, 8)).astype(np.float32)
    outputs[:, 0] = 0
    outputs[:, 1] = 0.5
    outputs[:, 2] *= 1e-20  # tiny, but alive
    assert dead_share(outputs) == 0.25


def test_a_filter_is_dead_when_it_gives_the_same_everywhere():
    outputs = np.zeros((4, 5, 5, 4), np.float32)
    outputs[0, 2, 2, 1] = 1
    assert dead_share(outputs) == 0.75
    assert dead_share(np.full((4, 3), np.nan, np.float32)) == 0


@pytest.mark.parametrize(
    ("activation", "function", "slope", "largest"),
    [
        ("sigmoid", lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2, 0.25),
        ("tanh", np.tanh, lambda z: 1 / np.cosh(z) ** 2, 1),
        ("elu", lambda z: np.where(z > 0, z, np.expm1(z)), lambda z: np.where(z > 0, 1, np.exp(z)), 1),
        (
            "selu",
            lambda z: 1.05070 * np.where(z > 0, z, 1.67326 * np.expm1(z)),
            lambda z: 1.05070 * np.where(z > 0, 1, 1.67326 * np.exp(z)),
            1.05070 * 1.67326,
        ),
    ],
)
def test_saturated_values_have_a_slope_below_5_percent(activation, function, slope, largest):
    z = np.linspace(-9, 9, 10_007)
    expected = np.mean(slope(z) < 0.05 * largest)
    assert 0.1 < expected < 0.9
    assert saturated_share(activation, function(z).astype(np.float32)) == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "gelu", "linear"])
def test_activations_without_a_plateau_have_no_saturated_share(activation):
    assert math.isnan(saturated_share(activation, np.zeros((2, 2), np.float32)))
