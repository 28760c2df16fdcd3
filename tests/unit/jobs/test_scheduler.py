"""Runs on a real cluster of processes: there and back, commands, queueing, losses."""

from __future__ import annotations

import os
import signal

import pytest

from models.experiment import Experiment
from models.jobs import Limits, NotLive, NotOwner, UnknownRun
from models.runs.control import UNWATCHED, WATCHED
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.unit.jobs.toy_engine import FAILS, SILENT, STEPS_PER_EPOCH
from tests.waiting import ended, until

SHORT = Experiment(epochs=3)
LONG = Experiment(epochs=1000)


@pytest.fixture(scope="module")
def scheduler(toy_environment):
    """Two workers that take one run at a time, so that others wait."""
    with open_scheduler(limits=Limits(runs=1)) as scheduler:
        yield scheduler


@pytest.fixture
def run_long(scheduler):
    """A long run that has begun to train; stopped at the end of the test."""
    [run_id] = scheduler.submit([LONG], "ann")
    yield training(scheduler, run_id).id
    scheduler.command(run_id, "ann", "stop")
    ended(scheduler, run_id)


def kill_worker(run):
    os.kill(int(run.newest.batch_loss), signal.SIGKILL)


def test_frames_arrive_in_order_and_the_experiment_unchanged(scheduler):
    experiment = SHORT.replace(seed=77, learning_rate=0.123)
    [run_id] = scheduler.submit([experiment], "ann")
    run = ended(scheduler, run_id)
    assert run.state == "finished"
    assert run.reason == "epochs"
    assert [frame.step for frame in run.frames] == list(range(1, 3 * STEPS_PER_EPOCH + 1))
    assert run.newest.step == 3 * STEPS_PER_EPOCH
    assert run.progress == 1.0
    assert Experiment.from_json(run.result.model_file) == experiment
    assert run.started <= run.ended


def test_a_job_of_several_runs_finishes_all(scheduler):
    run_ids = scheduler.submit([SHORT.replace(seed=seed) for seed in range(4)], "ann")
    assert {ended(scheduler, run_id).state for run_id in run_ids} == {"finished"}
    assert [scheduler.watch(run_id).experiment.seed for run_id in run_ids] == [0, 1, 2, 3]


def test_a_forgotten_run_ends_and_its_place_is_free(scheduler):
    run_ids = [*scheduler.submit([LONG], "ann"), *scheduler.submit([LONG], "bob")]
    training(scheduler, run_ids[0])
    for run_id in run_ids:
        scheduler.forget(run_id)
        assert scheduler.watch(run_id) is None
    [after] = scheduler.submit([SHORT], "cat")
    assert ended(scheduler, after).state == "finished"


def test_stop_keeps_the_result(scheduler, run_long):
    scheduler.command(run_long, "ann", "stop")
    run = ended(scheduler, run_long)
    assert (run.state, run.reason) == ("stopped", "stopped")
    assert run.result.reason == "stopped"
    assert run.frames
    scheduler.command(run_long, "ann", "tune", LONG.replace(learning_rate=0.5))
    assert scheduler.watch(run_long).experiment == LONG


def test_pause_step_and_resume(scheduler, run_long):
    scheduler.command(run_long, "ann", "pause")
    paused = until(lambda: (run := scheduler.watch(run_long)).state == "paused" and run)
    step = paused.newest.step
    scheduler.command(run_long, "ann", "step_batch")
    until(lambda: scheduler.watch(run_long).newest.step == step + 1)
    scheduler.command(run_long, "ann", "step_epoch")
    until(lambda: scheduler.watch(run_long).newest.step == (step // STEPS_PER_EPOCH + 1) * STEPS_PER_EPOCH)
    scheduler.command(run_long, "ann", "resume")
    until(lambda: scheduler.watch(run_long).state == "training")


def test_live_values_change_a_run(scheduler, run_long):
    scheduler.command(run_long, "ann", "tune", LONG.replace(learning_rate=0.5))
    tuned = until(lambda: scheduler.watch(run_long).tuned)
    assert tuned[0]["changes"] == {"learning_rate": 0.5}
    assert scheduler.watch(run_long).experiment == LONG.replace(learning_rate=0.5)
    with pytest.raises(NotLive):
        scheduler.command(run_long, "ann", "tune", LONG.replace(batch_size=64))


def test_a_worker_is_told_when_nobody_watches_any_more(scheduler, run_long, monkeypatch):
    def wished(session=""):
        return scheduler.watch(run_long, session).newest.start[0]

    assert wished() == WATCHED
    monkeypatch.setattr("models.jobs.audience._WATCHING_SECONDS", 0.1)
    until(lambda: wished() == UNWATCHED)
    until(lambda: wished("bob") == WATCHED)


@pytest.mark.parametrize("command", ["stop", "pause", "tune"])
def test_others_may_watch_but_not_command(scheduler, run_long, command):
    with pytest.raises(NotOwner):
        scheduler.command(run_long, "bob", command, LONG)
    assert scheduler.watch(run_long, session="bob").state == "training"
    assert scheduler.watchers(run_long) == 1


def test_unknown_runs_and_commands_are_named(scheduler, run_long):
    with pytest.raises(UnknownRun, match="nobody"):
        scheduler.command("nobody", "ann", "stop")
    with pytest.raises(ValueError, match="dance"):
        scheduler.command(run_long, "ann", "dance")
    assert scheduler.watch("nobody") is None


def test_a_failure_says_what_it_is(scheduler):
    [missing] = scheduler.submit([SHORT.replace(seed=FAILS)], "ann")
    failure = ended(scheduler, missing).failure
    assert (failure.kind, failure.type, failure.message) == ("toy_missing", "ToyMissing", "nothing there")
    [silent] = scheduler.submit([SHORT.replace(seed=SILENT)], "ann")
    assert ended(scheduler, silent).failure.kind == "error"


def test_a_new_job_replaces_the_running_one(scheduler, run_long):
    [run_id] = scheduler.submit([SHORT], "ann")
    assert ended(scheduler, run_long).state == "stopped"
    assert [note.kind for note in scheduler.watch(run_long).notes] == ["replaced"]
    assert ended(scheduler, run_id).state == "finished"


def test_commands_to_a_waiting_run_reach_it(scheduler):
    blockers = [scheduler.submit([LONG], owner)[0] for owner in ("ann", "bob")]
    for blocker in blockers:
        training(scheduler, blocker)
    [waiting] = scheduler.submit([LONG], "eve")
    [dropped] = scheduler.submit([LONG], "dan")
    assert scheduler.place(waiting) == 1
    scheduler.command(waiting, "eve", "pause")
    scheduler.command(waiting, "eve", "tune", LONG.replace(learning_rate=0.7))
    scheduler.command(dropped, "dan", "stop")
    assert scheduler.watch(dropped).state == "stopped"
    for blocker, owner in zip(blockers, ("ann", "bob"), strict=True):
        scheduler.command(blocker, owner, "stop")
    run = until(lambda: (run := scheduler.watch(waiting)).state == "paused" and run)
    assert run.experiment.learning_rate == 0.7
    assert not run.frames
    scheduler.command(waiting, "eve", "stop")
    assert ended(scheduler, waiting).state == "stopped"
    assert scheduler.watch(dropped).attempt == 0


def test_thirty_owners_get_their_run_in_turn(scheduler):
    run_ids = [scheduler.submit([SHORT], f"pupil {number}")[0] for number in range(30)]
    places, waits = [], []

    def last_is_over():
        place, wait = scheduler.place(run_ids[-1]), scheduler.expected_wait(run_ids[-1])
        places.append(place or 0)
        waits.append(wait)
        return scheduler.watch(run_ids[-1]).is_over

    until(last_is_over)
    assert {ended(scheduler, run_id).state for run_id in run_ids} == {"finished"}
    assert places[0] > 20
    assert places == sorted(places, reverse=True)
    assert max(wait for wait in waits if wait is not None) > 0, "runs have ended, so it is known how long one takes"


def test_a_run_survives_the_loss_of_its_worker(scheduler):
    experiment = LONG.replace(epochs=40)
    [run_id] = scheduler.submit([experiment], "ann")
    first = training(scheduler, run_id)
    kill_worker(first)
    run = until(lambda: (run := scheduler.watch(run_id)).notes and run, seconds=3)
    assert (run.notes[0].kind, run.notes[0].values) == ("worker_lost", {"attempt": 1})
    run = ended(scheduler, run_id)
    assert (run.state, run.attempt) == ("finished", 2)
    assert run.frames[0].step == 1
    assert {frame.unpack().batch_loss for frame in run.frames} != {first.newest.batch_loss}
    [after] = scheduler.submit([SHORT], "ann")
    assert ended(scheduler, after).state == "finished"


def test_a_run_that_loses_two_workers_fails(scheduler):
    [run_id] = scheduler.submit([LONG], "ann")
    kill_worker(training(scheduler, run_id))
    until(lambda: scheduler.watch(run_id).attempt == 2)
    kill_worker(training(scheduler, run_id))
    run = ended(scheduler, run_id)
    assert (run.state, run.failure.kind) == ("failed", "worker_lost")


def test_other_workers_learn_a_structure_in_spare_time(scheduler):
    structured = SHORT.replace(batch_size=17)
    [run_id] = scheduler.submit([structured], "ann")
    ended(scheduler, run_id)
    until(lambda: scheduler.cluster.workers == 2)

    def all_know():
        with scheduler._run_queue.lock:
            return all(structured.structure in w.structures for w in scheduler._run_queue.pool.workers.values())

    until(all_know)


def test_dask_keeps_few_messages(scheduler):
    [run_id] = scheduler.submit([SHORT.replace(epochs=20)], "ann")
    ended(scheduler, run_id)
    client, topic = scheduler._dispatcher._cluster.client, scheduler._dispatcher._topic
    events = client.get_events(topic)
    assert 0 < len(events) <= 50
    assert len(client.get_events("all")) <= 50
