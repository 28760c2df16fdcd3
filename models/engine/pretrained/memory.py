"""How much memory is left for a network, and giving back what is no longer used."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import psutil


class NotEnoughMemory(Exception):
    """A network would not fit; nothing was loaded.

    Attributes:
        network: its name. needed, available: bytes.
    """

    def __init__(self, network: str, needed: int, available: int) -> None:
        super().__init__(network, needed, available)  # all of them, so that it survives pickling
        self.network, self.needed, self.available = network, needed, available

    def __str__(self) -> str:
        return f"{self.network} needs {self.needed / 1e6:.0f} MB; {self.available / 1e6:.0f} MB are available"


def available_bytes(root: Path = Path("/")) -> int:
    """Memory that this process may still take: what the machine has, and what its control groups allow.

    Args:
        root: of the file system in which Linux shows the control groups.
    """
    return max(0, min([psutil.virtual_memory().available, *_group_bytes(root)]))


def release_memory() -> None:
    """Give everything back that is no longer used. Models are cycles: without a collection they stay."""
    gc.collect()
    trim()


def keep_what_is_loaded() -> None:
    """Take what there is by now out of garbage collections, each of which would hold up training for 0.2 to 0.4 s.

    What is dropped of it later is never given back.
    """
    gc.collect()
    gc.freeze()


def trim() -> None:
    """Give the system what was freed but kept by the C library; takes about two milliseconds."""
    if sys.platform == "linux":
        malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl does not
        if malloc_trim:
            malloc_trim(0)


def _group_bytes(root: Path) -> Iterator[int]:
    """What each control group above this process leaves it; the files that the kernel may drop count as free."""
    for folder in _group_folders(root, ""):
        yield from _left(folder, "memory.max", "memory.current", "inactive_file")
    for folder in _group_folders(root, "memory"):
        yield from _left(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _group_folders(root: Path, controller: str) -> Iterator[Path]:
    """The folders of this process's groups, innermost first; version 2 has no controller names."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:  # "hierarchy:controller,controller:/path"
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            group = PurePosixPath(path.lstrip("/"))
            for inner in (group, *group.parents):
                yield root / "sys/fs/cgroup" / controller / inner


def _left(folder: Path, limit: str, usage: str, cache: str) -> Iterator[int]:
    try:
        most, used = (folder / limit).read_text().strip(), int((folder / usage).read_text())
        statistics = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):  # no such group seen from here, or no limit of its own
        return
    if most != "max":
        yield int(most) - used + int(statistics.get(cache, 0))
