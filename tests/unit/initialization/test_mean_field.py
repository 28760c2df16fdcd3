"""Theory against measurement, and its integrals against SciPy's."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.integrate import quad

from models.initialization.fresh_network import FreshNetwork
from models.initialization.gaussian import moments
from models.initialization.mean_field import theory
from models.initialization.propagation import propagate
from models.layers import ACTIVATIONS, BATCH_NORMS
from models.network.activations import ACTIVATION_FUNCTIONS
from tests.unit.strategies import FRESH_NETWORKS


def log_spreads(network, seeds):
    """Mean logarithm over seeds of the measured spreads: activations and gradients."""
    passes = [propagate(network.replace(seed=seed)) for seed in range(seeds)]
    return (
        np.mean([np.log(done.activations.std, dtype=np.float64) for done in passes], axis=0),
        np.mean([np.log(done.gradients.std, dtype=np.float64) for done in passes], axis=0),
    )


def assert_theory_holds(seeds=3, **fields):
    network = FreshNetwork(**({"depth": 10, "width": 500, "batch_size": 200} | fields))
    expected = theory(network)
    activations, gradients = log_spreads(network, seeds)
    np.testing.assert_allclose(np.exp(activations - np.log(expected.activation_spread)), 1, atol=0.1)
    np.testing.assert_allclose(np.exp(gradients - np.log(expected.gradient_spread)), 1, atol=0.1)


@pytest.mark.parametrize("batch_norm", BATCH_NORMS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_theory_holds_for_every_activation(activation, batch_norm):
    assert_theory_holds(activation=activation, batch_norm=batch_norm, initializer="glorot_normal")


@pytest.mark.parametrize("std", [0.01, 0.05, 0.3])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_theory_holds_for_weights_of_any_size(activation, std):
    assert_theory_holds(activation=activation, init_std=std, seeds=10)


@pytest.mark.parametrize("batch_norm", ["off", "before"])
@pytest.mark.parametrize("initializer", ["he_normal", "he_uniform", "lecun_normal", "orthogonal"])
def test_theory_holds_for_every_initializer(initializer, batch_norm):
    activation = "tanh" if initializer == "orthogonal" else "relu"
    assert_theory_holds(activation=activation, initializer=initializer, batch_norm=batch_norm)


@pytest.mark.parametrize("batch_norm", ["off", "after"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_theory_holds_with_a_bias(activation, batch_norm):
    assert_theory_holds(activation=activation, initializer="he_normal", bias=0.5, batch_norm=batch_norm)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_theory_holds_for_digits(activation):
    assert_theory_holds(activation=activation, initializer="he_normal", inputs="digits", batch_size=1000, seeds=5)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_theory_holds_for_digits_with_batch_norm_before(activation):
    fields = {"activation": activation, "initializer": "he_normal", "batch_norm": "before"}
    assert_theory_holds(inputs="digits", batch_size=500, **fields)


@pytest.mark.parametrize(
    "fields", [{"inputs": "digits", "batch_norm": "after"}, {"batch_size": 2, "batch_norm": "before"}]
)
def test_a_gradient_that_theory_does_not_know_is_nan(fields):
    expected = theory(FreshNetwork(activation="relu", **fields))
    assert np.isnan(expected.gradient_spread).all()
    assert (expected.activation_spread > 0).all()


@pytest.mark.parametrize("batch_norm", ["before", "after"])
def test_theory_holds_for_the_activations_of_digits_with_batch_norm(batch_norm):
    network = FreshNetwork(inputs="digits", batch_norm=batch_norm, activation="relu", width=500, depth=10)
    measured, _ = log_spreads(network, 3)
    np.testing.assert_allclose(np.exp(measured) / theory(network).activation_spread, 1, atol=0.1)


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")
@pytest.mark.parametrize("deviation", [1e-12, 1e-3, 1.0, 3000.0])
@pytest.mark.parametrize("mean", [0.0, 0.7, -2.0])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_integrals_agree_with_adaptive_quadrature(activation, mean, deviation):
    function, slope = ACTIVATION_FUNCTIONS[activation]
    at_mean = function(np.array(mean))

    def expectation(of):
        def weighted(u):
            return of(np.float64(mean + deviation * u)) * np.exp(-u * u / 2) / np.sqrt(2 * np.pi)

        bends = [point / deviation - mean / deviation for point in (-30, -5, -1, 0, 1, 5, 30)]
        return quad(weighted, -10, 10, points=[b for b in bends if abs(b) < 10], limit=500, epsabs=0, epsrel=1e-9)[0]

    ours = moments(activation, mean, np.array([deviation]))
    square_slope = expectation(lambda z: float(slope(z, function(z))) ** 2)
    assert ours.slope[0] ** 2 == pytest.approx(square_slope, rel=1e-4)
    if deviation >= 1e-3:  # below, the plain formula has no digits left
        first = expectation(lambda z: function(z) - at_mean)
        second = expectation(lambda z: (function(z) - at_mean) ** 2)
        assert ours.offset + ours.mean[0] == pytest.approx(at_mean + first, rel=1e-4, abs=1e-6)
        assert ours.deviation[0] == pytest.approx(np.sqrt(second - first**2), rel=1e-4)
    elif not (activation in ("relu", "leaky_relu", "selu") and mean == 0):
        straight = abs(float(slope(np.array(mean), at_mean))) * deviation
        assert ours.deviation[0] == pytest.approx(straight, rel=1e-4)


def test_relu_with_he_keeps_the_power_and_the_gradient():
    expected = theory(FreshNetwork(activation="relu", initializer="he_normal", depth=50))
    np.testing.assert_allclose(expected.activation_spread, np.sqrt(1 - 1 / np.pi), rtol=1e-6)
    np.testing.assert_allclose(expected.gradient_spread, np.sqrt(0.5), rtol=1e-6)


def test_batch_norm_makes_the_gradients_of_relu_grow():
    """By pi / (pi - 1) a layer in the variance (Yang et al. 2019), and a little more in a finite width."""
    network = FreshNetwork(activation="relu", initializer="he_normal", batch_norm="before", depth=30, width=1000)
    growth = (theory(network).gradient_spread[10] / theory(network).gradient_spread[20]) ** 0.2
    assert growth == pytest.approx(np.pi / (np.pi - 1), rel=0.01)


def test_theory_goes_on_where_float32_ends():
    high = theory(FreshNetwork(activation="linear", init_std=100.0, width=1000, depth=50))
    low = theory(FreshNetwork(activation="relu", init_std=1e-5, width=10, depth=50))
    assert np.log10(high.activation_spread[-1]) == pytest.approx(174.5, abs=0.01)
    assert np.log10(high.gradient_spread[0]) == pytest.approx(171.5, abs=0.01)
    assert 0 < low.activation_spread[-1] < 1e-200
    assert 0 < low.gradient_spread[0] < 1e-200


def test_zeros_leave_no_spread():
    expected = theory(FreshNetwork(initializer="zeros", activation="sigmoid"))
    np.testing.assert_array_equal(expected.activation_spread, 0)
    np.testing.assert_allclose(expected.gradient_spread, [0, 0, 0, 0, 0.25])


@settings(deadline=None)
@given(FRESH_NETWORKS)
def test_theory_is_nan_only_where_it_does_not_hold(network):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        expected = theory(network)
    assert expected.activation_spread.shape == expected.gradient_spread.shape == (network.depth,)
    assert (expected.activation_spread >= 0).all()  # which nan is not
    if network.batch_norm == "off" or (network.inputs == "normal" and network.examples > 2):
        assert (expected.gradient_spread >= 0).all()
