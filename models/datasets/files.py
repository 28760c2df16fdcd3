"""Where the files of a dataset are, our own folder, what was laid by hand, Keras's cache; and downloading them."""

from __future__ import annotations

import os
from pathlib import Path

from models.datasets.registry import DATASETS, DatasetInfo
from models.downloads import DownloadFile, Progress, fetch_files, no_progress
from models.home import datasets_folder, has_checksum, home, keras_home


class DatasetMissing(Exception):
    """A dataset is neither built in nor on disk.

    Attributes:
        name: of the dataset.
        files: what has to be downloaded or laid by hand.
        folder: where to lay them.
    """

    def __init__(self, name: str, files: tuple[DownloadFile, ...], folder: Path) -> None:
        super().__init__(name, files, folder)  # all of them, so that it survives pickling
        self.name, self.files, self.folder = name, files, folder

    def __str__(self) -> str:
        return f"{self.name}: {[file.name for file in self.files]} not found in {self.folder}"


def download_folder(name: str) -> Path:
    """Where the files of this dataset are downloaded to and may be laid by hand."""
    return datasets_folder() / DATASETS[name].subfolder


def locate(name: str) -> tuple[Path, ...]:
    """The files to read a dataset from: the official ones, or one ``<name>.npz`` laid by hand.

    Looked for in ``home()/datasets``, ``home()`` and, read-only, Keras's own cache.

    Returns:
        The official files in the order of the registry, or the one .npz file.

    Raises:
        DatasetMissing: not all files are there.
    """
    info = DATASETS[name]
    official = tuple(file.name for file in info.files)
    for folder in _search_folders(info):
        for names in (official, (f"{name}.npz",)):
            if all(os.path.isfile(folder / item) for item in names):
                return tuple(folder / item for item in names)
    raise DatasetMissing(name, info.files, download_folder(name))


def is_available(name: str) -> bool:
    """Whether `load` finds the dataset; nothing is read."""
    if DATASETS[name].built_in:
        return True
    try:
        return bool(locate(name))
    except DatasetMissing:
        return False


def is_verified(name: str) -> bool:
    """Whether the dataset on disk is the official one, byte for byte; True for what is built in."""
    info = DATASETS[name]
    if not is_available(name):
        return False
    if info.built_in:
        return True
    paths = locate(name)
    return len(paths) == len(info.files) and all(
        path.name == file.name and has_checksum(path, file.checksum)
        for path, file in zip(paths, info.files, strict=True)
    )


def fetch(name: str, progress: Progress = no_progress) -> None:
    """Download what is missing of a dataset into `download_folder`; a file that lies there is left alone.

    Args:
        progress: see `models.downloads.fetch_files`.

    Raises:
        KeyError: there is no dataset of this name.
        DownloadFailed: a file could not be had.
    """
    files = DATASETS[name].files
    if not is_available(name):
        fetch_files(files, download_folder(name), progress)


def _search_folders(info: DatasetInfo) -> list[Path]:
    roots = (datasets_folder(), home(), keras_home() / "datasets")
    return [folder for root in roots for folder in dict.fromkeys((root / info.subfolder, root))]
