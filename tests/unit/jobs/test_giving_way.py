"""Photos and their features have a time of their own; tests/unit/jobs/test_run_queue.py has the other limits."""

import pytest

from models.jobs.attempt import Limits
from models.jobs.giving_way import overdue, slow_features
from models.limits import LIMITS
from tests.unit.jobs.queues import ago, opened, started, tell


@pytest.fixture
def run_queue():
    return opened(Limits(runs=1, budget=600.0))


@pytest.mark.parametrize(("seconds", "ends"), [(LIMITS.features_seconds - 2, False), (LIMITS.features_seconds, True)])
def test_features_have_a_time_that_no_batch_begins_anew(run_queue, seconds, ends):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "features")
    attempt.features_since = ago(seconds)
    tell(run_queue, attempt, "features", (400, 2000, "computed"))
    assert slow_features(run_queue) == ([attempt] if ends else [])
    run = run_queue.store.get(attempt.run_id)
    assert (run.state, run.reason) == (("stopped", "budget") if ends else ("features", ""))
    assert [(note.kind, note.values) for note in run.notes] == (
        [("features", {"seconds": LIMITS.features_seconds})] if ends else []
    )


def test_who_was_told_to_stop_is_not_told_again_and_has_its_worker_restarted_if_it_does_not(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "features")
    attempt.features_since = ago(LIMITS.features_seconds)
    for one in slow_features(run_queue):
        run_queue.take_command(one.run_id, "stop", None)
    assert slow_features(run_queue) == []
    assert overdue(run_queue) == []
    attempt.stop_asked = ago(61)
    assert overdue(run_queue) == [attempt]


def test_features_that_hang_are_broken_off_long_before(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "features")
    attempt.busy_since = ago(661)
    assert overdue(run_queue) == [attempt]


def test_the_training_after_them_has_its_own_time(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "features")
    attempt.features_since = ago(LIMITS.features_seconds)
    tell(run_queue, attempt, "phase", "compiling")
    assert slow_features(run_queue) == []
