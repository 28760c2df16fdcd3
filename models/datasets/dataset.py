"""Loading a dataset by its name, once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached

from models.datasets.digits import load_digits
from models.datasets.files import DatasetMissing, locate
from models.datasets.formats import DatasetBroken, read_dataset
from models.datasets.plane import load_plane
from models.datasets.registry import DATASETS
from models.home import fingerprint

BIG_ONES_KEPT = 2  # CIFAR-10 takes 184 MB


@dataclass(frozen=True, eq=False)
class Dataset:
    """The examples of a dataset; the arrays are shared and cannot be written to.

    Attributes:
        x_train, x_test: images (examples, height, width, channels) uint8, or points (examples, 2)
            float32.
        y_train, y_test: (examples,) int32 labels from 0.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load(name: str) -> Dataset:
    """The dataset of this name, kept in memory until others push it out; files that have changed are read again.

    Raises:
        KeyError: there is no dataset of this name.
        DatasetMissing: it is not built in and not on disk.
        DatasetBroken: a file is damaged or holds something else.
    """
    if DATASETS[name].built_in:
        return _built_in(name)
    return _from_files(name, tuple(fingerprint(path) for path in locate(name)))


def fault(name: str) -> DatasetBroken | None:
    """What is wrong with the files of a dataset; ``None`` for one that can be loaded, or is not there at all.

    Raises:
        KeyError: there is no dataset of this name.
    """
    try:
        load(name)
    except DatasetBroken as error:
        return error
    except DatasetMissing:
        pass
    return None


@cached({}, condition=threading.Condition())  # who wants one that is being read waits for it
def _built_in(name: str) -> Dataset:
    return _dataset(name, load_digits() if name == "digits" else load_plane(name))


@cached(LRUCache(BIG_ONES_KEPT), condition=threading.Condition())
def _from_files(name: str, files: tuple[tuple[Path, int, int], ...]) -> Dataset:
    return _dataset(name, read_dataset(DATASETS[name], tuple(path for path, _, _ in files)))


def _dataset(name: str, arrays: tuple[np.ndarray, ...]) -> Dataset:
    for array in arrays:
        array.flags.writeable = False
    return Dataset(name, *arrays)
