"""Downloading a dataset's files from their official places, or from a mirror."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from pooch import HTTPDownloader

from models.datasets.files import download_folder, is_available
from models.datasets.registry import DATASETS, DownloadFile

TIMEOUT = 5.0  # seconds without a single byte
POLL = 0.1
CHUNK = 64 * 1024


class DownloadFailed(Exception):
    """A file could not be had.

    Attributes:
        file: what was wanted, from where, and how large it is.
        folder: where to lay it by hand.
        reason: "offline" (no connection), "timeout", "checksum" (not the official file), "http 404" and the like, or
            "disk" (cannot be written).
    """

    def __init__(self, file: DownloadFile, folder: Path, reason: str) -> None:
        super().__init__(file, folder, reason)
        self.file, self.folder, self.reason = file, folder, reason

    def __str__(self) -> str:
        return f"{self.file.url}: {self.reason}"


class DownloadCancelled(Exception):
    """The download was called off; what had arrived of the file is removed."""


# One download of a dataset at a time in this process: who asks meanwhile sees the same progress.
_turns = {name: threading.Lock() for name in DATASETS}
_reached: dict[str, tuple[int, int]] = {}


def _ignore(done: int, total: int) -> None:
    pass


def fetch(
    name: str,
    progress: Callable[[int, int], None] = _ignore,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Download what is missing of a dataset into `download_folder`; a file that lies there is left alone.

    The files come from their official places or, where ``LAYERLAB_MIRROR`` is set, from ``<mirror>/<file name>``.

    Args:
        progress: called in this thread about ten times a second with bytes done and bytes in all; never where
            nothing is missing.
        cancelled: asked as often; True calls the download off.

    Raises:
        KeyError: there is no dataset of this name.
        DownloadFailed: a file could not be had.
        DownloadCancelled: ``cancelled`` said so.
    """
    while not _turns[name].acquire(timeout=POLL):
        if cancelled():
            raise DownloadCancelled(name)
        progress(*_reached.get(name, (0, DATASETS[name].bytes)))
    try:
        _fetch_missing(name, progress, cancelled)
    finally:
        _turns[name].release()


def _fetch_missing(name: str, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
    folder = download_folder(name)
    files = [] if is_available(name) else [file for file in DATASETS[name].files if not (folder / file.name).exists()]
    total, before = sum(file.bytes for file in files), 0

    def report(done: int) -> None:
        if cancelled():
            raise DownloadCancelled(name)
        _reached[name] = before + done, total
        progress(before + done, total)

    for file in files:
        report(0)
        _fetch_file(file, folder, report)
        before += file.bytes


def _fetch_file(file: DownloadFile, folder: Path, report: Callable[[int], None]) -> None:
    """Download into a temporary file beside the target; it gets its name when the checksum is right."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = tempfile.NamedTemporaryFile(dir=folder, prefix=f"{file.name}.", suffix=".part", delete=False)  # noqa: SIM115
    except OSError as error:
        raise DownloadFailed(file, folder, "disk") from error
    transfer = _Transfer(file, part)
    try:
        reason = transfer.run(report)
        if reason:
            raise DownloadFailed(file, folder, reason)
        _name_it(Path(part.name), file, folder)
    finally:
        transfer.abandon()


def _name_it(part: Path, file: DownloadFile, folder: Path) -> None:
    try:
        if not (folder / file.name).exists():  # else it was laid by hand meanwhile
            part.chmod(0o644)  # temporary files are private; workers may run as somebody else
            os.replace(part, folder / file.name)
    except OSError as error:
        raise DownloadFailed(file, folder, "disk") from error


class _Abandoned(Exception):
    """Nobody waits for this transfer any more."""


class _Transfer:
    """One file on its way, in a thread of its own: resolving a name or connecting to one address after another
    can take far longer than any time-out that the HTTP library knows of.

    It is also the file object that the downloader writes to.
    """

    def __init__(self, file: DownloadFile, part: IO[bytes]) -> None:
        self._file, self._part = file, part
        algorithm, _, self._digest = file.checksum.partition(":")
        self._hash = hashlib.new(algorithm)
        self._done = 0
        self._reason: str | None = None
        self._abandoned = False
        self._heard = time.monotonic()
        self._thread = threading.Thread(target=self._download, daemon=True, name=f"download {file.name}")

    def run(self, report: Callable[[int], None]) -> str | None:
        """Wait for the file.

        Returns:
            ``None``, or the reason of the failure as in `DownloadFailed`.
        """
        self._thread.start()
        while self._thread.is_alive():
            self._thread.join(POLL)
            report(self._done)
            if time.monotonic() - self._heard > TIMEOUT:
                return "timeout"
        return self._reason

    def abandon(self) -> None:
        """Wait no longer, and leave no half file behind."""
        self._abandoned = True
        with contextlib.suppress(OSError):  # a full disk says so again
            self._part.close()
        Path(self._part.name).unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        if self._abandoned:
            raise _Abandoned
        self._heard = time.monotonic()
        self._done += len(chunk)
        self._hash.update(chunk)
        if self._done > self._file.bytes:
            self._reason = "checksum"
            raise _Abandoned
        try:
            self._part.write(chunk)
        except OSError:
            self._reason = "disk"
            raise _Abandoned from None

    def flush(self) -> None:
        """The downloader asks for it after each chunk; closing is enough."""

    def _download(self) -> None:
        # identity: a .gz must arrive as it is, not unpacked on the way
        get = HTTPDownloader(chunk_size=CHUNK, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})
        try:
            get(_address(self._file), self, None)
            self._part.close()
            if self._hash.hexdigest() != self._digest:
                self._reason = "checksum"
        except _Abandoned:
            pass
        except Exception as error:
            self._reason = _reason_of(error)


def _address(file: DownloadFile) -> str:
    mirror = os.environ.get("LAYERLAB_MIRROR")
    return f"{mirror.rstrip('/')}/{file.name}" if mirror else file.url


def _reason_of(error: Exception) -> str:
    """`DownloadFailed.reason` for what the HTTP library or the disk raised."""
    from requests import exceptions  # as late as pooch itself does: 0.2 s

    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        return f"http {error.response.status_code}"
    # While the body arrives, requests wraps a time-out into a ConnectionError and keeps it as its text only.
    if isinstance(error, exceptions.Timeout) or "timed out" in str(error):
        return "timeout"
    is_disk = isinstance(error, OSError) and not isinstance(error, exceptions.RequestException)
    return "disk" if is_disk else "offline"
