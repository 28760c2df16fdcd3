"""Downloading files from their official places, or from a mirror, each held to its checksum."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from models.disk import NoRoom, check_room, write_through
from models.home import new_part

TIMEOUT = 5.0  # seconds without a single byte
POLL = 0.1
CHUNK = 64 * 1024
MOST_TIMES_EXPECTED = 1.5  # a file that is larger than this is not the one we want, and need not fill the disk

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DownloadFile:
    """One file that is downloaded.

    Attributes:
        name: the file's name on disk and on a mirror.
        url: its official place.
        checksum: "sha256:..." or "md5:..." as published, in hexadecimal; "" where none is published, and whoever
            asked for the file looks at what it holds.
        bytes: its size, as far as it is known; what the server says goes before it.
    """

    name: str
    url: str
    checksum: str
    bytes: int


class DownloadFailed(Exception):
    """A file could not be had.

    Attributes:
        file: what was wanted, from where, and how large it is.
        folder: where to lay it by hand.
        reason: "offline" (no connection), "timeout", "checksum" (not the official file), "http 404" and the like,
            "disk" (cannot be written), or "full" (too little room for it would stay free on the disk).
    """

    def __init__(self, file: DownloadFile, folder: Path, reason: str) -> None:
        super().__init__(file, folder, reason)
        self.file, self.folder, self.reason = file, folder, reason

    def __str__(self) -> str:
        return f"{self.file.url}: {self.reason}"


def visitors_may_download() -> bool:
    """Whether pages offer downloads: not with ``LAYERLAB_DOWNLOADS=off``, where `models.fetch` is the owner's way."""
    return os.environ.get("LAYERLAB_DOWNLOADS", "").strip().lower() not in ("off", "0", "no", "false")


# One download of the same files at a time in this process: who asks meanwhile sees the same progress.
_turns: dict[tuple[Path, ...], threading.Lock] = {}
_reached: dict[tuple[Path, ...], tuple[int, int]] = {}


def no_progress(done: int, total: int) -> None:
    """Nobody looks."""


def fetch_files(
    files: Sequence[DownloadFile],
    folder: Path,
    progress: Progress = no_progress,
    good: Callable[[Path], bool] = Path.exists,
) -> None:
    """Download what is missing of these files into a folder.

    The files come from their official places or, where ``LAYERLAB_MIRROR`` is set, from ``<mirror>/<file name>``.

    Args:
        progress: called in this thread about ten times a second with bytes done and bytes in all; never where
            nothing is missing. What it raises calls the download off, and what had arrived of the file is removed.
        good: whether what lies at a path is left alone; anything else there is replaced once the new file is whole.

    Raises:
        DownloadFailed: a file could not be had.
    """
    turn = tuple(folder / file.name for file in files)
    lock = _turns.setdefault(turn, threading.Lock())
    while not lock.acquire(timeout=POLL):
        progress(*_reached.get(turn, (0, sum(file.bytes for file in files))))
    try:
        _Visit(folder, turn, progress, good).fetch([file for file in files if not good(folder / file.name)])
    finally:
        _reached.pop(turn, None)
        lock.release()


@dataclass(frozen=True)
class _Visit:
    """One call of `fetch_files` whose turn it is."""

    folder: Path
    turn: tuple[Path, ...]
    progress: Progress
    good: Callable[[Path], bool]

    def fetch(self, missing: list[DownloadFile]) -> None:
        before = 0
        for number, file in enumerate(missing):
            after = sum(later.bytes for later in missing[number + 1 :])
            before += self._fetch_one(file, before, after)

    def _fetch_one(self, file: DownloadFile, before: int, after: int) -> int:
        """Download into a temporary file beside the target; it gets its name when the checksum is right.

        Returns:
            Its size in bytes.
        """

        def report(done: int, size: int) -> None:
            _reached[self.turn] = before + done, before + size + after
            self.progress(*_reached[self.turn])

        report(0, file.bytes)
        try:
            check_room(self.folder, file.bytes)
            self.folder.mkdir(parents=True, exist_ok=True)
            part = new_part(self.folder, f"{file.name}.")
        except OSError as error:
            raise DownloadFailed(file, self.folder, _reason_of_disk(error)) from error
        transfer = _Transfer(file, part)
        try:
            reason = transfer.run(report)
            if reason:
                raise DownloadFailed(file, self.folder, reason)
            self._name_it(Path(part.name), file)
        finally:
            transfer.abandon()
        return transfer.total

    def _name_it(self, part: Path, file: DownloadFile) -> None:
        try:
            if not self.good(self.folder / file.name):  # else it was laid by hand meanwhile
                with part.open("rb+") as whole:
                    write_through(whole)
                part.chmod(0o644)  # temporary files are private; workers may run as somebody else
                os.replace(part, self.folder / file.name)
        except OSError as error:
            raise DownloadFailed(file, self.folder, "disk") from error


class _Abandoned(Exception):
    """Nobody waits for this transfer any more."""


class _Transfer:
    """One file on its way, in a thread of its own: resolving a name or connecting to one address after another
    can take far longer than any time-out that the HTTP library knows of.

    Attributes:
        total: the file's size in bytes: as expected, or as the server says.
    """

    def __init__(self, file: DownloadFile, part: IO[bytes]) -> None:
        self._file, self._part = file, part
        self.total = file.bytes
        algorithm, _, self._digest = file.checksum.partition(":")
        self._hash = hashlib.new(algorithm or "sha256")
        self._done = 0
        self._reason: str | None = None
        self._abandoned = False
        self._heard = time.monotonic()
        self._thread = threading.Thread(target=self._download, daemon=True, name=f"download {file.name}")

    def run(self, report: Progress) -> str | None:
        """Wait for the file.

        Returns:
            ``None``, or the reason of the failure as in `DownloadFailed`.
        """
        self._thread.start()
        while True:
            self._thread.join(POLL)
            report(self._done, max(self._done, self.total or self._file.bytes))
            if not self._thread.is_alive():
                return self._reason
            if time.monotonic() - self._heard > TIMEOUT:
                return "timeout"

    def abandon(self) -> None:
        """Wait no longer, and leave no half file behind."""
        self._abandoned = True
        with contextlib.suppress(OSError):  # a full disk says so again
            self._part.close()
        Path(self._part.name).unlink(missing_ok=True)

    def _take(self, chunk: bytes) -> None:
        if self._abandoned:
            raise _Abandoned
        self._heard = time.monotonic()
        self._done += len(chunk)
        self._hash.update(chunk)
        if self._done > MOST_TIMES_EXPECTED * self._file.bytes:
            self._reason = "checksum"
            raise _Abandoned
        try:
            check_room(Path(self._part.name).parent, len(chunk))  # others write meanwhile
            self._part.write(chunk)
        except OSError as error:
            self._reason = _reason_of_disk(error)
            raise _Abandoned from None

    def _download(self) -> None:
        import requests  # as late as here: 0.2 s

        # identity: a .gz must arrive as it is, not unpacked on the way
        identity = {"Accept-Encoding": "identity"}
        try:
            with requests.get(_address(self._file), stream=True, timeout=TIMEOUT, headers=identity) as response:
                response.raise_for_status()
                self.total = int(response.headers.get("Content-Length", 0))
                for chunk in response.iter_content(CHUNK):
                    self._take(chunk)
            self._part.close()
            self.total = self._done
            if self._digest and self._hash.hexdigest() != self._digest:
                self._reason = "checksum"
        except _Abandoned:
            pass
        except Exception as error:
            self._reason = _reason_of(error)


def _address(file: DownloadFile) -> str:
    mirror = os.environ.get("LAYERLAB_MIRROR")
    return f"{mirror.rstrip('/')}/{file.name}" if mirror else file.url


def _reason_of_disk(error: OSError) -> str:
    return "full" if isinstance(error, NoRoom) else "disk"


def _reason_of(error: Exception) -> str:
    """`DownloadFailed.reason` for what the HTTP library or the disk raised."""
    from requests import exceptions

    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        return f"http {error.response.status_code}"
    # While the body arrives, requests wraps a time-out into a ConnectionError and keeps it as its text only.
    if isinstance(error, exceptions.Timeout) or "timed out" in str(error):
        return "timeout"
    is_disk = isinstance(error, OSError) and not isinstance(error, exceptions.RequestException)
    return "disk" if is_disk else "offline"
