"""Drawings that take turns, in a time of the test's own."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from functools import partial
from typing import cast

import pytest

from components.turns import Turns


class Loop:
    """An event loop's clock, which goes where it is told.

    Attributes:
        drawn: (time, session) of each drawing.
        busy_until: session -> when it has done what it does.
    """

    def __init__(self, cost: float) -> None:
        self.now, self.cost = 0.0, cost
        self.drawn: list[tuple[float, str]] = []
        self.busy_until: dict[str, float] = {}
        self._timers: list[tuple[float, int, Callable]] = []
        self._numbers = itertools.count()

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, act: Callable) -> None:
        heapq.heappush(self._timers, (self.now + seconds, next(self._numbers), act))

    def run_until(self, end: float) -> None:
        while self._timers and self._timers[0][0] <= end:
            self.now, _, act = heapq.heappop(self._timers)
            act()
        self.now = end

    def is_busy(self, session: str) -> bool:
        return self.now < self.busy_until.get(session, 0.0)

    def start(self, session: str) -> bool:
        self.drawn.append((self.now, session))
        self.busy_until[session] = self.now + self.cost
        return True


def turns_in(loop: Loop) -> Turns:
    return Turns(cast(asyncio.AbstractEventLoop, loop))


def watched(turns: Turns, loop: Loop, sessions: list[str], seconds: float, interval: float = 0.1) -> None:
    """Each session's timer asks, again and again, for so long."""
    for step in range(round(seconds / interval)):
        for session in sessions:
            turns.wish(session, partial(loop.start, session), partial(loop.is_busy, session))
        loop.run_until((step + 1) * interval)


@pytest.mark.parametrize("cost", [0.02, 0.1, 0.4])
def test_drawings_take_half_of_the_time_however_many_ask(cost):
    loop = Loop(cost)
    turns = turns_in(loop)
    watched(turns, loop, [f"session {n}" for n in range(30)], seconds=60)
    assert 0.35 < len(loop.drawn) * cost / 60 <= 0.51
    assert turns.cost == pytest.approx(cost, rel=0.3)
    assert all(
        after - before >= 1.99 * cost for (before, _), (after, _) in zip(loop.drawn, loop.drawn[1:], strict=False)
    )


def test_nobody_is_drawn_twice_while_another_waits():
    loop = Loop(0.1)
    sessions = [f"session {n}" for n in range(5)]
    watched(turns_in(loop), loop, sessions, seconds=20)
    for start in range(0, len(loop.drawn) - 5, 5):
        assert {session for _, session in loop.drawn[start : start + 5]} == set(sessions)


def test_a_readers_act_comes_before_drawings_but_does_not_stop_them_for_good():
    loop = Loop(0.02)
    turns = turns_in(loop)
    loop.busy_until["reader"] = 0.5
    turns.act(lambda: loop.is_busy("reader"))
    watched(turns, loop, ["watcher"], seconds=0.5)
    assert not loop.drawn
    loop.busy_until["reader"] = 60.0
    for second in range(1, 10):
        turns.act(lambda: loop.is_busy("reader"))
        loop.run_until(second)
        turns.wish("watcher", lambda: loop.start("watcher"), lambda: loop.is_busy("watcher"))
    assert len(loop.drawn) >= 4


def test_acts_that_are_answered_are_not_remembered():
    loop = Loop(0.1)
    turns = turns_in(loop)
    for _ in range(100):
        turns.act(lambda: False)
    assert len(turns._acts) == 1


def test_a_session_that_has_nothing_to_draw_gives_its_turn_to_the_next():
    loop = Loop(0.1)
    turns = turns_in(loop)
    loop.run_until(1)
    turns.wish("first", lambda: loop.start("first"), lambda: loop.is_busy("first"))
    turns.wish("gone", lambda: False, lambda: False)
    turns.wish("last", lambda: loop.start("last"), lambda: loop.is_busy("last"))
    loop.run_until(1.3)
    assert [session for _, session in loop.drawn] == ["first", "last"]
