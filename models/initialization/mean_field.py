"""What an infinitely wide network would do: the spread of activations and gradients, layer by layer, in float64.

The variance of a layer's weighted sums is ``q = fan_in * Var(w) * E[a^2]`` of the layer before, and their distribution
normal, so that expectations are integrals over a bell curve; on the way back
``Var(g) = width * Var(w) * Var(g of the layer behind) * E[slope^2]`` (Glorot and Bengio 2010, He et al. 2015,
Poole et al. 2016, Schoenholz et al. 2017; with batch norm Yang et al. 2019).

A network of finite width strays from it by a random factor that grows with depth / width: the typical one, the mean of
the logarithm over many seeds, lies below the theory at great depth. With batch norm, gradients also need a batch of
some hundred examples and some hundred units: in smaller ones the variances that they are divided by scatter, which is
reckoned with to first order only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.initialization.dense_pass import digits
from models.initialization.fresh_network import FEATURES, FreshNetwork
from models.initialization.gaussian import Moments, moments
from models.network.batch_norm import EPSILON

_NORM_GROUPS = 8  # digits of about equal norm; more change the curves by less than 1 %
_MEAN_NODES = 9


@dataclass(frozen=True)
class Theory:
    """Standard deviations over all units and examples, (depth,) float64; inf or 0 beyond float64.

    Attributes:
        activation_spread: of what each layer hands on.
        gradient_spread: of the gradient at each layer's weighted sums, when one from N(0, 1) arrives at the outputs of
            the last layer. All nan where this theory does not hold: with batch norm over two examples, which leaves
            no gradient but what ``EPSILON`` lets through, and for digits with batch norm after the activation: how
            the part that they share spreads the units' variances is not reckoned with.
    """

    activation_spread: np.ndarray
    gradient_spread: np.ndarray


@dataclass(frozen=True)
class _Signal:
    """What goes into a layer, per input unit, for groups of equally many examples.

    Attributes:
        power: (groups, 1) root mean square over units. centred: the same, less the mean example.
        shared: root of the covariance between examples: of the part of the weighted sums that is the same in all.
        likeness: mean squared correlation between two examples, less the mean example. It makes the variances over the
            batch differ from unit to unit, which matters behind batch norm only: it divides gradients by them.
    """

    power: np.ndarray
    centred: np.ndarray
    shared: float
    likeness: float


@dataclass(frozen=True)
class _Passed:
    """What a layer did: what it hands on, its spread, and the logarithm of its factor on the gradient's variance."""

    handed_on: _Signal
    spread: float
    log_gain: np.ndarray


def theory(network: FreshNetwork) -> Theory:
    """The spreads that `models.initialization.propagation.propagate` should measure."""
    with np.errstate(all="ignore"):
        signal, passed = _inputs(network), []
        for index in range(network.depth):
            passed.append(_PASSES[network.batch_norm](network, signal, _weight_gain(network, index)))
            signal = passed[-1].handed_on
        log_variance = np.zeros(1)  # of the arriving gradient, for each group of examples
        gradient_spread = np.empty(network.depth)
        for index in reversed(range(network.depth)):
            log_variance = log_variance + passed[index].log_gain
            gradient_spread[index] = _root_mean(log_variance)
            log_variance = log_variance + 2 * np.log(np.sqrt(network.width) * network.kernel_deviation(index))
        if not _is_gradient_known(network):
            gradient_spread[:] = np.nan
        return Theory(np.array([layer.spread for layer in passed]), gradient_spread)


def _is_gradient_known(network: FreshNetwork) -> bool:
    if network.batch_norm == "off":
        return True
    return network.examples > 2 and (network.batch_norm, network.inputs) != ("after", "digits")


def _weight_gain(network: FreshNetwork, index: int) -> float:
    """Standard deviation of the weighted sums for inputs of root mean square 1."""
    return float(np.sqrt(network.shapes[index][0]) * network.kernel_deviation(index))


def _inputs(network: FreshNetwork) -> _Signal:
    if network.inputs == "digits":
        return _digits_signal()
    return _Signal(np.ones((1, 1)), np.ones((1, 1)), 0.0, 1 / FEATURES["normal"])


@lru_cache(maxsize=1)
def _digits_signal() -> _Signal:
    pixels = digits().astype(np.float64)
    mean = pixels.mean(axis=0)
    power, centred = (_group_roots((values**2).mean(axis=1)) for values in (pixels, pixels - mean))
    covariance = np.cov(pixels, rowvar=False)
    likeness = float((covariance**2).sum() / np.trace(covariance) ** 2)
    return _Signal(power, centred, float(np.sqrt((mean**2).mean())), likeness)


def _group_roots(squares: np.ndarray) -> np.ndarray:
    groups = np.array_split(np.sort(squares), _NORM_GROUPS)
    return np.sqrt([[group.mean()] for group in groups])


def _plain(network: FreshNetwork, signal: _Signal, gain: float) -> _Passed:
    done = moments(network.activation, network.bias, gain * signal.power)
    return _Passed(_of_activations(done, 0.0), _spread(done), 2 * np.log(done.slope)[:, 0])


def _norm_before(network: FreshNetwork, signal: _Signal, gain: float) -> _Passed:
    sums = gain * signal.centred
    deviation = np.sqrt(np.mean(sums**2) + EPSILON)
    done = moments(network.activation, 0.0, sums / deviation)
    log_gain = 2 * np.log(done.slope)[:, 0] - 2 * np.log(deviation) + _log_batch_gain(network, signal)
    likeness = _likeness(network, signal, done, sums / deviation)
    return _Passed(_of_activations(done, likeness), _spread(done), log_gain)


def _norm_after(network: FreshNetwork, signal: _Signal, gain: float) -> _Passed:
    """Each unit has its own mean over the batch, from the part that the examples share, and so its own statistics."""
    nodes, weights = _mean_nodes(signal.shared)
    means = network.bias + gain * signal.shared * nodes
    sums = gain * np.sqrt(np.maximum(signal.power**2 - signal.shared**2, 0))
    done = moments(network.activation, means, sums)  # (groups, nodes)
    unit_mean = done.mean.mean(axis=0)
    square = done.deviation**2 + (done.mean - unit_mean) ** 2
    variance = square.mean(axis=0) + EPSILON
    power = np.sqrt((square / variance) @ weights)[:, None]
    slope_square = (done.slope**2 / variance) @ weights
    handed_on = _Signal(power, power, 0.0, _likeness(network, signal, done, sums))
    return _Passed(
        handed_on, float(np.sqrt(np.mean(power**2))), np.log(slope_square) + _log_batch_gain(network, signal)
    )


_PASSES = {"off": _plain, "before": _norm_before, "after": _norm_after}


def _mean_nodes(shared: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of an integral over N(0, 1); one is enough where nothing is shared."""
    if not shared:
        return np.zeros(1), np.ones(1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_MEAN_NODES)
    return nodes, weights / weights.sum()


def _log_batch_gain(network: FreshNetwork, signal: _Signal) -> float:
    """What a batch of finite size and units of unequal variance do to the gradient's variance.

    Batch norm takes two of the batch's directions out: the mean, and the normalised values. Unit variances spread
    like a gamma distribution with relative variance ``2 * likeness``, each example being like itself too.
    """
    unequal = 1 - 2 * min(signal.likeness + 1 / network.examples, 0.4)
    return float(np.log(max(network.examples - 2, 0) / network.examples) - np.log(unequal))


def _likeness(network: FreshNetwork, signal: _Signal, done: Moments, sums: np.ndarray) -> float:
    """Behind the activation: its linear part keeps correlations; a finite width adds some by chance."""
    linear_share = np.mean((done.mean_slope * sums) ** 2) / np.mean(done.deviation**2)
    return float(np.nan_to_num(linear_share)) ** 2 * signal.likeness + 1 / network.width


def _of_activations(done: Moments, likeness: float) -> _Signal:
    mean = float(done.mean.mean())
    power = np.hypot(done.deviation, done.offset + done.mean)
    return _Signal(power, np.hypot(done.deviation, done.mean - mean), abs(float(done.offset) + mean), likeness)


def _spread(done: Moments) -> float:
    """Over all units and examples."""
    scale = float(done.deviation.max()) or 1.0  # squares of very large or small deviations would not fit
    squares = (done.deviation / scale) ** 2 + ((done.mean - done.mean.mean()) / scale) ** 2
    return scale * float(np.sqrt(squares.mean()))


def _root_mean(log_squares: np.ndarray) -> float:
    """The square root of the mean of ``exp(log_squares)``."""
    largest = log_squares.max()
    if not np.isfinite(largest):
        return 0.0 if largest < 0 else float(largest)
    return float(np.exp((largest + np.log(np.exp(log_squares - largest).mean())) / 2))
