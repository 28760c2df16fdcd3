"""Where the features of a run's photos are put: in memory, or in a file where that would be too much of it."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np

from models.disk import fair_share
from models.engine.pretrained.memory import NotEnoughMemory, free_bytes
from models.limits import LIMITS

_VALUE_BYTES = 4


class FeatureRoom:
    """Room for all features of a run, which are asked for part by part.

    The system would promise any size, and end the process while it is filled. The pages of a file it can write out and
    read again.

    Args:
        network: its name, for what is said where there is no room.
        needed: bytes of all parts together.

    Raises:
        NotEnoughMemory: there is neither memory nor disk for them.
    """

    def __init__(self, network: str, needed: int) -> None:
        in_memory = min(LIMITS.features_bytes, free_bytes())
        self._in_file = needed > in_memory
        if self._in_file:
            on_disk = fair_share(Path(tempfile.gettempdir()), 0)
            most = max(in_memory, min(LIMITS.features_file_bytes, on_disk))
            if needed > most:
                raise NotEnoughMemory(network, needed, most)

    def take(self, shape: tuple[int, ...]) -> np.ndarray:
        """A float32 array to be filled.

        Raises:
            OSError: the file cannot be made.
        """
        if not self._in_file or not math.prod(shape):
            return np.empty(shape, np.float32)
        with tempfile.TemporaryFile(prefix="features-") as file:  # without a name, or gone with the last who has it
            file.truncate(_VALUE_BYTES * math.prod(shape))
            return np.memmap(file, np.float32, "r+", shape=shape)
