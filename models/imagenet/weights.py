"""Where a network's weights file is, whether it is Keras's own, and downloading it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.downloads import DownloadFailed, DownloadFile, Progress, fetch_files, no_progress
from models.home import downloaded_folder, fingerprint, has_checksum, home, keras_home, weights_folder
from models.imagenet.networks import NETWORKS

_MOST_TIMES = 1.5  # a known size may be approximate


class WeightsMissing(Exception):
    """A network's weights file is not on this machine.

    Attributes:
        name: of the network.
        file: what has to be downloaded or laid by hand.
        folder: where to lay it.
    """

    def __init__(self, name: str, file: DownloadFile, folder: Path) -> None:
        super().__init__(name, file, folder)
        self.name, self.file, self.folder = name, file, folder

    def __str__(self) -> str:
        return f"{self.name}: {self.file.name} not found in {self.folder}"


class WeightsBroken(Exception):
    """A weights file does not fit its network.

    Attributes:
        name: of the network.
        path: of the file.
        message: what is wrong with it, for the log.
    """

    def __init__(self, name: str, path: str, message: str) -> None:
        super().__init__(name, path, message)
        self.name, self.path, self.message = name, path, message

    def __str__(self) -> str:
        return f"{self.name}: {self.path}: {self.message}"


@dataclass(frozen=True)
class WeightsFile:
    """A weights file on this machine.

    Attributes:
        path: where it is.
        state: "verified" (Keras's own, byte for byte), "unverified" (laid by hand, and another file or not looked
            through yet) or "damaged" (cannot be read; or a download of ours that is no longer what arrived).
    """

    path: Path
    state: str

    @property
    def usable(self) -> bool:
        """Whether loading it is worth a try."""
        return self.state != "damaged"


def weights_file(name: str, top: bool = True) -> DownloadFile:
    """Keras's file for this network, with the classifier or without.

    Raises:
        KeyError: there is no such network, or no such file of it.
    """
    file = NETWORKS[name].weights if top else NETWORKS[name].weights_notop
    if file is None:
        raise KeyError(name)
    return file


def base_kinds(name: str) -> tuple[bool, ...]:
    """Which of Keras's files hold a network without its classifier, the smallest first, as values of ``top``.

    The whole file does; a smaller one is not known of every network.
    """
    return (True,) if NETWORKS[name].weights_notop is None else (False, True)


def find_base(name: str) -> WeightsFile | None:
    """The file to load a network's base from; see `find_weights`.

    Raises:
        KeyError: there is no such network, or it is built in.
    """
    return _best(found for top in base_kinds(name) if (found := find_weights(name, top)))


def find_weights(name: str, top: bool = True) -> WeightsFile | None:
    """The weights file to load; quick enough for every run of a page.

    Looked for among our downloads, in ``home()/models``, in ``home()`` and in Keras's cache. A damaged file is passed
    over for a good one; it is only returned where there is none. Checksums are computed in the background, once for
    each file: until then, our own downloads, held to theirs when they arrived, are taken as verified, others not.

    Raises:
        KeyError: there is no such network, or no such file of it.
    """
    return _best(_looked_at(path, weights_file(name, top), wait=False) for path in _candidates(name, top))


def verify_weights(name: str, top: bool = True) -> WeightsFile | None:
    """As `find_weights`, but waits for the checksums: up to a few seconds."""
    return _best(_looked_at(path, weights_file(name, top), wait=True) for path in _candidates(name, top))


def fetch_weights(name: str, progress: Progress = no_progress, top: bool = True) -> None:
    """Download a weights file into `downloaded_folder`, unless a good one lies there; a damaged one is replaced.

    Files laid by hand are left alone, and what is downloaded goes before them.

    Args:
        progress: see `models.downloads.fetch_files`.

    Raises:
        KeyError: there is no such network, or no such file of it.
        DownloadFailed: the file could not be had.
    """
    file = weights_file(name, top)

    def good(path: Path) -> bool:
        return path.exists() and _looked_at(path, file, wait=True).usable

    try:
        fetch_files([file], downloaded_folder(), progress, good)
    except DownloadFailed as error:  # our own folder is no place for files laid by hand
        raise DownloadFailed(file, weights_folder(), error.reason) from error


def _candidates(name: str, top: bool) -> Iterator[Path]:
    file = weights_file(name, top).name
    for folder in (downloaded_folder(), weights_folder(), home(), keras_home() / "models"):
        if os.path.isfile(folder / file):
            yield folder / file


def _best(found: Iterator[WeightsFile]) -> WeightsFile | None:
    damaged = None
    for weights in found:
        if weights.usable:
            return weights
        damaged = damaged or weights
    return damaged


def _looked_at(path: Path, file: DownloadFile, wait: bool) -> WeightsFile:
    ours = path.parent == downloaded_folder()
    if not _is_readable(path):
        return WeightsFile(path, "damaged")
    official = _verdict(path, file.checksum, file.bytes, wait)
    if official is None:
        return WeightsFile(path, "verified" if ours else "unverified")
    if official:
        return WeightsFile(path, "verified")
    return WeightsFile(path, "damaged" if ours else "unverified")


def _is_readable(path: Path) -> bool:
    try:
        return _is_whole_hdf5(*fingerprint(path))
    except OSError:  # it has just gone
        return False


@lru_cache(maxsize=64)
def _is_whole_hdf5(path: Path, _changed: int, _size: int) -> bool:
    """Whether the file opens; HDF5 notices where the end is missing."""
    import h5py  # here, since most visits have no weights file to look at: 0.1 s

    try:
        with h5py.File(path, "r"):
            return True
    except OSError:
        return False


# A file of 550 MB takes about a second: one at a time, and no page waits for it.
_checker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="checksum")
_verdicts: dict[tuple, Future[bool]] = {}


def _verdict(path: Path, checksum: str, size: int, wait: bool) -> bool | None:
    """Whether the file has the checksum; ``None`` while that is being found out.

    Args:
        size: of the official file, about, in bytes.
    """
    try:
        key = (*fingerprint(path), checksum)
    except OSError:
        return False
    if key[2] > _MOST_TIMES * size:
        return False  # hashing what cannot be the official file would keep others waiting
    if key not in _verdicts:
        _verdicts[key] = _checker.submit(_has_checksum, path, checksum)
    return _verdicts[key].result() if wait or _verdicts[key].done() else None


def _has_checksum(path: Path, checksum: str) -> bool:
    try:
        return has_checksum(path, checksum)
    except OSError:
        return False
