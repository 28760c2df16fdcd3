"""What gives way when runs take too much room: nobody loses what was promised, least of all for others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.jobs.room import KEPT_OF_AN_OWNER
from models.jobs.store import RunStore
from models.limits import LIMITS
from models.transfer.saved_models import keep_model
from tests.there import there
from tests.unit.jobs.runs import add_frames, finished, result_of, sized, started

SCORES = {"result_data": result_of(0)}


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("models.jobs.audience.time.monotonic", lambda: now[0])
    return now


def known(store, run_ids):
    return [run_id for run_id in run_ids if store.get(run_id)]


def kinds(store, run_id):
    return [note.kind for note in there(store.get(run_id)).notes]


def test_one_large_result_takes_nothing_from_others_and_keeps_its_own_scores():
    store = RunStore(most_bytes=100_000)
    others = [finished(store, f"pupil {number}", frames=3, **SCORES) for number in range(20)]
    large = finished(store, "stranger", frames=3, result_data=result_of(1_000_000))
    assert known(store, others) == others
    assert there(there(store.get(large)).result).test_accuracy == 0.9
    assert kinds(store, large) == ["pictures_removed"]
    assert [note for run_id in others for note in kinds(store, run_id)] == []
    assert store.size <= 100_000


def test_frames_become_fewer_first_and_curves_and_scores_stay():
    store = RunStore(most_bytes=100_000)
    run_ids = [finished(store, "ann", frames=200, frame_bytes=100, **SCORES) for _ in range(10)]
    assert known(store, run_ids) == run_ids
    frames = [there(store.get(run_id)).frames for run_id in run_ids]
    assert all(len(one) >= 40 and (one[0].step, one[-1].step) == (0, 199) for one in frames)
    assert store.size <= 100_000


def test_beyond_the_last_ten_those_of_who_has_most_go_and_of_these_the_one_looked_at_longest_ago(clock):
    store = RunStore(most_runs=30)
    bobs = [finished(store, "bob") for _ in range(KEPT_OF_AN_OWNER + 2)]
    anns = []
    for _ in range(KEPT_OF_AN_OWNER + 8):
        clock[0] += 1.0
        anns.append(finished(store, "ann"))
    clock[0] += 20.0
    store.get(anns[0])
    store.watching(anns[1], "ann")
    started(store, "eve")
    assert (known(store, bobs), len(store)) == (bobs, 30)
    assert [run_id for run_id in anns if run_id not in known(store, anns)] == [anns[2]]


def test_who_has_ten_loses_none_of_them_for_another_ones_hundred():
    store = RunStore(most_runs=60)
    kept = [finished(store, "ann") for _ in range(KEPT_OF_AN_OWNER)]
    hundred = [finished(store, "bob") for _ in range(100)]
    assert known(store, kept) == kept
    assert known(store, hundred)[-KEPT_OF_AN_OWNER:] == hundred[-KEPT_OF_AN_OWNER:]


def test_of_too_many_owners_those_go_whose_tab_is_gone_for_longest(clock):
    store = RunStore(most_runs=6)
    first, second = ([finished(store, owner) for _ in range(3)] for owner in ("gone first", "gone later"))
    clock[0] += 250.0
    store.watching(second[0], "gone later")
    clock[0] += 400.0
    here = [finished(store, "ann") for _ in range(4)]
    assert (known(store, first), known(store, second), known(store, here)) == ([], second[1:], here)


def test_among_those_who_are_here_whoever_has_most_gives_the_oldest():
    store = RunStore(most_runs=5)
    ann, bob = [finished(store, "ann")], [finished(store, "bob") for _ in range(4)]
    eve = finished(store, "eve")
    assert (known(store, ann), known(store, bob), known(store, [eve])) == (ann, bob[1:], [eve])


def test_what_is_watched_or_goes_on_is_thinned_rather_than_forgotten():
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
def test_bytes_are_counted_exactly_and_bounded(actions):
    store = RunStore(most_bytes=2000, most_runs=4)
    ids: list[str] = []
    for step, (number, size, ends) in enumerate(actions):
        if number >= len(ids):
            ids.append(started(store))
            continue
        add_frames(store, ids[number], [sized(step, size)])
        if ends:
            store.end(ids[number], "finished", result_data=result_of(size))
    runs = [run for run in map(store.get, ids) if run]
    assert store.size == sum(run.size for run in runs)
    if any(run.is_over for run in runs):
        assert len(runs) <= 4
        assert store.size <= 2000


def test_as_many_runs_are_kept_as_the_limit_says_and_not_one_more():
    store = RunStore()
    run_ids = [finished(store, f"owner {number // KEPT_OF_AN_OWNER}") for number in range(LIMITS.runs)]
    assert known(store, run_ids) == run_ids
    finished(store, "one more")
    assert len(store) == LIMITS.runs


# --- Trained networks ----------------------------------------------------------------------------


def kept_network(size=7):
    """A network's file as a run leaves it."""
    return keep_model(lambda path: path.write_bytes(bytes(size)))


def with_network(store, owner="ann", size=7):
    """The id of a run that is over, and the file of its network."""
    file = kept_network(size)
    return finished(store, owner, model_file=file, **SCORES), Path(file)


def test_a_network_goes_when_its_run_is_forgotten():
    store = RunStore()
    (first, first_file), (_, second_file) = (with_network(store) for _ in range(2))
    store.forget(first)
    assert (first_file.exists(), second_file.exists()) == (False, True)


def test_all_networks_go_when_the_server_ends():
    store = RunStore()
    runs = [with_network(store) for _ in range(3)]
    store.remove_models()
    assert [file for _, file in runs if file.exists()] == []
    assert there(store.get(runs[0][0])).state == "finished"


@pytest.mark.parametrize("bound", [{"most_models": 4}, {"most_model_bytes": 40}])
def test_who_has_most_networks_gives_the_oldest_file_and_keeps_the_scores(bound):
    store = RunStore(**bound)
    bob = with_network(store, "bob", 10)
    anns = [with_network(store, "ann", 10) for _ in range(3)]
    eve = with_network(store, "eve", 10)
    assert [file.exists() for _, file in (bob, *anns, eve)] == [True, False, True, True, True]
    assert kinds(store, anns[0][0]) == ["model_removed"]
    assert there(there(store.get(anns[0][0])).result).test_accuracy == 0.9
