"""The datasets of the benchmarks: where the app finds them, or laid beside the project."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.datasets import download_folder, is_available
from models.datasets.files import locate

PROJECT = Path(__file__).resolve().parents[1]
BESIDE = PROJECT.parent / "shared" / "data"


class DataMissing(Exception):
    """A dataset is not on this machine."""


@contextmanager
def environment_with(datasets: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The environment for child processes that load these datasets.

    Raises:
        DataMissing: one is neither where the app looks nor in ../shared/data.
    """
    if all(is_available(name) for name in datasets):
        yield dict(os.environ)
        return
    with tempfile.TemporaryDirectory(prefix="layerlab-") as home:
        folder = Path(home) / "datasets"
        folder.mkdir()
        for name in datasets:
            for path in locate(name) if is_available(name) else (_laid_beside(name),):
                (folder / path.name).symlink_to(path)
        yield {**os.environ, "LAYERLAB_HOME": home}


def _laid_beside(name: str) -> Path:
    path = BESIDE / f"{name}.npz"
    if not path.exists():
        raise DataMissing(
            f"This benchmark needs the dataset {name}: load it once on the page /training, "
            f"or lay {name}.npz into {download_folder(name)}."
        )
    return path
