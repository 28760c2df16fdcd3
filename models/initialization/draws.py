"""Random arrays that are drawn once and kept: while a slider scales them, they stay the same."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np

from models.network.initializers import Draw

MOST_BYTES = 64_000_000  # of the process: 50 layers of 500 x 500 weights take 50 MB

_kept: OrderedDict[tuple, np.ndarray] = OrderedDict()  # least recently used first
_lock = threading.Lock()


def kept_draw(draw: Draw, seed: int, stream: int, shape: tuple[int, int]) -> np.ndarray:
    """What ``draw`` gives for this random stream and shape, float32; it cannot be written to."""
    key = (draw, seed, stream, shape)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    drawn = draw(np.random.default_rng([seed, stream]), shape)  # not under the lock: others need not wait for it
    drawn.flags.writeable = False
    with _lock:
        _kept[key] = drawn
        _make_room()
    return drawn


def kept_bytes() -> int:
    """How much memory the kept arrays take."""
    return sum(array.nbytes for array in _kept.values())


def _make_room() -> None:
    while kept_bytes() > MOST_BYTES:
        _kept.popitem(last=False)
