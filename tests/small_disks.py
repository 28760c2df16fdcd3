"""Disks that take nothing any more: a small file system of their own, filled up."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def full_disk(folder: Path) -> Iterator[Path]:
    """A file system of 1 MB in this folder of which 8 kB are free; without root, and its right to mount, it skips."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"needs root, to mount a small file system: {mounted.stderr.strip()}")
    try:
        with (folder / "filling").open("wb") as file:
            free = os.statvfs(folder)
            file.write(bytes(free.f_bavail * free.f_frsize - 8192))
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
