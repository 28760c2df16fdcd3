"""Queue, workers and attempts without Dask: which run goes where, and what a loss or a limit does."""

import time
from pathlib import Path

import pytest

from models.experiment import Experiment
from models.jobs import mailbox
from models.jobs.attempt import Attempt, Limits
from models.jobs.giving_way import idle, overdue
from models.jobs.waiting import ahead_of
from models.layers import Layer
from models.runs.control import UNWATCHED, WATCHED, Control
from models.settings import SettingError
from models.transfer.saved_models import keep_model
from tests.there import there
from tests.unit.jobs.queues import EXPERIMENT, RESULT, ago, opened, queued, started, tell

OTHER = Experiment(batch_size=64)


@pytest.fixture
def run_queue():
    """Two workers that take one run at a time."""
    return opened(Limits(runs=1, budget=600.0))


@pytest.fixture
def class_queue():
    """Two workers that take as many as their memory allows."""
    return opened(Limits(budget=600.0))


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
        (False, {"stop_asked": 59}, ""),
        (False, {"stop_asked": 61}, "killed"),
        (True, {"busy_since": 655}, ""),
        (True, {"busy_since": 661}, "overtime"),
        (True, {"busy_since": 661, "paused_since": 300}, ""),
    ],
)
def test_overdue(trains, seconds_ago, kind):
    times = {name: ago(seconds) for name, seconds in seconds_ago.items()}
    attempt = Attempt("run", "ann", 1, "a", trains=trains, **times)
    assert attempt.overdue(Limits(budget=600.0)) == kind


def test_a_run_that_waits_for_its_slice_is_not_judged():
    attempt = Attempt("run", "ann", 1, "a", trains=True, busy_since=ago(700), waits_since=ago(600), stop_asked=ago(99))
    assert attempt.overdue(Limits(budget=600.0)) == ""
    attempt.begin_slice()
    assert attempt.busy_since == pytest.approx(ago(100), abs=1)
    assert attempt.overdue(Limits(budget=600.0)) == "", "it has only now been able to obey"
    attempt.slice_since = ago(16)
    assert attempt.overdue(Limits(budget=600.0)) == "killed"


def test_a_slice_that_does_not_end_is_overdue_long_before_the_budget():
    attempt = Attempt("run", "ann", 1, "a", trains=True, busy_since=ago(130), slice_since=ago(119))
    assert attempt.overdue(Limits(budget=600.0)) == ""
    attempt.slice_since = ago(121)
    assert attempt.overdue(Limits(budget=600.0)) == "overtime"


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
        (None, 50, 40, "unwatched"),
        (None, 50, 20, ""),
        (None, 20, 40, ""),
    ],
)
def test_how_long_a_run_may_keep_others_waiting(paused, crowded, unwatched, kind):
    paused_since = None if paused is None else ago(paused)
    attempt = Attempt("run", "ann", 1, "a", paused_since=paused_since)
    assert attempt.idle(ago(crowded), unwatched, Limits()) == kind


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


# --- Many runs on a worker -----------------------------------------------------------------------

LARGE = Experiment(layers=(Layer(units=1024), Layer(units=1024)), optimizer="adam")


def a_class(run_queue, count, experiment=EXPERIMENT):
    return [started(run_queue, f"pupil {number}", experiment.replace(seed=number)) for number in range(count)]


def on(attempts, address):
    return [attempt for attempt in attempts if attempt.address == address]


def test_workers_have_equally_many_runs(class_queue):
    attempts = a_class(class_queue, 30)
    assert len(on(attempts, "a")) == len(on(attempts, "b")) == 15


def test_memory_bounds_how_many_runs_a_worker_has(class_queue):
    assert 12 <= class_queue.pool.slots // 2 <= 32
    photos = Experiment(dataset="cifar10", examples=50_000)
    while True:
        queued(class_queue, f"pupil {len(class_queue.attempts)}", photos)
        if class_queue.next_attempt() is None:
            break
    assert 2 < len(class_queue.attempts) < 12
    _, _, free = there(ahead_of(class_queue, class_queue.queue.order()[0]))
    assert free == 0
    assert started(class_queue, "somebody").address in "ab", "a small one finds room before it"


def test_a_worker_has_one_large_run_at_a_time(class_queue):
    first, second = (started(class_queue, owner, LARGE) for owner in ("ann", "bob"))
    assert {first.address, second.address} == {"a", "b"}
    waiting = queued(class_queue, "eve", LARGE)
    assert class_queue.next_attempt() is None
    assert ahead_of(class_queue, waiting) == (1, [first, second], 0)
    started(class_queue, "dan")
    class_queue.finish(first, RESULT)
    attempt, _, _ = class_queue.next_attempt()
    assert (attempt.run_id, attempt.address) == (waiting, first.address)


def test_an_owner_has_no_more_runs_than_there_are_workers(class_queue):
    runs = [class_queue.store.add("ann", EXPERIMENT.replace(seed=seed)).id for seed in range(4)]
    class_queue.queue.put("ann", runs)
    first, second = (class_queue.next_attempt()[0] for _ in range(2))
    assert class_queue.next_attempt() is None
    assert ahead_of(class_queue, runs[3]) == (2, [first, second], 0)
    started(class_queue, "bob")
    class_queue.finish(first, RESULT)
    assert class_queue.next_attempt()[0].run_id == runs[2]


def test_an_owners_runs_go_to_workers_of_their_own(class_queue):
    first = started(class_queue, "ann")
    class_queue.pool.workers[first.address].alone = "somebody"  # so that the other worker has more runs
    assert {started(class_queue, owner).address for owner in ("bob", "eve")}.isdisjoint({first.address})
    class_queue.pool.workers[first.address].alone = ""
    second = started(class_queue, "ann")
    assert second.address != first.address
    assert started(class_queue, "dan").address == first.address


def test_a_lost_worker_starts_all_again_and_last_and_alone_the_one_whose_slice_it_was(class_queue):
    attempts = a_class(class_queue, 8)
    waiting = queued(class_queue, "late", LARGE.replace(dataset="cifar10"))
    lost = on(attempts, "a")
    reason = lost[1]
    tell(class_queue, lost[0], "slice", True)
    tell(class_queue, reason, "slice", True)
    class_queue.lose_worker("a")
    assert {class_queue.store.get(attempt.run_id).state for attempt in lost} == {"interrupted"}
    innocent = [attempt.run_id for attempt in lost if attempt is not reason]
    assert class_queue.queue.order() == [*innocent, waiting, reason.run_id]
    again = [class_queue.next_attempt()[0] for _ in range(4)]
    assert [attempt.run_id for attempt in again] == [*innocent, waiting]
    assert {attempt.address for attempt in again} == {"b"}
    assert class_queue.next_attempt() is None, "there is no worker without a run"
    class_queue.pool.update({"c": {"nthreads": 1, "nanny": "n", "metrics": {}}})
    alone, _, _ = class_queue.next_attempt()
    assert (alone.run_id, alone.address, alone.number) == (reason.run_id, "c", 2)
    assert started(class_queue, "somebody").address == "b"
    class_queue.finish(alone, RESULT)
    assert started(class_queue, "somebody else").address == "c"


def test_a_worker_is_kept_free_for_a_run_that_must_be_alone(class_queue):
    attempts = a_class(class_queue, 4)
    reason, innocent = on(attempts, "a")
    tell(class_queue, reason, "slice", True)
    class_queue.lose_worker("a")
    class_queue.pool.update({"c": {"nthreads": 1, "nanny": "n", "metrics": {}}})
    again, _, _ = class_queue.next_attempt()
    assert (again.run_id, again.address) == (innocent.run_id, "c")
    assert class_queue.next_attempt() is None
    assert started(class_queue, "late").address == "b", "though that has more runs"
    class_queue.finish(again, RESULT)
    alone, _, _ = class_queue.next_attempt()
    assert (alone.run_id, alone.address) == (reason.run_id, "c")


def test_a_restarted_worker_has_no_run_to_blame(class_queue):
    attempts = a_class(class_queue, 4)
    lost = on(attempts, "a")
    tell(class_queue, lost[0], "slice", True)
    class_queue.pool.workers["a"].leaving = True
    class_queue.lose_worker("a")
    assert class_queue.queue.order() == [attempt.run_id for attempt in lost]
    assert not class_queue.alone


def test_the_clocks_of_those_who_wait_for_a_slice_stand_still(class_queue):
    first, second = on(a_class(class_queue, 4), "a")
    tell(class_queue, second, "slice", True)
    assert (first.waits_since is None, second.waits_since is None) == (False, True)
    class_queue.finish(second, RESULT)
    assert first.waits_since is None
    assert class_queue.pool.workers["a"].slice_of == ""
    assert class_queue.taking_turns("a") == 1


def test_a_run_whose_mate_pauses_is_not_judged_by_a_slice_that_nobody_ends(class_queue):
    first, second = on(a_class(class_queue, 4), "a")
    for attempt in (first, second):
        tell(class_queue, attempt, "slice", True)
    tell(class_queue, second, "paused", True)
    tell(class_queue, first, "slice", True)
    assert class_queue.pool.workers["a"].slice_of == first.run_id
    first.busy_since = ago(130)
    assert (first.slice_since, first.waits_since) == (None, None)
    assert overdue(class_queue) == []


def test_what_a_run_tells_is_a_sign_of_life(class_queue):
    first, second = on(a_class(class_queue, 4), "a")
    for attempt in (first, second):
        tell(class_queue, attempt, "slice", True)
    second.slice_since = ago(110)
    tell(class_queue, second, "frame", b"", step=1, epoch=0.1, progress=0.1, seconds=1.0)
    assert second.slice_since > ago(1)
    assert first.slice_since is None


def test_a_run_that_is_scored_beside_the_others_waits_for_nobody(class_queue):
    first, second = on(a_class(class_queue, 4), "a")
    tell(class_queue, second, "slice", True)
    tell(class_queue, first, "slice", True)
    tell(class_queue, first, "slice", False)
    tell(class_queue, first, "phase", "scoring")
    tell(class_queue, second, "slice", True)
    assert (first.waits_since, second.waits_since) == (None, None)
    assert class_queue.taking_turns("a") == 1


def test_no_run_is_lost_for_one_that_has_not_begun(class_queue):
    training, other = on(a_class(class_queue, 4), "a")
    compiles = on([started(class_queue, f"late {number}") for number in range(2)], "a")[0]
    tell(class_queue, compiles, "phase", "compiling")
    class_queue.take_command(compiles.run_id, "stop", None)
    compiles.stop_asked = ago(100)
    assert overdue(class_queue) == []
    for attempt in (training, other):
        class_queue.finish(attempt, RESULT)
    assert overdue(class_queue) == [compiles]


def test_a_run_that_is_lost_for_the_sake_of_others_starts_again_each_time(class_queue):
    run_id = a_class(class_queue, 4)[0].run_id
    for number in range(1, 4):
        attempt = class_queue.attempts[run_id]
        assert attempt.number == number
        tell(class_queue, attempt, "phase", "training")
        class_queue.pool.workers[attempt.address].leaving = True
        class_queue.lose_worker(attempt.address)
        class_queue.pool.update({f"new {number}": {"nthreads": 1, "nanny": "n", "metrics": {}}})
        while class_queue.next_attempt():
            pass
    attempt = class_queue.attempts[run_id]
    tell(class_queue, attempt, "phase", "training")
    tell(class_queue, attempt, "slice", True)
    class_queue.lose_worker(attempt.address)
    assert class_queue.store.get(run_id).state == "interrupted"


def test_only_those_who_keep_others_waiting_give_way(class_queue):
    attempt = started(class_queue)
    attempt.pause(True)
    attempt.paused_since = ago(1000)
    class_queue._crowded_since = ago(1000)
    queued(class_queue, "bob")
    assert idle(class_queue) == []
