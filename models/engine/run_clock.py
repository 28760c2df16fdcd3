"""The one clock of a run: what it takes of its process, its pauses and the wait for other runs left out."""

from __future__ import annotations

import time
from collections.abc import Callable


class RunClock:
    """Stands still until it is started, and between the turns of its run.

    Args:
        clock: gives seconds, such as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed = 0.0
        self._going_since: float | None = None

    @property
    def seconds(self) -> float:
        """What the run took so far."""
        return self._passed + (0.0 if self._going_since is None else self._clock() - self._going_since)

    def go(self) -> None:
        """Start, or go on."""
        self._going_since = self._clock()

    def pause(self) -> None:
        """Stand still."""
        self._passed, self._going_since = self.seconds, None
