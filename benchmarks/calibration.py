"""What the machine gives, to be told beside every absolute figure."""

from __future__ import annotations

import statistics
import time

import numpy as np

_SIDE, _ROUNDS = 2048, 9


def calibrate() -> float:
    """The speed of the machine, in 10⁹ operations a second: products of two 2048 x 2048 float32 matrices, median."""
    a, b = np.random.default_rng(0).standard_normal((2, _SIDE, _SIDE), dtype=np.float32)
    seconds = []
    for _ in range(1 + _ROUNDS):  # the first round is a warm-up
        started = time.perf_counter()
        a @ b
        seconds.append(time.perf_counter() - started)
    return 2 * _SIDE**3 / statistics.median(seconds[1:]) / 1e9
