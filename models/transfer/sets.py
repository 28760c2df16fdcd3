"""Sets of photos to learn from, whatever they come from: loading one by its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from models.downloads import Progress, no_progress
from models.transfer.built_in import BUILT_IN_SETS, TEST, TRAIN, VALIDATION

__all__ = ["TEST", "TRAIN", "VALIDATION", "PhotoSet", "load_set"]


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Photos with their classes, all squeezed to one size. The arrays are shared and cannot be written to.

    Attributes:
        name: of the dataset, or the visitor's set.
        classes: names, English or as the visitor wrote them.
        pictures: (n, size, size, 3) uint8; may be a memory map.
        labels: (n,) int32, places in `classes`.
        hashes: of each photo's pixels at that size: SHA-256, 24 hexadecimal digits.
        parts: (n,) uint8: `TRAIN` (the pool that training photos are taken from), `VALIDATION` or `TEST`.
        shared: built in or official, so that what is computed from it may stay.
    """

    name: str
    classes: tuple[str, ...]
    pictures: np.ndarray
    labels: np.ndarray
    hashes: tuple[str, ...]
    parts: np.ndarray
    shared: bool


def load_set(
    dataset: str, set_id: str, size: int, per_class: int | None = None, on_progress: Progress = no_progress
) -> PhotoSet:
    """The photos of a dataset, ready for a network.

    Args:
        dataset: one of `models.transfer.experiment.DATASETS`.
        set_id: which of the visitor's sets, for "own".
        size: height and width in pixels.
        per_class: training photos of each class that are needed; built-in sets then make no more. Where they are
            fewer than all, the others are simply missing at the end.
        on_progress: called with photos done and photos to do, where they have to be drawn or decoded first.

    Raises:
        KeyError: there is no dataset of this name.
    """
    built_in = BUILT_IN_SETS[dataset]
    return _built_in_set(dataset, size, built_in.count(per_class), on_progress)


def _built_in_set(dataset: str, size: int, count: int, on_progress: Progress) -> PhotoSet:
    built_in = BUILT_IN_SETS[dataset]
    pictures = built_in.pictures(size, count, on_progress)
    hashes = tuple(photo_hash(picture) for picture in pictures)
    return PhotoSet(
        dataset, built_in.classes, pictures, built_in.labels(count), hashes, built_in.parts(count), shared=True
    )


def photo_hash(picture: np.ndarray) -> str:
    """24 hexadecimal digits that tell one photo from another: SHA-256 of its shape and pixels."""
    return hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()[:24]
