"""A small file system for a server's data, so that what fills it fills nothing else."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(most: int) -> Iterator[tuple[Path, bool]]:
    """A folder on a file system of so many bytes, and whether it is one; it is gone afterwards.

    It is made in a file, not in memory, which would count as the server's. Where this user may mount nothing, or the
    system is another one, it is a folder like others.
    """
    with tempfile.TemporaryDirectory(prefix="abuse-") as outside:
        image, folder = Path(outside) / "image", Path(outside) / "disk"
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(most)  # takes room as it is filled
        is_mounted = _succeeds("mkfs.ext4", "-q", "-m", "0", str(image)) and _succeeds(
            "mount", "-o", "loop", str(image), str(folder)
        )
        try:
            yield folder, is_mounted
        finally:
            if is_mounted:
                _succeeds("umount", str(folder)) or _succeeds("umount", "--lazy", str(folder))


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:  # there is no such program
        return False
