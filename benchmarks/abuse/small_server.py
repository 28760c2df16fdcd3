"""The app on a small machine: under 2 GB of memory, with one worker, its data on a disk of 4 GB."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

from benchmarks.abuse.footprint import Footprint, leftovers
from benchmarks.abuse.memory_group import MemoryGroup, memory_group
from benchmarks.abuse.small_disk import small_disk
from benchmarks.app_server import AppServer
from benchmarks.figures import Figures, Say

MEGABYTES = 2000
_MEMORY, _DISK = 2_000_000_000, 4_000_000_000
_END_SECONDS = 60.0
_SWEPT_SECONDS = 60.0
_TRACEBACK = "Traceback (most recent call last)"


class SmallServer(AppServer):
    """The app, watched.

    Args:
        group: what holds its memory; ``None`` if it has to be watched. folder: on its disk.

    Attributes:
        footprint: what it has taken so far.
    """

    footprint: Footprint

    def __init__(self, group: MemoryGroup | None, folder: Path) -> None:
        self._group, self._home, self._temporary = group, folder / "home", folder / "temporary"
        self._log_file = folder.parent / "log.txt"  # what the app says is not the app's data
        self._temporary.mkdir()
        environment = {
            **os.environ,
            "LAYERLAB_WORKERS": "1",
            "LAYERLAB_MEMORY_MB": str(MEGABYTES),
            "LAYERLAB_HOME": str(self._home),
            "TMPDIR": str(self._temporary),
        }
        self._is_too_large = False
        self._watching: ExitStack | None = None
        super().__init__("app.py", environment, group.joining if group else (), self._log_file)

    def __enter__(self) -> SmallServer:
        super().__enter__()
        most = float("inf") if self._group else MEGABYTES
        self.footprint = Footprint(self._process.pid, self._processes, self._temporary, most, self._kill)
        self._watching = ExitStack()
        self._watching.enter_context(self.footprint)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def is_alive(self) -> bool:
        """Whether the web server goes on."""
        return self._process.poll() is None

    @property
    def killed(self) -> int:
        """How many of its processes were ended since it took more memory than it may."""
        return (self._group.killed if self._group else 0) + self._is_too_large

    @property
    def log(self) -> str:
        """All that its processes have said, which is little unless something is wrong."""
        return self._log_file.read_text("utf-8", "replace")

    @property
    def tracebacks(self) -> int:
        """How many errors the log tells with where they came from."""
        return self.log.count(_TRACEBACK)

    def end(self) -> bool:
        """End it as the system does; returns whether all its processes were gone within a minute."""
        if self._watching is None:
            return True
        self._watching.close()
        self._watching = None
        family = [process for pid in self._processes() for process in _found(pid)]
        self._process.terminate()
        _, left = psutil.wait_procs(family, _END_SECONDS)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        return not left

    def left_behind(self, say: Say) -> int:
        """How many files it has left that it should not have, a minute after its end."""
        time.sleep(_SWEPT_SECONDS)
        found = leftovers(self._home, self._temporary)
        for path in found[:20]:
            say("left behind:", path)
        return len(found)

    def figures(self) -> Figures:
        """What it has taken so far."""
        footprint = self.footprint
        return {
            "server_peak_mb": footprint.server_peak,
            "tree_peak_mb": footprint.tree_peak,
            "disk_left_mb": footprint.disk_left,
        }

    def _processes(self) -> list[int]:
        if self._group is not None:
            return self._group.processes
        with suppress(psutil.NoSuchProcess):
            return [self._process.pid, *(child.pid for child in self._watched.children(recursive=True))]
        return []

    def _kill(self) -> None:
        """Do what the kernel would: end the largest process."""
        self._is_too_large = True
        for process in sorted((one for pid in self._processes() for one in _found(pid)), key=_resident)[-1:]:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def _found(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [psutil.Process(pid)]
    return []


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return process.memory_info().rss
    return 0


@contextmanager
def small_server(say: Say) -> Iterator[SmallServer]:
    """The app under these bounds; all of it is gone afterwards, also when this process is asked to end."""
    with ExitStack() as stack:
        folder, is_mounted = stack.enter_context(small_disk(_DISK))
        if not is_mounted:
            say("No file system of 4 GB can be mounted here: the data lie on the machine's own disk.")
        group = stack.enter_context(memory_group(_MEMORY))
        if group is None:
            say("No control group for memory can be made here: what the processes take is watched instead.")
        yield stack.enter_context(SmallServer(group, folder))
