"""Expectations of an activation function and its slope over normally distributed weighted sums, in float64.

They are the integrals of the mean field theory of Poole et al. 2016, "Exponential expressivity in deep neural networks
through transient chaos", https://arxiv.org/abs/1606.05340: E[a^2] is in its map of lengths from layer to layer,
E[slope^2] in its growth factor of small differences. The rule is Gauss and Legendre's, https://dlmf.nist.gov/3.5#v,
behind a sinh that gathers the nodes at the kink, as for nearly singular integrals in Elliott and Johnston 2007, "Error
analysis for a sinh transformation used in evaluating nearly singular boundary element integrals",
https://doi.org/10.1016/j.cam.2006.03.012.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.network.activations import ACTIVATION_FUNCTIONS

_REACH = 10.0  # standard deviations beyond which a bell curve has nothing that counts
_NARROWEST = 1e-6  # of the spacing at the kink, in standard deviations
_STRAIGHT = 1e-7  # deviations this far below the distance to the kink see a straight line
_NODES = 80  # on either side of the kink


@dataclass(frozen=True)
class Moments:
    """Of ``a = activation(z)``, z normal; arrays of the shape of the deviation handed in.

    Attributes:
        offset: the activation at the mean z of all, or 0 where it is small: ``mean`` is counted from it, so that
            small differences keep their digits.
        mean: E[a] - offset. deviation: standard deviation of a. slope: root of E[slope^2].
        mean_slope: E[slope].
    """

    offset: float
    mean: np.ndarray
    deviation: np.ndarray
    slope: np.ndarray
    mean_slope: np.ndarray


def moments(activation: str, mean: float | np.ndarray, deviation: np.ndarray) -> Moments:
    """Integrate over z with this mean and standard deviation, which broadcast against each other.

    The nodes lie close together at z = 0, where activations bend, as far as the bell curve is wide, and far apart
    elsewhere (z grows like sinh); this keeps three digits and more for deviations from 1e-300 to 1e300.
    """
    mean, deviation = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(deviation, np.float64))
    function, slope_of = ACTIVATION_FUNCTIONS[activation]
    offset = float(function(np.array(float(mean.mean()))))
    nodes, weights = _nodes(mean, deviation)
    z = mean[..., None] + deviation[..., None] * nodes
    a = function(z)
    scale = np.maximum(deviation, np.finfo(np.float64).tiny)[..., None]
    straight = deviation < _STRAIGHT * np.maximum(np.abs(mean), 1.0 if offset else 0.0)
    at_mean = function(mean)
    slope_at_mean = np.broadcast_to(np.asarray(slope_of(mean, at_mean), np.float64), mean.shape)
    rise = np.where(straight[..., None], slope_at_mean[..., None] * nodes, (a - at_mean[..., None]) / scale)
    rise_mean = (weights * rise).sum(axis=-1)
    variance = (weights * (rise - rise_mean[..., None]) ** 2).sum(axis=-1)
    slopes = np.asarray(slope_of(z, a), np.float64)
    slope_square = (weights * np.square(slopes)).sum(axis=-1)
    return Moments(
        offset,
        (at_mean - offset) + rise_mean * deviation,
        np.sqrt(variance) * deviation,
        np.where(deviation > 0, np.sqrt(slope_square), np.abs(slope_at_mean)),
        np.where(deviation > 0, (weights * slopes).sum(axis=-1), slope_at_mean),
    )


def _nodes(mean: np.ndarray, deviation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes in standard deviations from the mean, (..., 2 * _NODES), and weights that sum to 1."""
    kink = -mean / np.maximum(deviation, np.finfo(np.float64).tiny)
    kink = np.where(np.abs(kink) < _REACH, kink, 0.0)[..., None]
    width = np.clip(1 / np.maximum(deviation, 1.0), _NARROWEST, 1.0)[..., None]
    points, point_weights = _legendre()
    below, above = np.arcsinh((_REACH + kink) / width), np.arcsinh((_REACH - kink) / width)
    t = np.concatenate([-below * points[::-1], above * points], axis=-1)
    nodes = kink + width * np.sinh(t)
    weights = np.concatenate([below * point_weights[::-1], above * point_weights], axis=-1)
    weights = weights * np.cosh(t) * np.exp(-0.5 * nodes * nodes)
    return nodes, weights / weights.sum(axis=-1, keepdims=True)


@lru_cache(maxsize=1)
def _legendre() -> tuple[np.ndarray, np.ndarray]:
    """Gauss's nodes on 0..1."""
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    return (points + 1) / 2, weights / 2
