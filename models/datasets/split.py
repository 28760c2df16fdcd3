"""From a dataset to what is trained, validated and tested on.

"In Keras" repeats `prepare` line by line, so it stays short and plain NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.datasets.registry import DATASETS


@dataclass(frozen=True, eq=False)
class Split:
    """What is learnt from.

    Attributes:
        x_train, x_val, x_test: (examples, ...) as in `Dataset`.
        y_train, y_val, y_test: (examples,) int32; only ``y_train`` carries label noise.
        noisy: (training examples,) bool, where the label was changed.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    noisy: np.ndarray


def prepare(dataset: Dataset, examples: int, validation_share: float, label_noise: float, seed: int) -> Split:
    """Draw the examples, hold out the validation set, change labels at random.

    Args:
        examples: to draw, validation included; at most what the training pool has.
        validation_share: held out of them, rounded, at least one; 0 validates on the test set.
        label_noise: the chance that a training label becomes one of the other classes.
        seed: of the drawing and the noise.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(dataset.x_train))[:examples]
    held_out = min(max(1, round(len(order) * validation_share)), len(order) - 1) if validation_share else 0
    train, validation = order[: len(order) - held_out], order[len(order) - held_out :]

    y_train = dataset.y_train[train]
    classes = DATASETS[dataset.name].classes
    noisy = rng.random(len(train)) < label_noise
    y_train[noisy] = (y_train[noisy] + rng.integers(1, classes, noisy.sum())) % classes

    test = dataset.x_test, dataset.y_test
    held = (dataset.x_train[validation], dataset.y_train[validation]) if held_out else test
    return Split(dataset.x_train[train], y_train, *held, *test, noisy)
