"""How a kernel's first values are drawn: the initializers, in NumPy and with Keras's distributions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# The standard deviation of a standard normal distribution that is cut off at +-2.
TRUNCATED_DEVIATION = 0.87962566103423978

Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator, Shape], np.ndarray]


@dataclass(frozen=True)
class Initializer:
    """A distribution of a fixed form that is then scaled; the draw is what costs time, and can be kept.

    Attributes:
        draw: values before scaling, float32, from a random stream and the kernel's shape in Keras's layout.
        drawn_deviation: their standard deviation for a shape.
        deviation: the kernel's standard deviation, from its shape and the "normal" initializer's own value.
    """

    draw: Draw
    drawn_deviation: Callable[[Shape], float]
    deviation: Callable[[Shape, float], float]

    def __call__(self, rng: np.random.Generator, shape: Shape, std: float) -> np.ndarray:
        """A kernel, float32; ``std`` is read by "normal" only."""
        return self.draw(rng, shape) * np.float32(self.scale(shape, std))

    def scale(self, shape: Shape, std: float) -> float:
        """What the drawn values are multiplied by."""
        return self.deviation(shape, std) / self.drawn_deviation(shape)


def _normal(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.standard_normal(shape, np.float32)


def _uniform(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.random(shape, np.float32) * 2 - 1


def _truncated_normal(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    values = rng.standard_normal(math.prod(shape), np.float32)
    beyond = np.flatnonzero(np.abs(values) > 2)
    while beyond.size:
        values[beyond] = rng.standard_normal(beyond.size, np.float32)
        beyond = beyond[np.abs(values[beyond]) > 2]
    return values.reshape(shape)


def _orthogonal(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    """Orthonormal rows or columns, uniformly distributed (Saxe et al. 2014; signs as Mezzadri 2007)."""
    rows, columns = math.prod(shape[:-1]), shape[-1]
    q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns)), np.float32))
    q *= np.sign(np.diagonal(r))
    return np.ascontiguousarray(q.T if rows < columns else q).reshape(shape)


def _orthogonal_deviation(shape: Shape) -> float:
    return 1 / math.sqrt(max(math.prod(shape[:-1]), shape[-1]))


def _zeros(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return np.zeros(shape, np.float32)


def _fans(shape: Shape) -> tuple[int, int]:
    """Inputs and outputs of one unit; a convolution's count once for each pixel of the filter."""
    pixels = math.prod(shape[:-2])
    return shape[-2] * pixels, shape[-1] * pixels


def _scaled(scale: float, average_fans: bool, uniform: bool) -> Initializer:
    """An initializer with the variance ``scale / fan``: Glorot 2010 (mean of both fans), LeCun 1998, He 2015."""

    def deviation(shape: Shape, std: float) -> float:
        fan_in, fan_out = _fans(shape)
        return math.sqrt(scale / ((fan_in + fan_out) / 2 if average_fans else fan_in))

    if uniform:
        return Initializer(_uniform, lambda shape: 1 / math.sqrt(3), deviation)
    return Initializer(_truncated_normal, lambda shape: TRUNCATED_DEVIATION, deviation)


# By the names in `models.layers.INITIALIZERS`.
INITIALIZER_FUNCTIONS: dict[str, Initializer] = {
    "normal": Initializer(_normal, lambda shape: 1.0, lambda shape, std: std),
    "glorot_normal": _scaled(1.0, average_fans=True, uniform=False),
    "glorot_uniform": _scaled(1.0, average_fans=True, uniform=True),
    "he_normal": _scaled(2.0, average_fans=False, uniform=False),
    "he_uniform": _scaled(2.0, average_fans=False, uniform=True),
    "lecun_normal": _scaled(1.0, average_fans=False, uniform=False),
    "orthogonal": Initializer(_orthogonal, _orthogonal_deviation, lambda shape, std: _orthogonal_deviation(shape)),
    "zeros": Initializer(_zeros, lambda shape: 1.0, lambda shape, std: 0.0),
}
