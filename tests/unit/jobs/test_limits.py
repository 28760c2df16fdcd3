"""What happens to runs and workers that overstep a limit; real processes, short limits."""

from dataclasses import replace

import pytest

from models.experiment import Experiment
from models.jobs import Limits
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.unit.jobs.toy_engine import DEAF, PREPARES
from tests.waiting import ended, until

SHORT = Experiment(epochs=3)
LONG = Experiment(epochs=1000)


@pytest.fixture(scope="module")
def scheduler(toy_environment):
    """One worker, little patience."""
    toy_environment.setenv("LAYERLAB_WORKERS", "1")
    limits = Limits(
        runs=1,
        budget=1.0,
        features=1.0,
        overrun=1.0,
        stop=0.3,
        paused=0.3,
        abandoned=0.3,
        unwatched=0.5,
        served=10,
        tick=0.1,
    )
    with open_scheduler(limits=limits) as scheduler:
        yield scheduler


def test_a_run_that_does_not_stop_has_its_worker_replaced(scheduler):
    [run_id] = scheduler.submit([LONG.replace(seed=DEAF)], "ann")
    training(scheduler, run_id)
    scheduler.command(run_id, "ann", "stop")
    run = ended(scheduler, run_id)
    assert (run.state, [note.kind for note in run.notes]) == ("stopped", ["killed"])
    assert run.frames
    [after] = scheduler.submit([SHORT], "ann")
    assert ended(scheduler, after).state == "finished"


def test_a_run_beyond_its_budget_is_ended(scheduler):
    [run_id] = scheduler.submit([LONG.replace(seed=DEAF)], "ann")
    run = ended(scheduler, run_id)
    assert (run.state, run.reason, [note.kind for note in run.notes]) == ("stopped", "budget", ["overtime"])


def test_a_paused_run_gives_way_to_those_who_wait(scheduler):
    [paused] = scheduler.submit([LONG], "ann")
    training(scheduler, paused)
    scheduler.command(paused, "ann", "pause")
    until(lambda: scheduler.watch(paused).state == "paused")
    [waiting] = scheduler.submit([SHORT], "bob")
    assert ended(scheduler, waiting).state == "finished"
    run = ended(scheduler, paused)
    assert (run.state, [note.kind for note in run.notes]) == ("stopped", ["pause_limit"])
    assert run.result is not None


def test_a_run_that_nobody_watches_gives_way_to_those_who_wait(scheduler):
    [alone] = scheduler.submit([LONG], "ann")
    training(scheduler, alone)
    [waiting] = scheduler.submit([SHORT], "bob")
    assert ended(scheduler, waiting).state == "finished"
    run = ended(scheduler, alone)
    assert (run.state, [note.kind for note in run.notes]) == ("stopped", ["unwatched"])
    assert run.result is not None


def test_a_worker_is_renewed_after_many_runs(scheduler):
    seen = set()
    for number in range(12):
        [run_id] = scheduler.submit([SHORT.replace(seed=number, epochs=1)], "ann")
        run = ended(scheduler, run_id)
        assert (run.state, run.attempt) == ("finished", 1)
        seen.add(run.worker)
    until(lambda: scheduler.cluster.workers == 1)
    assert len(seen) == 2


def test_features_that_take_too_long_are_ended_without_a_restart(scheduler):
    [run_id] = scheduler.submit([LONG.replace(seed=PREPARES)], "ann")
    run = ended(scheduler, run_id)
    assert (run.state, run.reason, [note.kind for note in run.notes]) == ("stopped", "budget", ["features"])
    [after] = scheduler.submit([SHORT], "ann")
    assert ended(scheduler, after).worker == run.worker


def test_a_waiting_run_that_no_tab_follows_lets_others_go_first(scheduler, monkeypatch):
    patient = {"paused": 60.0, "abandoned": 60.0, "unwatched": 60.0, "unfollowed": 1.0}
    monkeypatch.setattr(scheduler._run_queue, "limits", replace(scheduler._run_queue.limits, **patient))
    [going] = scheduler.submit([LONG], "ann")
    training(scheduler, going)
    scheduler.command(going, "ann", "pause")
    [closed], [here] = scheduler.submit([SHORT], "closed"), scheduler.submit([SHORT], "here")

    def is_seen(condition):
        scheduler.watch(here, "here")
        return condition()

    until(lambda: is_seen(lambda: scheduler.watch(closed).notes))
    assert [scheduler.place(run_id) for run_id in (here, closed)] == [1, 2]
    scheduler.command(going, "ann", "stop")
    until(lambda: is_seen(lambda: scheduler.watch(here).is_over))
    assert [note.kind for note in scheduler.watch(closed).notes] == ["unfollowed"]
    assert scheduler.watch(here).ended <= ended(scheduler, closed).started
