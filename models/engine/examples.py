"""What a network is fed with: pixels, points, or what another network made of photos."""

from __future__ import annotations

import math
from dataclasses import dataclass

import tensorflow as tf

from models.datasets import DATASETS
from models.experiment import Experiment


@dataclass(frozen=True)
class Examples:
    """The form of a network's examples.

    Attributes:
        shape: of one example.
        classes: labels go from 0 to ``classes - 1``.
        dtype: "uint8" for pixels, which become 0..1, else "float32".
    """

    shape: tuple[int, ...]
    classes: int
    dtype: str

    @classmethod
    def of(cls, experiment: Experiment) -> Examples:
        """Those of the experiment's dataset."""
        info = DATASETS[experiment.dataset]
        return cls(info.shape, info.classes, "uint8" if len(info.shape) > 1 else "float32")

    @property
    def bytes(self) -> int:
        """Of one example."""
        return math.prod(self.shape) * tf.as_dtype(self.dtype).size
