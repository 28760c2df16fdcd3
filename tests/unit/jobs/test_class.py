"""Many runs on one worker: all train at once, and what they lose when it is killed."""

import os
import signal

import pytest

from models.experiment import Experiment
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.unit.jobs.toy_engine import SLICED
from tests.waiting import ended, until

LONG = Experiment(epochs=1000, steps_per_epoch=50)


@pytest.fixture(scope="module")
def scheduler(toy_environment):
    """One worker, with as many runs as its memory allows."""
    toy_environment.setenv("LAYERLAB_WORKERS", "1")
    with open_scheduler() as scheduler:
        yield scheduler


def hand_in(scheduler, count, experiment=LONG):
    return [scheduler.submit([experiment.replace(seed=seed)], f"pupil {seed}")[0] for seed in range(count)]


def training_again(scheduler, run_id):
    until(lambda: scheduler.watch(run_id).attempt == 2)
    return training(scheduler, run_id)


def stop(scheduler, run_ids):
    for run_id in run_ids:
        scheduler.command(run_id, scheduler.watch(run_id).owner, "stop")
        ended(scheduler, run_id)


def test_twelve_train_at_once(scheduler):
    run_ids = hand_in(scheduler, 12)
    for run_id in run_ids:
        training(scheduler, run_id)
    assert scheduler.cluster.running == 12
    assert {scheduler.place(run_id) for run_id in run_ids} == {None}
    assert scheduler.sharing(run_ids[0]) == 12
    scheduler.command(run_ids[0], "pupil 0", "pause")
    until(lambda: scheduler.watch(run_ids[0]).state == "paused")
    assert scheduler.sharing(run_ids[1]) == 11
    stop(scheduler, run_ids)


def test_a_worker_killed_with_twelve_runs_starts_all_again_once(scheduler):
    """The one whose slice it was comes last, when the others are through."""
    run_ids = hand_in(scheduler, 11)
    for run_id in run_ids:
        training(scheduler, run_id)
    [sliced] = scheduler.submit([LONG.replace(seed=SLICED)], "sliced")
    process = int(training(scheduler, sliced).newest.batch_loss)
    os.kill(process, signal.SIGKILL)
    everyone = [*run_ids, sliced]
    until(lambda: all(scheduler.watch(run_id).notes for run_id in everyone), seconds=3)
    for run_id in run_ids:
        assert int(training_again(scheduler, run_id).newest.batch_loss) != process
    assert scheduler.watch(sliced).state == "interrupted"
    stop(scheduler, run_ids)
    training_again(scheduler, sliced)
    [waiting] = scheduler.submit([LONG], "late")
    assert scheduler.place(waiting) == 1
    stop(scheduler, [sliced])
    training(scheduler, waiting)
    stop(scheduler, [waiting])
    for run_id in everyone:
        assert [note.kind for note in scheduler.watch(run_id).notes] == ["worker_lost"]
