"""A folder of its own for the runs of the transfer benchmark: the photos and weights they need, and no features yet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.data import BESIDE, DataMissing
from models.home import datasets_folder, weights_folder
from models.imagenet.weights import find_weights, weights_file
from models.photo_sets.registry import OFFICIAL_SETS


@contextmanager
def photo_home(datasets: Sequence[str] = (), networks: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """The environment for child processes whose caches are empty at first; the folder is gone afterwards.

    Args:
        datasets: which small archives of photos are laid there. networks: whose weights, without the classifier.

    Raises:
        DataMissing: one is neither where the app looks nor in ../shared/data.
    """
    archives = [small_archive(name) for name in datasets]
    weights = [_weights(name) for name in networks]
    with tempfile.TemporaryDirectory(prefix="layerlab-") as home:
        for folder, paths in (("datasets", archives), ("models", weights)):
            (Path(home) / folder).mkdir()
            for path in paths:
                (Path(home) / folder / path.name).symlink_to(path)
        yield {**os.environ, "LAYERLAB_HOME": home}


def small_archive(dataset: str) -> Path:
    """The small archive of an official set's photos.

    Raises:
        DataMissing: it is not there.
    """
    name = OFFICIAL_SETS[dataset].small
    for folder in (BESIDE, datasets_folder()):
        if (folder / name).exists():
            return (folder / name).resolve()
    raise DataMissing(f"This benchmark needs photos of {dataset}: lay {name} into {datasets_folder()}.")


def _weights(network: str) -> Path:
    file = weights_file(network, top=False)
    if (BESIDE / file.name).exists():
        return (BESIDE / file.name).resolve()
    found = find_weights(network, top=False)
    if found is not None and found.usable:
        return found.path.resolve()
    raise DataMissing(f"This benchmark needs the weights of {network}: lay {file.name} into {weights_folder()}.")
