"""Pictures take their share of the server and no more."""

import pytest

from components.live.pace import BURST_SECONDS, LATE_SECONDS, LEAST_SHARE, MOST_PAID_SECONDS, SHARE, Pace


def test_pictures_take_their_share_in_the_long_run():
    pace, now, work = Pace(), 100.0, 0.0
    while now < 200.0:
        now = max(now, pace.free_at())
        pace.made("lab", 0.05, now)
        work += 0.05
        now += 0.001
    assert work == pytest.approx(100 * SHARE, rel=0.01)


def test_what_is_rare_does_not_wait():
    pace = Pace()
    for now in range(100):
        assert pace.free_at() <= now
        pace.made("lab", SHARE * 0.9, float(now))


def test_a_rest_is_not_saved_up():
    pace = Pace()
    now = 1000.0
    made = 0
    while pace.free_at() <= now:
        pace.made("lab", 0.01, now)
        made += 1
    assert made == pytest.approx(BURST_SECONDS * SHARE / 0.01, abs=1)


def test_many_browsers_cost_what_sending_to_them_takes():
    pace = Pace()
    for _ in range(200):
        pace.sent(0.0005)
        pace.sent(5.0)  # somebody who reads slowly
    for _ in range(300):
        pace.shown(0.0)
    assert pace.free_at() + BURST_SECONDS == pytest.approx(300 * 0.001 / SHARE, rel=0.01)


def test_where_the_server_is_late_pictures_become_fewer_and_more_again():
    pace = Pace()
    shares = []
    for lateness in [2 * LATE_SECONDS] * 20 + [0.0] * 60:
        pace.felt(lateness)
        before = pace.free_at()
        pace.made("lab", 0.05, 0.0)
        shares.append(round(0.05 / (pace.free_at() - before), 6))
    assert shares[:20] == sorted(shares[:20], reverse=True)
    assert shares[19] == pytest.approx(LEAST_SHARE)
    assert shares[20:] == sorted(shares[20:])
    assert shares[-1] == pytest.approx(SHARE)


def test_a_long_picture_leaves_python_to_the_others_and_pays_for_a_short_one():
    paces = [Pace(), Pace()]
    for pace, seconds in zip(paces, (MOST_PAID_SECONDS, 1.0), strict=True):
        pace.made("lab", seconds, 0.0)
    assert paces[0].free_at() == paces[1].free_at()


def test_costs_are_those_of_late():
    pace = Pace()
    assert pace.cost("lab") == 0.0
    pace.made("lab", 1.0, 0.0)
    assert pace.cost("lab") == 1.0
    for _ in range(100):
        pace.made("lab", 0.01, 0.0)
    assert pace.cost("lab") == pytest.approx(0.01, rel=0.01)
    assert pace.cost("race") == 0.0
