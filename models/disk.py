"""Room on disk: whoever writes asks first, so that some of it always stays free for the machine."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO

from models.limits import LIMITS

# What others may write between being told that there is room and having written.
_SIDE_BY_SIDE = 32_000_000


class NoRoom(OSError):
    """A file was not written since the disk would be too full then; as if it were full."""

    def __init__(self, what: str = "too little room on the disk") -> None:
        super().__init__(errno.ENOSPC, what)

    def __reduce__(self) -> tuple:
        return type(self), (self.strerror,)


def check_room(folder: Path, size: int) -> None:
    """Say whether so much may be written there: what is free afterwards must be more than the limits keep free.

    Args:
        folder: that will hold the file; it need not be there yet.
        size: bytes.

    Raises:
        NoRoom: it may not.
        OSError: the disk cannot be asked.
    """
    if size > room_left(folder):
        raise NoRoom


def room_left(folder: Path) -> int:
    """Bytes that may still be written there, below 0 where that is too little already.

    Raises:
        OSError: the disk cannot be asked.
    """
    return shutil.disk_usage(_nearest(folder)).free - LIMITS.disk_reserve_bytes - _SIDE_BY_SIDE


def fair_share(folder: Path, taken: int) -> int:
    """Bytes that one kind of files may take: no more than is left for the others.

    Args:
        taken: that files of this kind take now.

    Raises:
        OSError: the disk cannot be asked.
    """
    return (room_left(folder) + taken) // 2


def set_aside(file: IO[bytes], size: int) -> bool:
    """Give a new file its length, and have the system keep the room for it where it can.

    Returns:
        Whether nobody else can take the room any more.

    Raises:
        OSError: the disk is full.
    """
    try:
        os.posix_fallocate(file.fileno(), 0, size)  # type: ignore[attr-defined, unused-ignore]
        return True
    except AttributeError:  # not on this system
        pass
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
    file.truncate(size)
    return False


def write_through(file: IO[bytes]) -> None:
    """Have an open file on the disk itself, before it gets the name by which it is trusted.

    Otherwise a power cut could leave a file of the right length, full of zeros.
    """
    file.flush()
    with suppress(OSError):  # a file system that cannot
        os.fsync(file.fileno())


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one around it that is there."""
    return next((path for path in (folder, *folder.parents) if path.exists()), folder)
