"""What the frames that a session was shown say of how evenly runs move."""

import pytest

from benchmarks.light_session import Shown
from benchmarks.standstill import fairness, longest_gap


def frames(*moments: tuple[float, float]) -> list[Shown]:
    """Frames at these moments, with these shares of the run."""
    return [Shown(at, share, size=5000) for at, share in moments]


RUN = frames((10.0, 0.1), (10.5, 0.2), (12.5, 0.9), (13.0, 1.0))


def test_the_longest_gap_lies_between_two_frames():
    assert longest_gap(RUN, None) == 2.0


def test_a_run_that_is_not_over_stands_still_until_now():
    assert longest_gap(RUN, 17.0) == 4.0


def test_what_was_before_the_first_frame_is_no_standstill():
    assert longest_gap(RUN[:1], None) == 0.0


def test_fairness_is_told_at_the_end_of_the_first_run():
    slower = frames((10.0, 0.1), (12.9, 0.6), (13.1, 0.8), (16.0, 1.0))
    assert fairness([slower, RUN]) == pytest.approx(0.6)


def test_a_run_without_a_frame_by_then_has_had_nothing():
    assert fairness([RUN, frames((14.0, 0.5), (15.0, 1.0))]) == 0.0
