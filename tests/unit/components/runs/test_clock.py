"""How often the live picture is drawn."""

from types import SimpleNamespace

import pytest

from components.runs import clock
from components.runs.clock import SHORTEST_INTERVAL, drawing_interval


def test_few_watchers_get_pictures_as_often_as_can_be():
    assert drawing_interval(1) == SHORTEST_INTERVAL


@pytest.mark.parametrize("cost", [0.005, 0.03, 0.1])
def test_all_pictures_together_take_half_of_the_time_in_few_steps(monkeypatch, cost):
    monkeypatch.setattr(clock, "drawing_cost", lambda: cost)
    intervals = [drawing_interval(sessions) for sessions in range(1, 31)]
    assert intervals == sorted(intervals)
    assert len(set(intervals)) <= 7
    assert all(sessions * cost / interval <= 0.5 for sessions, interval in enumerate(intervals, start=1))


@pytest.mark.parametrize(("audience", "outdated"), [(1, True), (4, False), (8, False), (16, False), (32, True)])
def test_a_page_is_drawn_again_only_when_its_timer_is_far_off(monkeypatch, audience, outdated):
    monkeypatch.setattr(clock, "drawing_cost", lambda: SHORTEST_INTERVAL / 2)
    monkeypatch.setattr(clock, "office", lambda: SimpleNamespace(audience=audience))
    assert clock.is_outdated(8 * SHORTEST_INTERVAL) is outdated
    assert not clock.is_outdated(None)


def test_a_machine_that_draws_very_slowly_still_shows_that_something_moves(monkeypatch):
    monkeypatch.setattr(clock, "drawing_cost", lambda: 5.0)
    assert drawing_interval(60) < 10
