"""The activation functions in NumPy, as Keras defines them, each with its slope."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.special import erf, expit

LEAKY_SLOPE = 0.2  # Keras 3's default negative slope
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Klambauer et al. 2017

Function = Callable[[np.ndarray], np.ndarray]
Slope = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _elu(z: np.ndarray) -> np.ndarray:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _selu(z: np.ndarray) -> np.ndarray:
    return SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def _normal_share(z: np.ndarray) -> np.ndarray:
    """The standard normal distribution function, the factor that GELU gives its input."""
    return 0.5 * (1 + erf(z * math.sqrt(0.5)))


def _gelu_slope(z: np.ndarray, a: np.ndarray) -> np.ndarray:
    density = np.exp(-0.5 * z * z) * (1 / math.sqrt(2 * math.pi))
    return _normal_share(z) + z * density


def _leaky_slope(z: np.ndarray, a: np.ndarray) -> np.ndarray:
    return np.where(z > 0, np.float32(1), np.float32(LEAKY_SLOPE))


def _selu_slope(z: np.ndarray, a: np.ndarray) -> np.ndarray:
    return np.where(z > 0, np.float32(SELU_SCALE), a + np.float32(SELU_SCALE * SELU_ALPHA))


# name in `models.layers.ACTIVATIONS` -> (the function a of z, its slope from z and a), float32 in and out
ACTIVATION_FUNCTIONS: dict[str, tuple[Function, Slope]] = {
    "sigmoid": (expit, lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: z > 0),
    "leaky_relu": (lambda z: np.maximum(z, LEAKY_SLOPE * z), _leaky_slope),
    "elu": (_elu, lambda z, a: np.minimum(a, 0) + 1),
    "selu": (_selu, _selu_slope),
    "gelu": (lambda z: z * _normal_share(z), _gelu_slope),
    "linear": (lambda z: z, lambda z, a: np.ones((), np.float32)),
}


def softmax(logits: np.ndarray) -> np.ndarray:
    """Class probabilities (examples, classes) of logits of that shape."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
