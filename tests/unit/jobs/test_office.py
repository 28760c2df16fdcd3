"""Runs on a real cluster of processes: there and back, commands, queueing, losses."""

from __future__ import annotations

import os
import signal

import pytest

from models.experiment import Experiment
from models.jobs import NotLive, NotOwner, UnknownRun
from tests.unit.jobs.offices import training
from tests.unit.jobs.toy_engine import FAILS, SILENT, STEPS_PER_EPOCH
from tests.waiting import ended, until

SHORT = Experiment(epochs=3)
LONG = Experiment(epochs=1000)


@pytest.fixture
def run_long(office):
    """A long run that has begun to train; stopped at the end of the test."""
    [run_id] = office.submit([LONG], "ann")
    yield training(office, run_id).id
    office.command(run_id, "ann", "stop")
    ended(office, run_id)


def kill_worker(run):
    os.kill(int(run.newest.batch_loss), signal.SIGKILL)


def test_frames_arrive_in_order_and_the_experiment_unchanged(office):
    experiment = SHORT.replace(seed=77, learning_rate=0.123)
    [run_id] = office.submit([experiment], "ann")
    run = ended(office, run_id)
    assert run.state == "finished"
    assert run.reason == "epochs"
    assert [frame.step for frame in run.frames] == list(range(1, 3 * STEPS_PER_EPOCH + 1))
    assert run.newest.step == 3 * STEPS_PER_EPOCH
    assert run.progress == 1.0
    assert Experiment.from_json(run.result.model_file) == experiment
    assert run.started <= run.ended


def test_a_job_of_several_runs_finishes_all(office):
    run_ids = office.submit([SHORT.replace(seed=seed) for seed in range(4)], "ann")
    assert {ended(office, run_id).state for run_id in run_ids} == {"finished"}
    assert [office.watch(run_id).experiment.seed for run_id in run_ids] == [0, 1, 2, 3]


def test_a_forgotten_run_ends_and_its_place_is_free(office):
    run_ids = [*office.submit([LONG], "ann"), *office.submit([LONG], "bob")]
    training(office, run_ids[0])
    for run_id in run_ids:
        office.forget(run_id)
        assert office.watch(run_id) is None
    [after] = office.submit([SHORT], "cat")
    assert ended(office, after).state == "finished"


def test_stop_keeps_the_result(office, run_long):
    office.command(run_long, "ann", "stop")
    run = ended(office, run_long)
    assert (run.state, run.reason) == ("stopped", "stopped")
    assert run.result.reason == "stopped"
    assert run.frames
    office.command(run_long, "ann", "tune", LONG.replace(learning_rate=0.5))
    assert office.watch(run_long).experiment == LONG


def test_pause_step_and_resume(office, run_long):
    office.command(run_long, "ann", "pause")
    paused = until(lambda: (run := office.watch(run_long)).state == "paused" and run)
    step = paused.newest.step
    office.command(run_long, "ann", "step_batch")
    until(lambda: office.watch(run_long).newest.step == step + 1)
    office.command(run_long, "ann", "step_epoch")
    until(lambda: office.watch(run_long).newest.step == (step // STEPS_PER_EPOCH + 1) * STEPS_PER_EPOCH)
    office.command(run_long, "ann", "resume")
    until(lambda: office.watch(run_long).state == "training")


def test_live_values_change_a_run(office, run_long):
    office.command(run_long, "ann", "tune", LONG.replace(learning_rate=0.5))
    tuned = until(lambda: office.watch(run_long).tuned)
    assert tuned[0]["changes"] == {"learning_rate": 0.5}
    assert office.watch(run_long).experiment == LONG.replace(learning_rate=0.5)
    with pytest.raises(NotLive):
        office.command(run_long, "ann", "tune", LONG.replace(batch_size=64))


@pytest.mark.parametrize("command", ["stop", "pause", "tune"])
def test_others_may_watch_but_not_command(office, run_long, command):
    with pytest.raises(NotOwner):
        office.command(run_long, "bob", command, LONG)
    assert office.watch(run_long, session="bob").state == "training"
    assert office.watchers(run_long) == 1


def test_unknown_runs_and_commands_are_named(office, run_long):
    with pytest.raises(UnknownRun, match="nobody"):
        office.command("nobody", "ann", "stop")
    with pytest.raises(ValueError, match="dance"):
        office.command(run_long, "ann", "dance")
    assert office.watch("nobody") is None


def test_a_failure_says_what_it_is(office):
    [missing] = office.submit([SHORT.replace(seed=FAILS)], "ann")
    failure = ended(office, missing).failure
    assert (failure.kind, failure.type, failure.message) == ("toy_missing", "ToyMissing", "nothing there")
    [silent] = office.submit([SHORT.replace(seed=SILENT)], "ann")
    assert ended(office, silent).failure.kind == "error"


def test_a_new_job_replaces_the_running_one(office, run_long):
    [run_id] = office.submit([SHORT], "ann")
    assert ended(office, run_long).state == "stopped"
    assert [note.kind for note in office.watch(run_long).notes] == ["replaced"]
    assert ended(office, run_id).state == "finished"


def test_commands_to_a_waiting_run_reach_it(office):
    blockers = [office.submit([LONG], owner)[0] for owner in ("ann", "bob")]
    for blocker in blockers:
        training(office, blocker)
    [waiting] = office.submit([LONG], "eve")
    [dropped] = office.submit([LONG], "dan")
    assert office.place(waiting) == 1
    office.command(waiting, "eve", "pause")
    office.command(waiting, "eve", "tune", LONG.replace(learning_rate=0.7))
    office.command(dropped, "dan", "stop")
    assert office.watch(dropped).state == "stopped"
    for blocker, owner in zip(blockers, ("ann", "bob"), strict=True):
        office.command(blocker, owner, "stop")
    run = until(lambda: (run := office.watch(waiting)).state == "paused" and run)
    assert run.experiment.learning_rate == 0.7
    assert not run.frames
    office.command(waiting, "eve", "stop")
    assert ended(office, waiting).state == "stopped"
    assert office.watch(dropped).attempt == 0


def test_thirty_owners_get_their_run_in_turn(office):
    run_ids = [office.submit([SHORT], f"pupil {number}")[0] for number in range(30)]
    places, waits = [], []

    def last_is_over():
        place, wait = office.place(run_ids[-1]), office.expected_wait(run_ids[-1])
        places.append(place or 0)
        waits.append(wait)
        return office.watch(run_ids[-1]).is_over

    until(last_is_over)
    assert {ended(office, run_id).state for run_id in run_ids} == {"finished"}
    assert places[0] > 20
    assert places == sorted(places, reverse=True)
    assert max(wait for wait in waits if wait is not None) > 0, "runs have ended, so it is known how long one takes"


def test_a_run_survives_the_loss_of_its_worker(office):
    experiment = LONG.replace(epochs=40)
    [run_id] = office.submit([experiment], "ann")
    first = training(office, run_id)
    kill_worker(first)
    run = until(lambda: (run := office.watch(run_id)).notes and run, seconds=3)
    assert (run.notes[0].kind, run.notes[0].values) == ("worker_lost", {"attempt": 1})
    run = ended(office, run_id)
    assert (run.state, run.attempt) == ("finished", 2)
    assert run.frames[0].step == 1
    assert {frame.unpack().batch_loss for frame in run.frames} != {first.newest.batch_loss}
    [after] = office.submit([SHORT], "ann")
    assert ended(office, after).state == "finished"


def test_a_run_that_loses_two_workers_fails(office):
    [run_id] = office.submit([LONG], "ann")
    kill_worker(training(office, run_id))
    until(lambda: office.watch(run_id).attempt == 2)
    kill_worker(training(office, run_id))
    run = ended(office, run_id)
    assert (run.state, run.failure.kind) == ("failed", "worker_lost")


def test_other_workers_learn_a_structure_in_spare_time(office):
    structured = SHORT.replace(batch_size=17)
    [run_id] = office.submit([structured], "ann")
    ended(office, run_id)
    until(lambda: office.cluster.slots == 2)

    def all_know():
        with office._run_queue.lock:
            return all(structured.structure in w.structures for w in office._run_queue.pool.workers.values())

    until(all_know)


def test_the_scheduler_keeps_few_messages(office):
    [run_id] = office.submit([SHORT.replace(epochs=20)], "ann")
    ended(office, run_id)
    client, topic = office._dispatcher._cluster.client, office._dispatcher._topic
    events = client.get_events(topic)
    assert 0 < len(events) <= 50
    assert len(client.get_events("all")) <= 50
