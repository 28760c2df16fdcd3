"""Loading a dataset by its name, once."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

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


_loaded: dict[str, tuple[tuple, Dataset]] = {}  # name -> (the files it came from, the data); oldest first
_loading = threading.Lock()


def load(name: str) -> Dataset:
    """The dataset of this name, kept in memory until its files change or newer ones push it out.

    Raises:
        KeyError: there is no dataset of this name.
        DatasetMissing: it is not built in and not on disk.
        DatasetBroken: a file is damaged or holds something else.
    """
    info = DATASETS[name]
    source = () if info.built_in else tuple(fingerprint(path) for path in locate(name))
    kept = _loaded.get(name)
    if kept and kept[0] == source:
        return kept[1]
    with _loading:
        kept = _loaded.get(name)
        if not kept or kept[0] != source:
            kept = source, _read(name, tuple(path for path, _, _ in source))
            _keep(name, kept)
        return kept[1]


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


def _read(name: str, paths: tuple) -> Dataset:
    if name == "digits":
        arrays = load_digits()
    elif paths:
        arrays = read_dataset(DATASETS[name], paths)
    else:
        arrays = load_plane(name)
    for array in arrays:
        array.flags.writeable = False
    return Dataset(name, *arrays)


def _keep(name: str, entry: tuple[tuple, Dataset]) -> None:
    _loaded.pop(name, None)
    _loaded[name] = entry
    big = [other for other in _loaded if not DATASETS[other].built_in]
    for oldest in big[:-BIG_ONES_KEPT]:
        del _loaded[oldest]
