"""Queue, workers and attempts without Dask: which run goes where, and what a loss or a limit does."""

import time
from pathlib import Path

import pytest

from models.experiment import Experiment
from models.jobs import mailbox
from models.jobs.attempt import Attempt, Limits
from models.jobs.run_queue import RunQueue
from models.jobs.store import RunStore
from models.runs.control import UNWATCHED, WATCHED, Control
from models.settings import SettingError
from models.transfer.saved_models import keep_model

EXPERIMENT = Experiment()
OTHER = Experiment(batch_size=64)
RESULT = {"kind": "result", "reason": "epochs", "model_file": "", "data": b"result"}


@pytest.fixture
def run_queue():
    run_queue = RunQueue(RunStore(), Limits(budget=600.0))
    run_queue.pool.update({address: {"nthreads": 1, "nanny": "n", "metrics": {"memory": 1}} for address in "ab"})
    return run_queue


def queued(run_queue, owner="ann", experiment=EXPERIMENT):
    run = run_queue.store.add(owner, experiment)
    run_queue.queue.put(owner, [run.id])
    return run.id


def started(run_queue, owner="ann", experiment=EXPERIMENT):
    run_id = queued(run_queue, owner, experiment)
    attempt, _, _ = run_queue.next_attempt()
    assert attempt.run_id == run_id
    tell(run_queue, attempt, "phase", "training")
    return attempt


def tell(run_queue, attempt, kind, data, **more):
    run_queue.hear({"run": attempt.run_id, "attempt": attempt.number, "kind": kind, "data": data, **more})


def ago(seconds):
    return time.monotonic() - seconds


def test_a_worker_that_knows_the_structure_is_preferred(run_queue):
    first = started(run_queue)
    second = started(run_queue, "bob", OTHER)
    assert {first.address, second.address} == {"a", "b"}
    for attempt in (first, second):
        run_queue.finish(attempt, {"kind": "stopped"})
    assert started(run_queue, "eve", OTHER).address == second.address
    assert started(run_queue, "dan", EXPERIMENT).address == first.address


def test_a_run_waits_while_all_workers_are_busy(run_queue):
    started(run_queue)
    started(run_queue, "bob")
    waiting = queued(run_queue, "eve")
    assert run_queue.next_attempt() is None
    assert run_queue.queue.place(waiting) == 1


def test_what_an_older_attempt_tells_is_ignored(run_queue):
    first = started(run_queue)
    run_queue.lose_worker(first.address)
    assert run_queue.store.get(first.run_id).state == "interrupted"
    second, _, _ = run_queue.next_attempt()
    tell(run_queue, first, "frame", b"old", step=9, epoch=0.9, progress=0.9, seconds=9.0)
    assert run_queue.store.get(first.run_id).frames == ()
    tell(run_queue, second, "frame", b"new", step=1, epoch=0.1, progress=0.1, seconds=1.0)
    assert [frame.data for frame in run_queue.store.get(first.run_id).frames] == [b"new"]


def test_a_second_attempt_goes_on_with_the_tuned_values_and_the_pace(run_queue):
    attempt = started(run_queue)
    run_queue.take_command(attempt.run_id, "tune", EXPERIMENT.replace(learning_rate=0.7))
    run_queue.take_command(attempt.run_id, "pace", 2.0)
    run_queue.lose_worker(attempt.address)
    _, experiment, commands = run_queue.next_attempt()
    assert experiment.learning_rate == 0.7
    assert run_queue.store.get(attempt.run_id).experiment == experiment
    assert commands == (("pace", 2.0), ("frames", WATCHED))


def test_a_run_is_told_when_its_audience_has_gone_and_when_it_is_back(run_queue, monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr("models.jobs.store.time.monotonic", lambda: now)
    run_id = queued(run_queue)
    run_queue.next_attempt()

    def told():
        changed = run_queue.changed_audiences()
        for run, frames in changed:
            run_queue.take_command(run, "frames", frames)
        return changed

    assert not told()
    now += 10.5
    assert told() == [(run_id, UNWATCHED)]
    assert not told()
    run_queue.store.watching(run_id, "eve")
    assert told() == [(run_id, WATCHED)]
    assert not told()


def test_a_run_that_waited_unwatched_begins_with_few_frames(run_queue, monkeypatch):
    queued(run_queue)
    now = time.monotonic() + 60.0
    monkeypatch.setattr("models.jobs.store.time.monotonic", lambda: now)
    _, _, commands = run_queue.next_attempt()
    assert commands == (("frames", UNWATCHED),)


def test_a_run_has_the_values_that_the_engine_took_over(run_queue):
    attempt = started(run_queue)
    first, second = (EXPERIMENT.replace(learning_rate=rate) for rate in (0.7, 0.8))
    run_queue.take_command(attempt.run_id, "tune", first)
    run_queue.take_command(attempt.run_id, "tune", second)
    mark = {"epoch": 1.0, "changes": {"learning_rate": 0.7}, "before": {"learning_rate": 0.05}}
    tell(run_queue, attempt, "tuned", mark)
    assert run_queue.store.get(attempt.run_id).experiment == first
    run_queue.finish(attempt, RESULT)
    run = run_queue.store.get(attempt.run_id)
    assert (run.experiment, run.tuned) == (first, (mark,))


def test_nothing_changes_a_run_that_is_over(run_queue):
    attempt = started(run_queue)
    run_queue.finish(attempt, RESULT)
    before = run_queue.store.get(attempt.run_id)
    tell(run_queue, attempt, "tuned", {"epoch": 1.0, "changes": {"learning_rate": 0.7}, "before": {}})
    tell(run_queue, attempt, "phase", "training")
    run_queue.lose_worker(attempt.address)
    assert run_queue.store.get(attempt.run_id) == before


def test_the_network_of_a_run_that_was_forgotten_meanwhile_goes_at_once(run_queue):
    attempt = started(run_queue)
    file = keep_model(lambda path: path.write_bytes(b"weights"))
    run_queue.store.forget(attempt.run_id)
    run_queue.finish(attempt, RESULT | {"model_file": file})
    assert not Path(file).exists()


def test_a_stopped_run_does_not_start_again_when_its_worker_is_lost(run_queue):
    attempt = started(run_queue)
    run_queue.take_command(attempt.run_id, "stop", None)
    run_queue.lose_worker(attempt.address)
    assert run_queue.store.get(attempt.run_id).state == "stopped"
    assert len(run_queue.queue) == 0


def test_a_stop_while_compiling_shows_at_once_and_keeps_the_slot(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "compiling")
    run_queue.take_command(attempt.run_id, "stop", None)
    assert run_queue.store.get(attempt.run_id).state == "stopped"
    assert attempt.run_id in run_queue.attempts
    tell(run_queue, attempt, "phase", "training")
    assert run_queue.store.get(attempt.run_id).state == "stopped"


@pytest.mark.parametrize(
    ("trains", "seconds_ago", "kind"),
    [
        (True, {}, ""),
        (True, {"stop_asked": 14}, ""),
        (True, {"stop_asked": 16}, "killed"),
        (False, {"stop_asked": 16}, ""),
        (False, {"stop_asked": 21}, "killed"),
        (True, {"busy_since": 655}, ""),
        (True, {"busy_since": 661}, "overtime"),
        (True, {"busy_since": 661, "paused_since": 300}, ""),
    ],
)
def test_overdue(trains, seconds_ago, kind):
    times = {name: ago(seconds) for name, seconds in seconds_ago.items()}
    attempt = Attempt("run", "ann", 1, "a", trains=trains, **times)
    assert attempt.overdue(Limits(budget=600.0)) == kind


def test_a_pause_does_not_count_as_training_time():
    attempt = Attempt("run", "ann", 1, "a", busy_since=ago(500), paused_since=ago(400))
    attempt.pause(False)
    assert attempt.busy_since == pytest.approx(ago(100), abs=1)


@pytest.mark.parametrize(
    ("paused", "crowded", "unwatched", "kind"),
    [
        (90, 61, 1, "pause_limit"),
        (90, 50, 1, ""),
        (50, 90, 1, ""),
        (90, 11, 20, "pause_limit"),
        (90, 5, 20, ""),
        (None, 200, 160, "unwatched"),
        (None, 200, 60, ""),
        (None, 100, 160, ""),
    ],
)
def test_how_long_a_run_may_keep_others_waiting(paused, crowded, unwatched, kind):
    paused_since = None if paused is None else ago(paused)
    attempt = Attempt("run", "ann", 1, "a", paused_since=paused_since)
    assert attempt.idle(ago(crowded), unwatched, Limits()) == kind


def test_features_may_take_as_long_as_they_come(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "features")
    attempt.busy_since = ago(700)
    assert attempt.overdue(Limits(budget=600.0)) == "overtime"
    tell(run_queue, attempt, "features", (400, 2000))
    assert attempt.overdue(Limits(budget=600.0)) == ""


def test_remaining_time_comes_from_progress_and_is_bounded_by_the_budget():
    attempt = Attempt("run", "ann", 1, "a")
    limits = Limits(budget=100.0)
    assert attempt.remaining(0.0, 0.0, limits) is None
    assert attempt.remaining(0.25, 10.0, limits) == pytest.approx(30.0)
    assert attempt.remaining(0.01, 10.0, limits) == pytest.approx(90.0)


@pytest.mark.parametrize(("text", "budget"), [("20", 20.0), ("", 600.0), ("soon", 600.0)])
def test_the_budget_is_configurable(monkeypatch, text, budget):
    monkeypatch.setenv("LAYERLAB_RUN_SECONDS", text)
    assert Limits().budget == budget


def test_a_command_that_overtakes_its_run_is_kept():
    mailbox.deliver("run", 1, "stop")
    control = mailbox.open_mailbox("run", 1)
    assert control.stopped
    mailbox.deliver("run", 1, "pause")
    assert control.paused
    mailbox.deliver("run", 1, "tune", mailbox.packed_value("tune", EXPERIMENT.replace(learning_rate=0.7)))
    assert control.take_tuned() == EXPERIMENT.replace(learning_rate=0.7)
    with pytest.raises(SettingError):
        mailbox.deliver("run", 1, "tune", "{}x")
    mailbox.close_mailbox("run", 1)
    assert not mailbox.open_mailbox("run", 2).stopped
    mailbox.close_mailbox("run", 2)


def test_commands_to_runs_that_are_over_do_not_pile_up():
    for number in range(200):
        mailbox.deliver(f"over {number}", 1, "stop")
    assert isinstance(mailbox.open_mailbox("over 0", 1), Control)
    assert not mailbox.open_mailbox("over 0", 1).stopped
    assert mailbox.open_mailbox("over 199", 1).stopped


def test_a_stop_while_it_is_scored_does_not_cost_the_result(run_queue):
    attempt = started(run_queue)
    tell(run_queue, attempt, "phase", "scoring")
    run_queue.take_command(attempt.run_id, "stop", None)
    assert run_queue.store.get(attempt.run_id).state == "scoring"
    run_queue.finish(attempt, RESULT)
    assert run_queue.store.get(attempt.run_id).result_data == b"result"
    assert run_queue.usual_duration is not None


@pytest.mark.parametrize(("scored", "kind"), [(10, ""), (30, "killed")])
def test_a_run_that_obeyed_has_time_to_be_scored(scored, kind):
    attempt = Attempt("run", "ann", 1, "a", stop_asked=ago(100))
    attempt.enter("scoring")
    attempt.busy_since = ago(scored)
    assert attempt.overdue(Limits(stop=5.0, stop_early=20.0)) == kind
