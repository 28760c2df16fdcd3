"""Where files are kept between starts, and for a while; whose they are; and what tells one file from another.

Below `home` lie folders that everybody may see, which can be made anew or downloaded again, and two that not everybody
may: `trained_folder` and `private_root`. What lasts no longer than a server process lies in a folder of its own, named
after the process: in `private_root`, or in the system's folder for temporary files.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath

import platformdirs
import psutil

TEMPORARY = "layerlab-"  # what the names of our folders among the system's temporary files begin with
PART, UNFINISHED = ".part", "unfinished-"  # how names end, or begin, until a file is whole
_ABANDONED_SECONDS = 3600.0  # so long nobody leaves a file that is being written
# host, process, when it began (s), and something random
_OWNED = re.compile(rf"(?:{TEMPORARY})?([0-9a-f]{{8}})-([0-9]+)-([0-9]+)-[0-9a-z_]+")
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
    """What the names of this process's own folders have before their random part, so that `sweep` spares them."""
    process = psutil.Process()
    return f"{_host()}-{process.pid}-{int(process.create_time())}"


def sweep() -> None:
    """Remove what processes that are no more have left: their own folders, and files that never became whole."""
    private = [folder for folder in private_root().glob("*") if not _is_in_use(folder)]
    temporary = Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*")
    for folder in (*private, *(one for one in temporary if _OWNED.fullmatch(one.name) and not _is_in_use(one))):
        shutil.rmtree(folder, ignore_errors=True)
    kept = (datasets_folder(), weights_folder(), cache_folder(), pictures_folder(), features_folder())
    parts = (part for folder in kept for part in folder.rglob(f"*{PART}"))
    for path in (*parts, *trained_folder().glob(f"{UNFINISHED}*")):
        if is_abandoned(path):
            with suppress(OSError):
                path.unlink()


def is_abandoned(path: Path) -> bool:
    """Whether nobody has written to this file for so long that nobody will."""
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


def _is_in_use(folder: Path) -> bool:
    named = _OWNED.fullmatch(folder.name)
    if named is None:
        return False
    host, pid, began = named.groups()
    if host != _host():
        with suppress(OSError):
            return time.time() - folder.stat().st_mtime < _LEFT_ALONE
        return False
    try:
        return abs(psutil.Process(int(pid)).create_time() - int(began)) < _SAME_BEGINNING
    except (psutil.Error, OverflowError):
        return False
