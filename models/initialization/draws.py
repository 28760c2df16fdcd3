"""Random arrays that are drawn once and kept: while a slider scales them, they stay the same."""

from __future__ import annotations

import threading

import numpy as np
from cachetools import LRUCache, cached

from models.network.initializers import Draw

MOST_BYTES = 64_000_000  # of the process: 50 layers of 500 x 500 weights take 50 MB


# The lock is not held while one draws: others need not wait for it.
@cached(LRUCache(MOST_BYTES, getsizeof=lambda array: array.nbytes), lock=threading.Lock())
def kept_draw(draw: Draw, seed: int, stream: int, shape: tuple[int, int]) -> np.ndarray:
    """What ``draw`` gives for this random stream and shape, float32; it cannot be written to."""
    drawn = draw(np.random.default_rng([seed, stream]), shape)
    drawn.flags.writeable = False
    return drawn
