"""The one clock of a run: what its reader waits for, its pauses left out."""

from __future__ import annotations

import time
from collections.abc import Callable


class RunClock:
    """Stands still until it is started, and while it is paused.

    Args:
        clock: gives seconds, such as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._passed = 0.0
        self._going_since: float | None = None

    @property
    def seconds(self) -> float:
        """Wall time since the start, pauses left out."""
        return self._passed + (0.0 if self._going_since is None else self._clock() - self._going_since)

    def go(self) -> None:
        """Start, or go on after a pause."""
        self._going_since = self._clock()

    def pause(self) -> None:
        """Stand still."""
        self._passed, self._going_since = self.seconds, None
