"""How well a network that a run has trained knows the test pictures when they are moved or turned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from models.convolution.shifts import SHIFTS, TURNS, shifted_all_ways, turned_both_ways
from models.datasets import load
from models.engine.transfer.answering import trained_network

_AT_ONCE = 500  # pictures: more take memory, and save no time


def moved_accuracy(model_file: str, dataset: str) -> dict[str, Any]:
    """The accuracy on all test pictures, moved by `SHIFTS` to all four sides, and turned by `TURNS` to either.

    Args:
        model_file: of a `models.runs.results.Result` of the lab.
        dataset: of pictures; see `models.datasets`.

    Returns:
        ``shifted``: (len(SHIFTS),), ``turned``: (len(TURNS),) float64 shares of right answers.

    Raises:
        ModelGone: see `models.engine.transfer.answering.trained_network`.
        DatasetMissing, DatasetBroken: see `models.datasets.load`.
    """
    network, data = trained_network(model_file), load(dataset)

    def accuracy(variants: Iterable[np.ndarray]) -> float:
        return float(np.mean([_share_right(network, pictures, data.y_test) for pictures in variants]))

    return {
        "shifted": np.array([accuracy(shifted_all_ways(data.x_test, pixels)) for pixels in SHIFTS]),
        "turned": np.array([accuracy(turned_both_ways(data.x_test, degrees)) for degrees in TURNS]),
    }


def _share_right(network: keras.Model, pictures: np.ndarray, labels: np.ndarray) -> float:
    """Pictures: (n, height, width, channels) uint8; the lab's networks read shares of 255."""
    batches = (pictures[first : first + _AT_ONCE] for first in range(0, len(pictures), _AT_ONCE))
    answers = [np.argmax(network(batch / np.float32(255), training=False), axis=1) for batch in batches]
    return float(np.mean(np.concatenate(answers) == labels))
