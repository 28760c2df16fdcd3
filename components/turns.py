"""Whose turn it is to be drawn: pictures that move by themselves share the server, and readers' acts come first.

Streamlit gives each fragment with a timer a tick of its own, whatever a drawing costs and however many others are
drawn. With a class on a slow machine the ticks then ask for more than it can draw, and clicks wait behind them.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

_LOOK_SECONDS = 0.005
_LONGEST_DRAWING = 5.0  # what takes longer, such as a session that has gone, is waited for no more
_LONGEST_ACT = 2.0
_PATIENCE = 1.0  # readers who act without a break put drawings off no longer than this
FIRST_COST = 0.015  # seconds, before any drawing was measured
_LEARNING = 0.1  # the weight of the newest drawing in the mean of their costs


@dataclass(frozen=True)
class _Job:
    """Something that a session is busy with since a moment."""

    is_busy: Callable[[], bool]
    since: float


class Turns:
    """Starts the drawings that timers ask for: one at a time, then a rest as long as it took, and acts first.

    So all drawings together take half of the time at most, however slow the machine is, and each session has its turn
    before another has its next. Not thread-safe: everything happens in the event loop.

    Attributes:
        loop: where all of it happens.
        cost: seconds of wall time that a drawing takes, of late.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.cost = FIRST_COST
        self._waiting: OrderedDict[Hashable, tuple[Callable[[], bool], Callable[[], bool]]] = OrderedDict()
        self._drawing: _Job | None = None
        self._acts: list[_Job] = []
        self._rested_at = self._drawn_at = loop.time()
        self._will_look = False

    def wish(self, session: Hashable, start: Callable[[], bool], is_busy: Callable[[], bool]) -> None:
        """A timer asks for a drawing; a session that waits already is drawn once.

        Args:
            start: begins the drawing, and says whether there is anything to draw.
            is_busy: says whether it still goes on.
        """
        self._waiting[session] = start, is_busy
        if not self._will_look:
            self._look()

    def act(self, is_busy: Callable[[], bool]) -> None:
        """A reader has acted: drawings wait until that is answered."""
        now = self.loop.time()
        self._acts = [*self._acts_going_on(now), _Job(is_busy, now)]

    def _look(self) -> None:
        self._will_look = False
        now = self.loop.time()
        if self._drawing is not None:
            if self._goes_on(self._drawing, _LONGEST_DRAWING, now):
                self._look_after(_LOOK_SECONDS)
                return
            took, self._drawing = now - self._drawing.since, None
            self.cost += _LEARNING * (took - self.cost)
            self._drawn_at, self._rested_at = now, now + took
        self._acts = self._acts_going_on(now)
        if not self._waiting:
            return
        if now < self._rested_at:
            self._look_after(self._rested_at - now)
        elif self._acts and now - self._drawn_at < _PATIENCE:
            self._look_after(_LOOK_SECONDS)
        else:
            self._start_next(now)

    def _start_next(self, now: float) -> None:
        while self._waiting:
            _session, (start, is_busy) = self._waiting.popitem(last=False)
            if start():
                self._drawing = _Job(is_busy, now)
                self._look_after(_LOOK_SECONDS)
                return

    def _look_after(self, seconds: float) -> None:
        self._will_look = True
        self.loop.call_later(seconds, self._look)

    def _acts_going_on(self, now: float) -> list[_Job]:
        return [act for act in self._acts if self._goes_on(act, _LONGEST_ACT, now)]

    @staticmethod
    def _goes_on(job: _Job, longest: float, now: float) -> bool:
        return now - job.since < longest and job.is_busy()
