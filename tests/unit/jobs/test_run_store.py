import itertools
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.experiment import Experiment
from models.jobs.store import PackedFrame, RunStore, thin
from models.runs.wire import pack
from models.transfer.saved_models import keep_model
from tests.there import there
from tests.unit.jobs.toy_engine import frame, result

EXPERIMENT = Experiment()


def packed(step):
    return PackedFrame(step, step / 10, pack(frame(step)))


def sized(step, size):
    return PackedFrame(step, step / 10, bytes(size))


def started(store, owner="ann"):
    run = store.add(owner, EXPERIMENT)
    store.change(run.id, attempt=1, state="training")
    return run.id


def add_frames(store, run_id, frames):
    for item in frames:
        store.add_frame(run_id, item, progress=0.5, seconds=1.0)


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


def kept_network():
    """A network's file as a run leaves it."""
    return keep_model(lambda path: path.write_bytes(b"weights"))


def with_networks(store, count):
    """Runs that are over, and the files of their networks."""
    runs = [(started(store), kept_network()) for _ in range(count)]
    for run_id, file in runs:
        assert store.end(run_id, "finished", result_data=bytes(300), model_file=file)
    return runs


def test_a_network_goes_when_its_run_is_forgotten():
    store = RunStore(most_runs=2)
    (first, first_file), (second, second_file) = with_networks(store, 2)
    store.get(first)  # the second was looked at longer ago
    started(store)
    assert (Path(first_file).exists(), Path(second_file).exists()) == (True, False)
    store.forget(first)
    assert not Path(first_file).exists()
    assert store.get(second) is None


def test_all_networks_go_when_the_server_ends():
    store = RunStore()
    runs = with_networks(store, 3)
    store.remove_models()
    assert [file for _, file in runs if Path(file).exists()] == []
    assert there(store.get(runs[0][0])).state == "finished"


def test_a_new_attempt_replaces_frames_and_marks_with_its_first_frame():
    store = RunStore()
    run_id = started(store)
    add_frames(store, run_id, [packed(1), packed(2)])
    store.change(run_id, tuned=({"epoch": 0.1},), attempt=2)
    assert len(there(store.get(run_id)).frames) == 2
    add_frames(store, run_id, [packed(1)])
    assert [item.step for item in there(store.get(run_id)).frames] == [1]
    assert there(store.get(run_id)).tuned == ()


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=60, unique=True), st.integers(2, 30))
def test_thinning_keeps_order_first_and_newest(steps, most):
    frames = tuple(sized(step, 1) for step in sorted(steps))
    kept = thin(frames, most)
    assert len(kept) == min(most, len(frames))
    assert (kept[0], kept[-1]) == (frames[0], frames[-1])
    assert [item.step for item in kept] == sorted(item.step for item in kept)


def test_a_long_run_stays_evenly_covered():
    store = RunStore(most_frames=20)
    run_id = started(store)
    add_frames(store, run_id, (sized(step, 1) for step in range(1000)))
    steps = [item.step for item in there(store.get(run_id)).frames]
    assert len(steps) == 20
    assert (steps[0], steps[-1]) == (0, 999)
    assert max(after - before for before, after in itertools.pairwise(steps)) <= 3 * 1000 / 20


def test_the_run_looked_at_longest_ago_is_forgotten_first():
    store = RunStore(most_bytes=1000)
    run_ids = [started(store) for _ in range(3)]
    for run_id in run_ids:
        store.end(run_id, "finished", result_data=bytes(300))
    store.get(run_ids[0])
    newest = started(store)
    add_frames(store, newest, [sized(1, 300)])
    assert [run_id for run_id in run_ids if store.get(run_id)] == [run_ids[0], run_ids[2]]
    assert store.size == 900


def test_what_is_watched_or_running_is_thinned_rather_than_forgotten():
    store = RunStore(most_bytes=1000)
    run_ids = [started(store) for _ in range(2)]
    store.watching(run_ids[0], "bob")
    for run_id in run_ids:
        add_frames(store, run_id, (sized(step, 10) for step in range(60)))
    store.end(run_ids[0], "finished")
    assert store.size <= 1000
    for run_id in run_ids:
        assert [there(store.get(run_id)).frames[at].step for at in (0, -1)] == [0, 59]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 400), st.booleans()), max_size=60))
def test_bytes_are_counted_exactly_and_bounded_by_what_runs(actions):
    store = RunStore(most_bytes=2000, most_runs=4)
    ids: list[str] = []
    for step, (number, size, ends) in enumerate(actions):
        if number >= len(ids):
            ids.append(started(store))
            continue
        add_frames(store, ids[number], [sized(step, size)])
        if ends:
            store.end(ids[number], "finished", result_data=bytes(size))
    known = [run for run in map(store.get, ids) if run]
    assert store.size == sum(run.size for run in known)
    if any(run.is_over for run in known):
        assert len(known) <= 4
        assert store.size <= 2000


def test_watchers_are_sessions_and_are_counted_once():
    store = RunStore()
    run_id = started(store)
    for session in ("ann", "bob", "ann"):
        store.watching(run_id, session)
    assert store.watchers(run_id) == 2
    store.watching("nobody", "ann")
    assert store.watchers("nobody") == 0


def test_watchers_expire(monkeypatch):
    store = RunStore()
    run_id = started(store)
    store.watching(run_id, "ann")
    monkeypatch.setattr("models.jobs.store._WATCHING_SECONDS", 0.0)
    assert store.watchers(run_id) == 0


def test_a_run_is_unwatched_from_the_last_look_on(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("models.jobs.store.time.monotonic", lambda: clock[0])
    store = RunStore()
    run_id = started(store)
    clock[0] = 130.0
    assert store.unwatched(run_id) == 30.0
    store.watching(run_id, "ann")
    clock[0] = 135.0
    store.get(run_id)
    assert store.unwatched(run_id) == 5.0


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
