"""Networks that runs have trained, as files which only their visitors are told of; they go when their run is forgotten.

What has learnt from a visitor's own photos lies beside them, in their private folder, and goes when they go.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.disk import check_room
from models.home import UNFINISHED, owner_mark, trained_folder
from models.limits import LIMITS
from models.photo_sets.photo_set import SetMissing
from models.photo_sets.private import TRAINED, check_private_room, private_folder

# Of all visitors together: more than a server keeps, which knows whose they are (`models.jobs.room`) and removes some
# before. Here those go that nobody removed, such as those of a server that was killed.
MOST_FILES, MOST_BYTES = LIMITS.trained_networks * 5 // 4, LIMITS.trained_bytes * 5 // 4
MOST_PRIVATE = LIMITS.private_networks
_NAME = re.compile(r"[0-9a-f]{32}\.keras")

logger = logging.getLogger(__name__)


class ModelGone(Exception):
    """A trained network is not kept any more.

    Attributes:
        file: where it was said to be.
    """

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def keep_model(write: Callable[[Path], object], set_id: str = "", size: int = 0) -> str:
    """Keep a trained network; the oldest ones go when there are too many.

    Args:
        write: writes the file to the path it is given, which ends in ".keras".
        set_id: of the visitor's own photos that it has learnt from, if it has.
        size: bytes that the file will have, about.

    Returns:
        The file's path, which cannot be guessed.

    Raises:
        OSError: there is no room (`NoRoom`), or the disk cannot be written to; nothing is left behind.
        SetMissing: the photos went before their network was there.
    """
    folder = _private(set_id) if set_id else trained_folder()
    (check_private_room if set_id else check_room)(folder, size)
    # Not its parents: photos that have gone must not leave a folder behind again.
    folder.mkdir(parents=not set_id, exist_ok=True, mode=0o700)
    token = secrets.token_hex(16)
    # Under another name until it is whole, so that nobody counts, removes or reads half a file.
    unfinished, path = folder / f"{UNFINISHED}{owner_mark()}-{token}.keras", folder / f"{token}.keras"
    try:
        write(unfinished)
        unfinished.chmod(0o600)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _remove_oldest(folder, MOST_PRIVATE if set_id else MOST_FILES)
    return str(path)


def keep_if_possible(write: Callable[[Path], object], set_id: str = "", size: int = 0) -> tuple[str, bool]:
    """As `keep_model`, but a disk that is full or cannot be written to costs no more than the file.

    Returns:
        The file's path, or "", and whether the disk is why there is none.

    Raises:
        SetMissing: as `keep_model`.
    """
    try:
        return keep_model(write, set_id, size), False
    except OSError as error:
        logger.warning("a trained network could not be kept: %s", error)
        return "", True


def model_path(model_file: str) -> Path:
    """The path of a network that was kept.

    Args:
        model_file: what `keep_model` gave.

    Raises:
        ModelGone: it is not there any more, or never was a file of `keep_model`.
    """
    path = Path(model_file)
    folder = path.parent
    is_private = folder.name == TRAINED and private_folder(folder.parent.name) == folder.parent
    is_ours = (is_private or folder == trained_folder()) and _NAME.fullmatch(path.name)
    if not is_ours or path.is_symlink() or not path.is_file():
        raise ModelGone(model_file)
    return path


def model_bytes(model_file: str) -> int:
    """The size of a network that was kept; 0 if it is not kept any more, or not here."""
    try:
        return model_path(model_file).stat().st_size
    except (ModelGone, OSError):
        return 0


def remove_model(model_file: str) -> None:
    """Remove a network that was kept; nothing happens if it is not kept any more."""
    with suppress(ModelGone, OSError):
        model_path(model_file).unlink(missing_ok=True)


def _private(set_id: str) -> Path:
    folder = private_folder(set_id)
    if folder is None:
        raise SetMissing("own")
    return folder / TRAINED


def _remove_oldest(folder: Path, most: int) -> None:
    """Remove files from the oldest on until the rest is few and small enough; the newest one stays in any case."""
    kept = 0
    for count, (_, size, path) in enumerate(sorted(_states(folder), reverse=True)):
        kept += size
        if count and (count >= most or kept > MOST_BYTES):
            path.unlink(missing_ok=True)


def _states(folder: Path) -> list[tuple[int, int, Path]]:
    """Each file's time of change, size in bytes, and path."""
    states = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another worker has just removed it
            if _NAME.fullmatch(path.name):
                states.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    return states
