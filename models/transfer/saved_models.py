"""Networks that runs have trained, as files which only their visitors are told of."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.home import home

MOST_FILES = 40
MOST_BYTES = 2_000_000_000
_NAME = re.compile(r"[0-9a-f]{32}\.keras")


class ModelGone(Exception):
    """A trained network is not kept any more.

    Attributes:
        file: where it was said to be.
    """

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def models_folder() -> Path:
    """Where they are kept: ``LAYERLAB_PRIVATE``, which workers on other machines must share, or below `home`."""
    return Path(os.environ.get("LAYERLAB_PRIVATE") or home() / "trained").expanduser()


def keep_model(write: Callable[[Path], None]) -> str:
    """Keep a trained network; the oldest ones go when there are too many.

    Args:
        write: writes the file to the path it is given, which ends in ".keras".

    Returns:
        The file's path, which cannot be guessed.

    Raises:
        OSError: the disk is full or cannot be written to.
    """
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    token = secrets.token_hex(16)
    # Under another name until it is whole, so that nobody counts, removes or reads half a file.
    unfinished, path = folder / f"unfinished-{token}.keras", folder / f"{token}.keras"
    try:
        write(unfinished)
        unfinished.chmod(0o600)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _remove_oldest(folder)
    return str(path)


def model_path(model_file: str) -> Path:
    """The path of a network that was kept.

    Args:
        model_file: what `keep_model` gave.

    Raises:
        ModelGone: it is not there any more, or never was a file of `keep_model`.
    """
    path = Path(model_file)
    is_ours = path.parent == models_folder() and _NAME.fullmatch(path.name)
    if not is_ours or path.is_symlink() or not path.is_file():
        raise ModelGone(model_file)
    return path


def forget_model(model_file: str) -> None:
    """Remove a network. Nothing happens where it is gone already."""
    with suppress(ModelGone, FileNotFoundError):
        model_path(model_file).unlink()


def _remove_oldest(folder: Path) -> None:
    """Remove files from the oldest on until the rest is few and small enough; the newest one stays in any case."""
    kept = 0
    for count, (_, size, path) in enumerate(sorted(_states(folder), reverse=True)):
        kept += size
        if count and (count >= MOST_FILES or kept > MOST_BYTES):
            path.unlink(missing_ok=True)


def _states(folder: Path) -> list[tuple[int, int, Path]]:
    """Each file's time of change, size in bytes, and path."""
    states = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another worker has just removed it
            if _NAME.fullmatch(path.name):
                states.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    return states
