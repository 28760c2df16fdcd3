"""Where files are kept between starts, and for a while; whose they are; and what tells one file from another.

Below `home` lie folders that everybody may see, which can be made anew or downloaded again, and two that not everybody
may: `trained_folder` and `private_root`. What lasts no longer than a process lies in a folder of its own, named after
the process: in `private_root`, or in the system's folder for temporary files. What is not whole yet is named so, too.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, cast

import platformdirs
import psutil

TEMPORARY = "layerlab-"  # what the names of our folders among the system's temporary files begin with
PART, UNFINISHED = ".part", "unfinished-"  # how names end, or begin, until a file is whole
GOING = "going-"  # how the names of folders begin that are being removed
_ABANDONED_SECONDS = 3600.0  # so long nobody leaves a file that is being written
_SWEPT_EVERY = 3600.0
# host, process, when it began (s), and something random, in a name that may have more around it
_OWNED = re.compile(r"(?<![0-9a-f])([0-9a-f]{8})-([0-9]+)-([0-9]+)-[0-9a-z_]+(?:\.[a-z]+)?$")
# A process's beginning as the system tells it moves a little when the clock is set.
_SAME_BEGINNING = 60.0
# Whether a process of another machine lives cannot be told from here.
_LEFT_ALONE = 2 * 86_400.0


def home() -> Path:
    """The folder of everything kept between starts: ``LAYERLAB_HOME`` or the user's cache folder.

    A user without a home, as in a container that runs under a number which is in no list of users, has it below the
    folder that the server was started in.
    """
    named = os.environ.get("LAYERLAB_HOME")
    try:
        return Path(named or platformdirs.user_cache_dir("layerlab")).expanduser()
    except RuntimeError:
        return Path(".layerlab").absolute()


def keras_home() -> Path:
    """Keras's own folder, which we only read: ``KERAS_HOME`` or ``~/.keras``; below `home` for a user without one."""
    try:
        return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    except RuntimeError:
        return home() / "keras"


def shown(path: Path) -> str:
    """A path as pages name it: below ``LAYERLAB_HOME`` or ``KERAS_HOME``, else its last part alone.

    Where these lie on the server is its owner's business, whom its log tells.
    """
    for name, folder in (("LAYERLAB_HOME", home()), ("KERAS_HOME", keras_home())):
        if path.is_relative_to(folder):
            return (PurePosixPath(name) / path.relative_to(folder).as_posix()).as_posix()
    return path.name


def datasets_folder() -> Path:
    """Where datasets and archives of photos are downloaded to and may be laid by hand."""
    return home() / "datasets"


def weights_folder() -> Path:
    """Where weights files may be laid by hand."""
    return home() / "models"


def downloaded_folder() -> Path:
    """Where weights files are downloaded to; nothing else among them is ever written or replaced."""
    return weights_folder() / "downloaded"


def cache_folder() -> Path:
    """Where what takes long to parse is kept; all of it can be made anew."""
    return home() / "cache"


def pictures_folder() -> Path:
    """Where the pictures of sets that everybody may see are kept; all of it can be made anew."""
    return home() / "pictures"


def features_folder() -> Path:
    """Where the features of those pictures are kept; all of it can be made anew."""
    return home() / "features"


def trained_folder() -> Path:
    """Where most trained networks are kept: ``LAYERLAB_PRIVATE``, which workers on other machines must share, or below
    `home`.
    """
    return Path(os.environ.get("LAYERLAB_PRIVATE") or home() / "trained").expanduser()


def private_root() -> Path:
    """Below it every server process has a folder of its own for its visitors' photos."""
    return home() / "private"


def owner_mark() -> str:
    """What the names of this process's own files and folders have before their random part; see `sweep`."""
    process = psutil.Process()
    return f"{_host()}-{process.pid}-{int(process.create_time())}"


def new_part(folder: Path, name: str = "") -> IO[bytes]:
    """A new file beside the one that it becomes when it is whole; whoever asks for it renames or removes it.

    Args:
        name: what its name begins with.

    Raises:
        OSError: the disk cannot be written to.
    """
    return cast(
        IO[bytes],
        tempfile.NamedTemporaryFile(dir=folder, prefix=f"{name}{owner_mark()}-", suffix=PART, delete=False),
    )


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder among the system's temporary files that goes when it is left, or with this process."""
    return tempfile.TemporaryDirectory(prefix=f"{TEMPORARY}{owner_mark()}-", ignore_cleanup_errors=True)


def sweep() -> None:
    """Remove what processes that are no more have left: their own folders, and files that never became whole.

    What names no owner, since others than we have named it, goes when nobody has written to it for an hour.
    """
    for folder in _left_folders():
        shutil.rmtree(folder, ignore_errors=True)
    kept = (datasets_folder(), weights_folder(), cache_folder(), pictures_folder(), features_folder(), private_root())
    parts = (path for folder in kept for path in files_below(folder) if path.suffix == PART)
    networks = (path for folder in (trained_folder(), private_root()) for path in files_below(folder))
    for path in (*parts, *(path for path in networks if path.name.startswith((UNFINISHED, "tmp")))):
        if is_abandoned(path):
            with suppress(OSError):
                path.unlink()


def sweep_hourly(over: threading.Event) -> None:
    """Sweep again and again until that is over: workers come and go while a server lives."""
    while not over.wait(_SWEPT_EVERY):
        sweep()


def files_below(folder: Path) -> Iterator[Path]:
    """All files in a folder and its folders, whatever comes and goes meanwhile."""
    return (Path(inner) / name for inner, _, names in os.walk(folder) for name in names)


def is_abandoned(path: Path) -> bool:
    """Whether nobody will write to this file or folder any more: its process is gone, or it names none and is old."""
    if _OWNED.search(path.name):
        return not _is_in_use(path)
    try:
        return time.time() - path.stat().st_mtime > _ABANDONED_SECONDS
    except OSError:
        return False


def has_checksum(path: Path, checksum: str) -> bool:
    """Whether the file has this checksum, "sha256:..." or "md5:..."; read again only when it changed."""
    algorithm, _, digest = checksum.partition(":")
    return _file_digest(*fingerprint(path), algorithm) == digest


def fingerprint(path: Path) -> tuple[Path, int, int]:
    """The path, time of change in ns and size in bytes: what tells a changed file."""
    status = path.stat()
    return path, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=64)
def _file_digest(path: Path, _changed: int, _size: int, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _left_folders() -> Iterator[Path]:
    for folder in _inside(private_root()):
        if not _is_in_use(folder):
            yield folder
        else:  # what its process, on Windows, could not remove at once
            yield from (path for path in _inside(folder) if path.name.startswith(GOING))
    for folder in _inside(Path(tempfile.gettempdir())):
        if folder.name.startswith(TEMPORARY) and _OWNED.search(folder.name):
            # In a living server's folder are those of its workers' runs, and what Keras writes meanwhile.
            inner = _inside(folder) if _is_in_use(folder) else [folder]
            yield from (path for path in inner if path.name.startswith((TEMPORARY, "tmp")) and is_abandoned(path))


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _is_in_use(path: Path) -> bool:
    named = _OWNED.search(path.name)
    if named is None:
        return False
    host, pid, began = named.groups()
    if host != _host():
        with suppress(OSError):
            return time.time() - path.stat().st_mtime < _LEFT_ALONE
        return False
    try:
        return abs(psutil.Process(int(pid)).create_time() - int(began)) < _SAME_BEGINNING
    except (psutil.Error, OverflowError):
        return False
