"""What a server takes of the machine while it is watched: memory of its processes, room on its disk."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_EVERY_SECONDS = 0.5


def megabytes(process_id: int) -> float:
    """Memory of a process, what it shares with others in parts (PSS); 0 of one that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


class Footprint:
    """Looks twice a second, for a ``with`` block.

    Args:
        server: the web server's process. processes: gives all of the server's, the web server too.
        folder: on the disk that is watched.
        most: MB that all may take together. exceeded: called when they take more; the kernel sees to it otherwise.

    Attributes:
        server_peak, tree_peak: MB of the web server, and of all together, at most.
        disk_left: MB, at least.
    """

    def __init__(
        self,
        server: int,
        processes: Callable[[], Iterable[int]],
        folder: Path,
        most: float,
        exceeded: Callable[[], None],
    ) -> None:
        self._server, self._processes, self._folder = server, processes, folder
        self._most, self._exceeded = most, exceeded
        self.server_peak = self.tree_peak = 0.0
        self.disk_left = float("inf")
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="footprint", daemon=True)

    def __enter__(self) -> Footprint:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._is_over.wait(_EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """Look once."""
        sizes = {process: megabytes(process) for process in {self._server, *self._processes()}}
        together = sum(sizes.values())
        self.server_peak, self.tree_peak = max(self.server_peak, sizes[self._server]), max(self.tree_peak, together)
        self.disk_left = min(self.disk_left, shutil.disk_usage(self._folder).free / 1e6)
        if together > self._most:
            self._exceeded()


def leftovers(home: Path, temporary: Path) -> list[str]:
    """Files that a server should not have left behind: partial, private and temporary ones.

    Args:
        home: its LAYERLAB_HOME. temporary: its folder for temporary files.
    """
    private = [path for folder in ("private", "trained") for path in (home / folder).rglob("*")]
    partial = [path for path in home.rglob("*") if ".part" in path.name or path.name.startswith(("unfinished-", "tmp"))]
    return sorted({str(path) for path in (*private, *partial, *temporary.rglob("*")) if path.is_file()})
