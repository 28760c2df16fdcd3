"""Which photos of a set are trained on, validated on and tested on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.photo_sets.photo_set import PhotoSet

TRAIN, VALIDATION, TEST = range(3)
TEST_SHARE = 0.1
VALIDATION_SHARE = 0.15
_PARTS_SEED = 0


@dataclass(frozen=True, eq=False)
class TransferSplit:
    """What one run on the transfer page learns from.

    Attributes:
        train, val, test: int64 places in the set; those to train with in random order.
        y_train: (training photos,) int32 labels, with label noise; the others' are the set's own.
        noisy: (training photos,) bool, where the label was changed.
    """

    train: np.ndarray
    y_train: np.ndarray
    val: np.ndarray
    test: np.ndarray
    noisy: np.ndarray


def split_set(photo_set: PhotoSet, per_class: int, label_noise: float, seed: int) -> TransferSplit:
    """Draw the training photos and change labels at random. The same arguments give the same split.

    Args:
        per_class: training photos of each class, at most. With the same seed, fewer are always among the more.
        label_noise: the chance that a training label becomes one of the other classes.
        seed: of the drawing and the noise.
    """
    pool = photo_set.parts == TRAIN
    drawn = [
        np.random.default_rng([seed, label]).permutation(np.flatnonzero(pool & (photo_set.labels == label)))[:per_class]
        for label in range(len(photo_set.classes))
    ]
    rng = np.random.default_rng(seed)
    train = rng.permutation(np.concatenate(drawn)).astype(np.int64)

    y_train = np.array(photo_set.labels[train], np.int32)
    noisy = rng.random(len(train)) < label_noise
    y_train[noisy] = (y_train[noisy] + rng.integers(1, len(photo_set.classes), noisy.sum())) % len(photo_set.classes)

    val, test = (np.flatnonzero(photo_set.parts == part).astype(np.int64) for part in (VALIDATION, TEST))
    return TransferSplit(train, y_train, val, test, noisy)


def share_out(labels: np.ndarray, given: Sequence[int | None]) -> np.ndarray:
    """Give each photo its part, class by class.

    Parts that the set came with stay; photos outside of them train. Where a class has no test photos, the second half
    of its validation photos become them, or else a tenth of the class, drawn from those that train; where it has no
    validation photos, 15 % of the class. The drawing is the same every time.

    Args:
        labels: (n,) places of classes, each with at least four photos.
        given: the part that a photo came with, or ``None``.

    Returns:
        (n,) uint8: every class has at least one photo in every part.
    """
    parts = np.array([TRAIN if part is None else part for part in given], np.uint8)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        if np.count_nonzero(parts[places] == TRAIN) < 2:  # so few that nothing could be learnt of this class
            parts[places] = TRAIN
        _fill_up(parts, places, np.random.default_rng([_PARTS_SEED, int(label)]))
    return parts


def _fill_up(parts: np.ndarray, places: np.ndarray, rng: np.random.Generator) -> None:
    held_out = places[parts[places] == VALIDATION]
    if not np.any(parts[places] == TEST) and len(held_out) > 1:
        parts[held_out[len(held_out) // 2 :]] = TEST
    for part, share in ((TEST, TEST_SHARE), (VALIDATION, VALIDATION_SHARE)):
        if not np.any(parts[places] == part):
            training = rng.permutation(places[parts[places] == TRAIN])
            parts[training[: min(max(1, round(share * len(places))), len(training) - 1)]] = part
