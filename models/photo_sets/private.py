"""Private folders of visitors' photos: they go with the session, and with the server process at the latest."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from models.disk import NoRoom, check_room, fair_share
from models.home import GOING, files_below, owner_mark, private_root
from models.limits import LIMITS

TRAINED = "trained"  # in a private folder: the networks that have learnt from its photos
_taking = threading.Lock()
_SET_ID = re.compile(r"[0-9a-f]{32}")


class PrivateFull(NoRoom):
    """The photos of all visitors together take all the room that the limits leave them."""

    def __init__(self, what: str = "too little room for visitors' photos") -> None:
        super().__init__(what)


def new_private() -> str:
    """Make an empty private folder, which only this user may open.

    Returns:
        The id under which `private_folder` finds it from any process; it cannot be guessed.

    Raises:
        OSError: the disk cannot be written to.
    """
    set_id = secrets.token_hex(16)
    (_server_folder(private_root(), os.getpid()) / set_id).mkdir(mode=0o700)
    return set_id


def check_private_room(folder: Path, size: int) -> None:
    """Say whether so much may be written into a private folder.

    Args:
        size: bytes.

    Raises:
        NoRoom: the disk has no room for it, or, a `PrivateFull`, visitors' photos together have no more: by the limits,
            or since networks, features and downloads need some as well.
        OSError: the disk cannot be asked.
    """
    check_room(folder, size)
    taken = private_bytes()
    if taken + size > min(LIMITS.private_bytes, fair_share(folder, taken)):
        raise PrivateFull


def private_bytes() -> int:
    """What lies in all private folders together; a file with two names counts once."""
    sizes: dict[tuple[int, int], int] = {}
    for path in files_below(private_root()):
        with suppress(OSError):  # it has just gone
            state = path.lstat()
            if stat.S_ISREG(state.st_mode):
                sizes[state.st_dev, state.st_ino] = state.st_size
    return sum(sizes.values())


@contextmanager
def taking_room(folder: Path, size: int) -> Iterator[None]:
    """Ask for room as `check_private_room` does; meanwhile nobody else of this process is told that it is his."""
    with _taking:
        check_private_room(folder, size)
        yield


def private_folder(set_id: str) -> Path | None:
    """The private folder of this id; ``None`` where there is none (any more), or what is asked for is no id."""
    if not _SET_ID.fullmatch(set_id):
        return None
    return next((path for path in private_root().glob(f"*/{set_id}") if path.is_dir()), None)


def forget_photos(set_id: str) -> None:
    """Remove a visitor's photos and their features; the networks that learnt from them stay until `forget_own`."""
    folder = private_folder(set_id)
    if folder is None or not (folder / TRAINED).is_dir():
        forget_own(set_id)
        return
    for path in folder.iterdir():
        if path.is_dir() and path.name != TRAINED:
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_file():
            with suppress(OSError):  # on Windows, while a worker looks at it; then it goes with the folder
                path.unlink()


def forget_own(set_id: str) -> None:
    """Remove a visitor's photos and everything made of them. Nothing happens where they are gone already."""
    folder = private_folder(set_id)
    if folder is None:
        return
    # Renamed first: a worker that is writing into it would keep it alive, with what it wrote.
    going = folder.with_name(f"{GOING}{secrets.token_hex(8)}")
    try:
        folder.rename(going)
    except OSError:  # on Windows, while somebody has a file of it open
        going = folder
    shutil.rmtree(going, ignore_errors=True)


def forget_all() -> None:
    """Remove the photos of all visitors of this server process, and everything made of them: it ends.

    A server that is told to end by a signal does not come to what is registered for its exit.
    """
    for folder in private_root().glob(f"{owner_mark()}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    _server_folder.cache_clear()


@lru_cache
def _server_folder(root: Path, _pid: int) -> Path:
    folder = root / f"{owner_mark()}-{secrets.token_hex(16)}"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
