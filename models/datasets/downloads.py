"""Downloading a dataset's files from their official places, or from a mirror."""

from __future__ import annotations

from collections.abc import Callable

from models.datasets.files import download_folder, is_available
from models.datasets.registry import DATASETS
from models.downloads import DownloadCancelled, DownloadFailed, Progress, fetch_files, no_progress

__all__ = ["DownloadCancelled", "DownloadFailed", "fetch"]


def fetch(
    name: str,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Download what is missing of a dataset into `download_folder`; a file that lies there is left alone.

    Args:
        progress, cancelled: see `models.downloads.fetch_files`.

    Raises:
        KeyError: there is no dataset of this name.
        DownloadFailed: a file could not be had.
        DownloadCancelled: ``cancelled`` said so.
    """
    files = DATASETS[name].files
    if not is_available(name):
        fetch_files(files, download_folder(name), progress, cancelled)
