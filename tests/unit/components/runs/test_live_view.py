"""How often the live picture is drawn, and when the page around it."""

from types import SimpleNamespace

import pytest

from components.runs import live_view as module
from components.runs.live_view import SHORTEST_INTERVAL, drawing_interval, live_view


class DrawnAgain(Exception):
    """The whole page is."""


class Counted:
    """Something that goes on until it has come to a number, and whose stage is its tens."""

    def __init__(self, number: int, end: int = 100) -> None:
        self.number, self._end = number, end

    def now(self) -> int:
        return self.number

    def stage(self, seen: int) -> int | None:
        return seen // 10 if seen < self._end else None


@pytest.fixture
def timers(monkeypatch) -> list[tuple]:
    """What the fragments that were drawn are, and how often they are drawn again."""
    found: list[tuple] = []

    def fragment(draw, run_every):
        found.append((draw, run_every))
        return draw

    def rerun(scope):
        raise DrawnAgain(scope)

    monkeypatch.setattr(module, "st", SimpleNamespace(fragment=fragment, rerun=rerun))
    monkeypatch.setattr(module, "scheduler", lambda: SimpleNamespace(audience=1))
    return found


def test_few_watchers_get_pictures_as_often_as_can_be():
    assert drawing_interval(1) == SHORTEST_INTERVAL


@pytest.mark.parametrize("cost", [0.005, 0.03, 0.1])
def test_all_pictures_together_take_half_of_the_time_in_few_steps(monkeypatch, cost):
    monkeypatch.setattr(module, "drawing_cost", lambda: cost)
    intervals = [drawing_interval(sessions) for sessions in range(1, 31)]
    assert intervals == sorted(intervals)
    assert len(set(intervals)) <= 7
    assert all(sessions * cost / interval <= 0.5 for sessions, interval in enumerate(intervals, start=1))


def test_a_machine_that_draws_very_slowly_still_shows_that_something_moves(monkeypatch):
    monkeypatch.setattr(module, "drawing_cost", lambda: 5.0)
    assert drawing_interval(60) < 10


@pytest.mark.parametrize(("audience", "outdated"), [(1, True), (4, False), (8, False), (16, False), (32, True)])
def test_a_page_is_drawn_again_only_when_its_timer_is_far_off(timers, monkeypatch, audience, outdated):
    monkeypatch.setattr(module, "drawing_cost", lambda: SHORTEST_INTERVAL / 2)
    drawn: list = []
    monkeypatch.setattr(module, "scheduler", lambda: SimpleNamespace(audience=8))
    live_view(Counted(1), 1, drawn.append)
    draw, interval = timers[0]
    assert (drawn, interval) == ([1], 8 * SHORTEST_INTERVAL)
    monkeypatch.setattr(module, "scheduler", lambda: SimpleNamespace(audience=audience))
    if outdated:
        with pytest.raises(DrawnAgain):
            draw()
    else:
        draw()
    assert len(drawn) == 1 + (not outdated)


def test_what_must_be_readable_has_a_slow_timer_that_is_not_far_off(timers):
    drawn: list = []
    live_view(Counted(1), 1, drawn.append, shortest=5.0)
    assert (drawn, timers[0][1]) == ([1], 5.0)


def test_what_is_over_is_drawn_once(timers):
    drawn: list = []
    live_view(Counted(100), 100, drawn.append)
    assert (drawn, timers[0][1]) == ([100], None)


@pytest.mark.parametrize(("now", "again"), [(7, False), (12, True)])
def test_the_page_follows_what_has_come_further_than_it_shows(timers, now, again):
    drawn: list = []
    if again:
        with pytest.raises(DrawnAgain):
            live_view(Counted(now), 3, drawn.append)
    else:
        live_view(Counted(now), 3, drawn.append)
    assert drawn == ([] if again else [now])
