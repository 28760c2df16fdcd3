"""How much memory there is for this process and its children, and what each does so that it is enough."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

import psutil

_M_ARENA_MAX, _POOLS = -8, 2  # the first is glibc's own number
_ENDED_FIRST = "500"  # of 1000, and the web server has 0


def available_bytes(root: Path = Path("/")) -> int:
    """Memory that this process may still take: what the machine has, and what its control groups allow.

    Args:
        root: of the file system in which Linux shows the control groups.
    """
    return max(0, min([psutil.virtual_memory().available, *_group_bytes(root)]))


def allowed_bytes(root: Path = Path("/")) -> int:
    """Memory that all processes of the server may take together, whether it is in use or not.

    The least of what the machine has, what its control groups allow, and ``LAYERLAB_MEMORY_MB``.

    Args:
        root: as for `available_bytes`.
    """
    return min([psutil.virtual_memory().total, *_group_limits(root), *_wished()])


def _wished() -> Iterator[int]:
    wished = os.environ.get("LAYERLAB_MEMORY_MB", "")
    if wished.isdecimal() and int(wished):
        yield int(wished) * 1_000_000


def _group_limits(root: Path) -> Iterator[int]:
    files = [("", "memory.max"), ("memory", "memory.limit_in_bytes")]
    for folder, name in ((folder, name) for controller, name in files for folder in _group_folders(root, controller)):
        with suppress(OSError, ValueError):  # no such group seen from here, or "max"
            yield int((folder / name).read_text())


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


def give_back() -> None:
    """Have what was freed go back to the system, which the C library puts off where many threads use much in turn."""
    trim = _of_c_library("malloc_trim")
    if trim is not None:
        trim(0)


def share_free_memory() -> None:
    """Have this process's threads use what others of them have freed. Call it before there are many threads.

    Else the C library gives each a pool of its own, and what one has freed no other can have.
    """
    mallopt = _of_c_library("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _POOLS)


def give_way_to_server() -> None:
    """Have the system end this process, and not the web server, when there is no memory left; on Linux."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_ENDED_FIRST)


@cache
def _of_c_library(name: str) -> Callable[..., int] | None:
    try:
        return getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # it is not glibc
        return None
