"""The gate that every upload passes to its decoder: few at a time, and who has decoded least goes first."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from models.limits import LIMITS

_HALF_LIFE = 240.0  # seconds, in which what a visitor has used is half forgotten
_BUSY_SHARE = 1 / 3  # of the time of the one place that all busy visitors share; others are served beside it
_PATIENCE = 60.0  # seconds
_MOST_KNOWN = 1_000  # visitors


class GateClosed(Exception):
    """Others were before this one for too long."""


@dataclass(eq=False)
class _Passage:
    visitor: str
    size: int
    number: int = field(default_factory=itertools.count().__next__)


class Gate:
    """Who may decode when. Thread-safe.

    Of one visitor one photo is decoded at a time. Whoever has decoded for long shares one place with all who have, and
    it rests for most of the time.

    Args:
        most: bytes that all decoders may take together; a larger one goes alone.
        at_once: how many there are at most.
        free: seconds of decoding within the last minutes after which a visitor is busy.
        patience: seconds that a photo waits for its turn.
    """

    def __init__(
        self, most: int, at_once: int, free: float = LIMITS.decoding_seconds, patience: float = _PATIENCE
    ) -> None:
        self._most, self._at_once, self._free, self._patience = most, at_once, free, patience
        self._turn = threading.Condition()
        self._waiting: list[_Passage] = []
        self._inside: list[_Passage] = []
        self._used: dict[str, tuple[float, float]] = {}  # visitor -> seconds of decoding, and when that was so
        self._busy_from = 0.0

    @contextmanager
    def passage(self, visitor: str, size: int) -> Iterator[None]:
        """Wait for the turn, and decode inside.

        Args:
            visitor: "" for nobody's photo, such as one that comes with the program.
            size: bytes that decoding will take, at most.

        Raises:
            GateClosed: the turn did not come.
        """
        mine = _Passage(visitor, size)
        self._enter(mine)
        started = time.monotonic()
        try:
            yield
        finally:
            self._leave(mine, time.monotonic() - started)

    def _enter(self, mine: _Passage) -> None:
        until = time.monotonic() + self._patience
        with self._turn:
            self._waiting.append(mine)
            try:
                while self._next() is not mine:
                    now = time.monotonic()
                    if now >= until:
                        raise GateClosed
                    # Nobody calls when a busy visitor's rest is over.
                    rest = self._busy_from - now if self._is_busy(mine) else 0.0
                    self._turn.wait(min(until - now, rest) if rest > 0 else until - now)
                self._inside.append(mine)
            finally:
                self._waiting.remove(mine)
                self._turn.notify_all()

    def _leave(self, mine: _Passage, seconds: float) -> None:
        with self._turn:
            self._inside.remove(mine)
            if mine.visitor:
                if self._is_busy(mine):
                    self._busy_from = time.monotonic() + seconds * (1 / _BUSY_SHARE - 1)
                self._note(mine.visitor, seconds)
            self._turn.notify_all()

    def _next(self) -> _Passage | None:
        """The first that may go: of those whose visitors have used least, the one that came first."""
        ready = [one for one in self._waiting if self._may_go(one)]
        return min(ready, key=lambda one: (self._seconds(one.visitor), one.number), default=None)

    def _may_go(self, one: _Passage) -> bool:
        inside = self._inside
        if len(inside) >= self._at_once or (inside and sum(other.size for other in inside) + one.size > self._most):
            return False
        if one.visitor and any(other.visitor == one.visitor for other in inside):
            return False
        if not self._is_busy(one):
            return True
        return time.monotonic() >= self._busy_from and not any(map(self._is_busy, inside))

    def _is_busy(self, one: _Passage) -> bool:
        return self._seconds(one.visitor) > self._free

    def _seconds(self, visitor: str) -> float:
        used, then = self._used.get(visitor, (0.0, 0.0))
        return used * 0.5 ** ((time.monotonic() - then) / _HALF_LIFE) if used else 0.0

    def _note(self, visitor: str, seconds: float) -> None:
        used = self._seconds(visitor) + seconds
        self._used.pop(visitor, None)
        self._used[visitor] = used, time.monotonic()
        if len(self._used) > _MOST_KNOWN:
            del self._used[next(iter(self._used))]  # whoever has been away for longest


GATE = Gate(LIMITS.decoding_bytes, LIMITS.decoding_at_once)
