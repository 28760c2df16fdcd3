import itertools
import threading

import pytest

from models.jobs.store import RunStore
from models.runs.wire import pack
from tests.there import there
from tests.unit.jobs.runs import EXPERIMENT, add_frames, packed, sized, started
from tests.unit.jobs.toy_engine import result


def test_a_run_that_was_read_stays_as_it_was():
    store = RunStore()
    run_id = started(store)
    before = there(store.get(run_id))
    add_frames(store, run_id, [packed(1)])
    store.note(run_id, "worker_lost", attempt=1)
    after = there(store.get(run_id))
    assert before.frames == ()
    assert before.newest is None
    assert there(after.newest).step == 1
    assert after.newest is after.newest
    assert after.notes[0].values == {"attempt": 1}


def test_what_ended_stays_as_it_is():
    store = RunStore()
    run_id = started(store)
    store.end(run_id, "stopped")
    store.end(run_id, "finished", result_data=b"late")
    assert there(store.get(run_id)).state == "stopped"
    assert there(store.get(run_id)).result is None


def test_a_forgotten_run_is_gone_and_what_is_told_of_it_later_changes_nothing():
    store = RunStore()
    run_id = started(store)
    add_frames(store, run_id, [packed(1)])
    store.forget(run_id)
    add_frames(store, run_id, [packed(2)])
    store.end(run_id, "finished", result_data=b"late")
    store.forget(run_id)
    assert store.get(run_id) is None
    assert (len(store), store.size) == (0, 0)


def test_the_result_comes_back():
    store = RunStore()
    run_id = started(store)
    store.end(run_id, "finished", result_data=pack(result("epochs", EXPERIMENT)))
    assert there(there(store.get(run_id)).result).test_accuracy == 0.9


def test_a_new_attempt_replaces_frames_and_marks_with_its_first_frame():
    store = RunStore()
    run_id = started(store)
    add_frames(store, run_id, [packed(1), packed(2)])
    store.change(run_id, tuned=({"epoch": 0.1},), attempt=2)
    assert len(there(store.get(run_id)).frames) == 2
    add_frames(store, run_id, [packed(1)])
    assert [item.step for item in there(store.get(run_id)).frames] == [1]
    assert there(store.get(run_id)).tuned == ()


def test_a_long_run_stays_evenly_covered():
    store = RunStore(most_frames=20)
    run_id = started(store)
    add_frames(store, run_id, (sized(step, 1) for step in range(1000)))
    steps = [item.step for item in there(store.get(run_id)).frames]
    assert len(steps) == 20
    assert (steps[0], steps[-1]) == (0, 999)
    assert max(after - before for before, after in itertools.pairwise(steps)) <= 3 * 1000 / 20


def test_many_threads_lose_nothing():
    store = RunStore()
    run_id = started(store)

    def note():
        for _ in range(200):
            store.note(run_id, "replaced")

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(there(store.get(run_id)).notes) == 800


@pytest.mark.parametrize("missing", ["change", "note"])
def test_a_forgotten_run_is_left_at_that(missing):
    store = RunStore()
    getattr(store, missing)("nobody", **({"state": "failed"} if missing == "change" else {"kind": "replaced"}))
    assert len(store) == 0


def test_what_was_changed_is_kept_with_the_experiment_of_then():
    store = RunStore()
    run_id = started(store)
    mark = {"epoch": 1.0, "changes": {"learning_rate": 0.5}, "before": {"learning_rate": 0.1}}
    store.mark(run_id, mark, EXPERIMENT.replace(learning_rate=0.5))
    run = there(store.get(run_id))
    assert (run.tuned, run.experiment.learning_rate) == ((mark,), 0.5)
