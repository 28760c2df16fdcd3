"""How the web server's process is kept quick for all of its sessions."""

from __future__ import annotations

import gc
import heapq
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Lock

from threadpoolctl import threadpool_limits

from models.memory import give_back, share_free_memory

_modules_frozen = 0
_PATIENCE = 10.0  # what takes a second goes before what takes one more and came up to so many seconds earlier


class Gate:
    """Lets one through at a time: of those who wait whoever is done soonest, but nobody waits for ever.

    Attributes:
        is_taken: somebody passes.
    """

    def __init__(self) -> None:
        self._lock, self._order = Lock(), count()
        self.is_taken = False
        self._waiting: list[tuple[float, int, Event]] = []  # when each is due, whoever came first, and how it is told

    @contextmanager
    def passing(self, seconds: float) -> Iterator[None]:
        """Wait for one's turn, and have it.

        Args:
            seconds: that it will take, about.
        """
        turn = self._queue(seconds)
        if turn is not None:
            turn.wait()
        try:
            yield
        finally:
            self._next()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def _queue(self, seconds: float) -> Event | None:
        with self._lock:
            if not self.is_taken:
                self.is_taken = True
                return None
            turn = Event()
            heapq.heappush(self._waiting, (time.monotonic() + _PATIENCE * seconds, next(self._order), turn))
            return turn

    def _next(self) -> None:
        with self._lock:
            self.is_taken = bool(self._waiting)
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()


_LARGE_SECONDS = 0.1
gate = Gate()


@contextmanager
def one_large_at_a_time(seconds: float) -> Iterator[None]:
    """Compute something for a page or the channel, where that takes long after what others compute.

    So what visitors ask for takes one core at most, Python's lock in one thread at most, and the memory of one.

    Args:
        seconds: of CPU time that it takes, about.
    """
    if seconds < _LARGE_SECONDS:
        yield
        return
    with gate.passing(seconds):
        try:
            yield
        finally:
            give_back()  # before the next one passes


def begin_process() -> None:
    """Keep what this process takes small. Call it first.

    Matrix products get one thread. Theirs would wait for one another, and for the workers that use every core: a
    picture of the instant pages took up to ten times as long on a busy machine.
    """
    threadpool_limits(1)
    share_free_memory()


def settle_process() -> None:
    """Take what is loaded by now out of garbage collection, which would look through all of it again and again.

    Runs again only when a page has loaded more.
    """
    global _modules_frozen
    if len(sys.modules) > _modules_frozen:
        _modules_frozen = len(sys.modules)
        gc.collect()
        gc.freeze()
