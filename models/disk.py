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
    if shutil.disk_usage(_nearest(folder)).free - size < LIMITS.disk_reserve_bytes + _SIDE_BY_SIDE:
        raise NoRoom


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
