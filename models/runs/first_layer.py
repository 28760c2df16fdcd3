"""What the first convolution of a run shows while somebody looks: its kernels, and what they make of one picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PICTURES = 100  # of the test set, that can be chosen


@dataclass(frozen=True)
class FirstLayer:
    """The layer at one moment.

    Attributes:
        step: training steps done.
        picture: which of the test pictures, from 0.
        kernels: (side, side, channels, filters) float32.
        maps: (rows, columns, filters) uint8, behind the activation: from ``low`` for 0 to ``high`` for 255.
    """

    step: int
    picture: int
    kernels: np.ndarray
    maps: np.ndarray
    low: float
    high: float
