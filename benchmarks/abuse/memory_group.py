"""A control group of the kernel that holds a process, and all that it starts, to so much memory."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_END_SECONDS = 10.0


class MemoryGroup:
    """One group. It is version 2 of the kernel's, or version 1.

    Attributes:
        joining: a command that joins the group and becomes the one that it is given as arguments.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        is_new = (folder / "memory.max").exists()
        (folder / ("memory.max" if is_new else "memory.limit_in_bytes")).write_text(str(most))
        # What is swapped would be slow, not refused.
        with suppress(OSError):  # no swap, or a kernel that does not count it
            swap, value = ("memory.swap.max", 0) if is_new else ("memory.memsw.limit_in_bytes", most)
            (folder / swap).write_text(str(value))
        self._events = folder / ("memory.events" if is_new else "memory.oom_control")
        self.joining = ("sh", "-c", 'echo $$ > "$0" && exec "$@"', str(folder / "cgroup.procs"))

    @property
    def processes(self) -> list[int]:
        """Who is in it."""
        return [int(line) for line in (self._folder / "cgroup.procs").read_text().split()]

    @property
    def killed(self) -> int:
        """How many processes the kernel has ended since there was no memory left."""
        told = dict(line.split() for line in self._events.read_text().splitlines())
        return int(told.get("oom_kill", 0))

    def end(self) -> None:
        """End whoever is left in it, and remove it."""
        deadline = time.monotonic() + _END_SECONDS
        while self.processes and time.monotonic() < deadline:
            for process in self.processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)
        self._folder.rmdir()


@contextmanager
def memory_group(most: int) -> Iterator[MemoryGroup | None]:
    """A group for so many bytes, which is gone afterwards; ``None`` where none can be made."""
    group = _made(most)
    try:
        yield group
    finally:
        if group is not None:
            group.end()


def _made(most: int) -> MemoryGroup | None:
    for parent in _parents():
        folder = parent / f"layerlab-abuse-{os.getpid()}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            return MemoryGroup(folder, most)
        except OSError:  # the kernel's memory is no business of the groups here
            folder.rmdir()
    return None


def _parents() -> Iterator[Path]:
    """Where a group may be: below this process's own of version 1, or at the root of version 2."""
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if "memory" in controllers.split(","):
                yield _GROUPS / "memory" / path.lstrip("/")
                yield _GROUPS / "memory"
    if (_GROUPS / "cgroup.controllers").exists():
        with suppress(OSError):
            (_GROUPS / "cgroup.subtree_control").write_text("+memory")
        yield _GROUPS
