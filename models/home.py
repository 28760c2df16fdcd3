"""Where files are kept between starts, and what tells one file from another."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import platformdirs


def home() -> Path:
    """The folder of everything kept between starts: ``LAYERLAB_HOME`` or the user's cache folder."""
    return Path(os.environ.get("LAYERLAB_HOME") or platformdirs.user_cache_dir("layerlab")).expanduser()


def keras_home() -> Path:
    """Keras's own folder, which we only read: ``KERAS_HOME`` or ``~/.keras``."""
    return Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()


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
