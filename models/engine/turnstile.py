"""Whose turn it is to train: the runs of a process take turns, a slice of time each."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

# All runs have had a slice within so many seconds, unless there are so many that a slice becomes the shortest.
_ROUND = 1.0
_SHORTEST, _LONGEST = 0.02, 0.2


class Turnstile:
    """Lets one run through at a time, round by round. Thread-safe.

    A run goes on until the border, where it can be interrupted, that is closest to the end of its slice. One that
    begins, was told something, or comes back from a wait, is next for the shortest slice, in turn with those that only
    wait: else they would stand still while a class comes in. A large run, whose pieces are longer than a slice, waits
    until the small ones had as much time as its last turn took. Runs that nobody follows have together what one has
    that somebody follows, for as long as there is one.

    Args:
        clock: gives seconds, such as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._inside = 0  # runs that have begun and not ended, wherever they are
        self._urgent: deque[Turn] = deque()
        self._waiting: deque[Turn] = deque()
        self._unfollowed: deque[Turn] = deque()  # of those that wait
        self._turns_since = 0  # one of these had its turn
        self._was_urgent = False
        self._current: Turn | None = None
        self._last: Turn | None = None
        self._large_seconds = self._small_seconds = 0.0  # of the last turn of a large run, of all small ones since

    def slice_seconds(self, turn: Turn) -> float:
        """How long a run may go on that gets its turn now."""
        if turn.is_large:
            return _LONGEST
        waiting = [*self._urgent, *self._waiting]
        waiting += list(self._unfollowed)[: 1 if waiting or turn.is_followed() else None]
        small = 1 + sum(not other.is_large for other in waiting)
        shares = small if small > len(waiting) else 2 * small  # large runs together get as much as all small ones
        return min(max(_ROUND / shares, _SHORTEST), _LONGEST)

    # The rest is for `Turn`, and wants the lock to be held.

    def _pass_on(self) -> None:
        turn = self._next() if self._current is None else None
        if turn is not None:
            seconds = _SHORTEST if self._was_urgent else self.slice_seconds(turn)
            self._current = turn
            turn._since = self._clock()
            turn._until = turn._since + seconds
            turn._border = turn._since
            turn._called.notify()

    def _next(self) -> Turn | None:
        was_urgent, self._was_urgent = self._was_urgent, False
        if self._urgent and not (was_urgent and (self._waiting or self._unfollowed)):
            self._was_urgent = True
            return self._urgent.popleft()
        waiting = [*self._waiting, *self._unfollowed]
        owed = self._small_seconds < self._large_seconds and not all(turn.is_large for turn in waiting)
        is_their_turn = self._turns_since >= len(self._waiting)
        for queue in (self._unfollowed, self._waiting) if is_their_turn else (self._waiting, self._unfollowed):
            turn = next((turn for turn in queue if not (owed and turn.is_large)), None)
            if turn is not None:
                queue.remove(turn)
                self._turns_since = 0 if queue is self._unfollowed else self._turns_since + 1
                return turn
        return None

    def _end(self, turn: Turn) -> None:
        seconds = self._clock() - turn._since
        if turn.is_large:
            self._large_seconds, self._small_seconds = seconds, 0.0
        else:
            self._small_seconds += seconds
        self._current = None
        self._pass_on()


class Turn:
    """A run's turns, one after the other; used by the thread of the run, `hurry` by any.

    ``with turn:`` waits for the first one and ends the last one; inside, `border` and `away` let others through.

    Args:
        taken: called at the beginning of each turn, with whether to tell of it: another run had its turn since this one
            had it, and may have it next. left: called at the end of each turn.
        is_followed: says whether somebody watches the run.

    Attributes:
        is_large: see `Turnstile`.
    """

    def __init__(
        self,
        turnstile: Turnstile,
        taken: Callable[[bool], None] = lambda changed: None,
        left: Callable[[], None] = lambda: None,
        is_followed: Callable[[], bool] = lambda: True,
    ) -> None:
        self.is_large, self.is_followed = False, is_followed
        self._turnstile, self._on_taken, self._on_left = turnstile, taken, left
        self._called = threading.Condition(turnstile._lock)
        self._depth = 0
        self._since = self._until = self._border = 0.0

    def __enter__(self) -> Self:
        self._depth += 1
        if self._depth == 1:
            with self._turnstile._lock:
                self._turnstile._inside += 1
            try:
                self._take(self._turnstile._urgent)
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth:
            return
        self._on_left()
        turnstile = self._turnstile
        with turnstile._lock:  # the next one has to know that this one is gone
            turnstile._inside -= 1
            if turnstile._last is self:
                turnstile._last = None
            if turnstile._current is self:
                turnstile._end(self)

    @property
    def seconds_left(self) -> float:
        """How long the run should go on before the next border; endless where nobody waits."""
        if not self._others_wait:
            return float("inf")
        return max(self._until - self._turnstile._clock(), _SHORTEST)

    def border(self, patience: float = 0.0) -> None:
        """Let others through if the slice is over; returns when it is this run's turn again.

        Args:
            patience: seconds after the slice in which the run rather goes on.
        """
        now = self._turnstile._clock()
        piece, self._border = now - self._border, now
        if now + piece / 2 < self._until + patience:  # the next one would end closer to the slice's end
            return
        if self._others_wait:
            self._leave()
            self._take(self._turnstile._waiting)
        else:
            self._since = now  # the time when nobody waited is owed to nobody

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the run waits for something else. If that took a while, it is next."""
        turnstile = self._turnstile
        self._leave()
        began = turnstile._clock()
        try:
            yield
        finally:
            has_waited = turnstile._clock() - began > _SHORTEST
            self._take(turnstile._urgent if has_waited else turnstile._waiting)

    def hurry(self) -> None:
        """Have the run, if it waits for its turn, be next: it was told something."""
        with self._turnstile._lock:
            for queue in (self._turnstile._waiting, self._turnstile._unfollowed):
                if self in queue:
                    queue.remove(self)
                    self._turnstile._urgent.append(self)

    @property
    def _others_wait(self) -> bool:
        turnstile = self._turnstile
        return bool(turnstile._urgent or turnstile._waiting or turnstile._unfollowed)

    def _take(self, queue: deque[Turn]) -> None:
        turnstile = self._turnstile
        if queue is turnstile._waiting and not self.is_followed():
            queue = turnstile._unfollowed
        with turnstile._lock:
            queue.append(self)
            turnstile._pass_on()
            while turnstile._current is not self:
                self._called.wait()
            changed = turnstile._last is not self and turnstile._inside > 1
            turnstile._last = self
        self._on_taken(changed)

    def _leave(self) -> None:
        self._on_left()
        with self._turnstile._lock:
            self._turnstile._end(self)


# Of the runs of this process.
TURNSTILE = Turnstile()
