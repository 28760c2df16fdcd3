import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.jobs.fair_queue import FairQueue, expected_wait
from tests.there import there

jobs = st.lists(st.integers(1, 6), min_size=1, max_size=8)


def filled(sizes):
    queue = FairQueue()
    for owner, size in enumerate(sizes):
        queue.put(f"owner {owner}", [f"{owner}.{number}" for number in range(size)])
    return queue


def taken(queue):
    order = []
    while len(queue):
        order.append(queue.order()[0])
        queue.take(order[-1])
    return order


@given(jobs)
def test_everybody_gets_a_run_before_anybody_gets_another(sizes):
    order = taken(filled(sizes))
    assert len(order) == sum(sizes)
    rounds = [int(run.split(".")[1]) for run in order]
    assert rounds == sorted(rounds)


@given(jobs)
def test_places_are_the_order_in_which_runs_are_taken(sizes):
    queue = filled(sizes)
    order = queue.order()
    assert [queue.place(run) for run in order] == list(range(1, sum(sizes) + 1))
    assert taken(queue) == order
    assert len(queue) == 0


@given(jobs, st.data())
def test_a_removed_run_is_gone_and_no_other(sizes, data):
    queue = filled(sizes)
    before = queue.order()
    gone = data.draw(st.sampled_from(before))
    assert queue.remove(gone)
    assert not queue.remove(gone)
    assert queue.place(gone) is None
    assert sorted(taken(queue)) == sorted(set(before) - {gone})


def test_a_new_job_takes_the_place_of_the_owners_old_one():
    queue = filled([2, 1])
    assert queue.put("owner 0", ["new"]) == ["0.0", "0.1"]
    assert queue.order() == ["new", "1.0"]


def test_a_run_that_lost_its_turn_is_first():
    queue = filled([1, 1, 2])
    queue.put_first("owner 2", "lost")
    assert queue.order() == ["lost", "0.0", "1.0", "2.0", "2.1"]
    queue.put_first("somebody", "lost too")
    assert queue.order()[0] == "lost too"


def test_a_run_that_is_put_last_waits_for_all_others():
    queue = filled([1, 2, 1])
    queue.put_last("owner 0", "last")
    assert queue.order() == ["1.0", "2.0", "0.0", "1.1", "last"]
    queue.put_last("somebody", "behind all")
    assert queue.order()[-1] == "last"


def test_a_run_behind_others_may_be_taken_before_them():
    queue = filled([1, 2, 1])
    queue.take("1.0")
    assert queue.order() == ["0.0", "2.0", "1.1"]


@pytest.mark.parametrize(
    ("place", "remaining", "duration", "wait"),
    [
        (1, [0.0, 30.0], None, 0.0),
        (1, [20.0, 30.0], None, 20.0),
        (2, [20.0, 30.0], None, 30.0),
        (3, [20.0, 30.0], None, None),
        (3, [20.0, 30.0], 5.0, 30.0),
        (3, [20.0, 22.0], 5.0, 25.0),
        (1, [None, 30.0], None, None),
        (1, [None, 30.0], 8.0, 8.0),
        (1, [], 8.0, None),
        (1, [-3.0], 8.0, 0.0),
    ],
)
def test_expected_wait(place, remaining, duration, wait):
    assert expected_wait(place, remaining, duration) == wait


@given(st.lists(st.floats(0, 600), min_size=1, max_size=4), st.floats(0, 600), st.integers(1, 40))
def test_who_is_later_waits_no_less(remaining, duration, place):
    sooner, later = (there(expected_wait(p, remaining, duration)) for p in (place, place + 1))
    assert 0 <= sooner <= later
