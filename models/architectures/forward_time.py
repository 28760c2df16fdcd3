"""How long a stack of small convolutions takes, and the one large convolution, in NumPy on this machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from models.architectures.stacks import SMALL, Stack
from models.convolution.windows import Window, convolve

SIDE = 32  # of the map that they run over, in pixels
MOST_CHANNELS = 64  # more take seconds
_REPEATS = 5


class ForwardTimes(NamedTuple):
    """Medians, in seconds.

    Attributes:
        channels: of the layers that were measured, those of the stack or `MOST_CHANNELS`.
    """

    stack: float
    one: float
    channels: int


def forward_times(stack: Stack) -> ForwardTimes:
    """Measure both in turns, so that what else the machine does meets both."""
    channels = min(stack.channels, MOST_CHANNELS)
    rng = np.random.default_rng(0)
    picture = rng.standard_normal((SIDE, SIDE, channels), np.float32)
    small = [_kernel(rng, SMALL, channels) for _ in range(stack.layers)]
    large = [_kernel(rng, stack.kernel_size, channels)]
    took = [(_seconds(picture, small), _seconds(picture, large)) for _ in range(_REPEATS)]
    of_stack, of_one = zip(*took, strict=True)
    return ForwardTimes(statistics.median(of_stack), statistics.median(of_one), channels)


def forward(picture: np.ndarray, kernels: Sequence[np.ndarray]) -> np.ndarray:
    """Convolutions with padding and ReLU, one behind the other.

    Args:
        picture: (height, width, channels).
        kernels: each (side, side, channels, channels).
    """
    for kernel in kernels:
        window = Window(len(kernel), padding="same")
        picture = np.maximum(convolve(picture, kernel, np.zeros(kernel.shape[-1], np.float32), window), 0)
    return picture


def _kernel(rng: np.random.Generator, side: int, channels: int) -> np.ndarray:
    weights = rng.standard_normal((side, side, channels, channels), np.float32)
    return weights * np.float32(np.sqrt(2 / (side**2 * channels)))


def _seconds(picture: np.ndarray, kernels: Sequence[np.ndarray]) -> float:
    began = time.perf_counter()
    forward(picture, kernels)
    return time.perf_counter() - began
