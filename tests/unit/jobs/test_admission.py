"""Who may wait, and who gives up the place: nobody fills the queue, and closed tabs keep nobody waiting."""

import pytest

from models.jobs.admission import QueueFull, admit, mind_followers
from models.jobs.attempt import Limits
from models.jobs.giving_way import idle
from models.limits import LIMITS
from tests.there import there
from tests.unit.jobs.queues import EXPERIMENT, ago, opened, queued, started


@pytest.fixture
def run_queue():
    """Two workers that take one run at a time."""
    return opened(Limits(runs=1))


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("models.jobs.audience.time.monotonic", lambda: now[0])
    return now


def handed_in(run_queue, owner, count=1):
    """The ids of a job's runs."""
    admit(run_queue, owner)
    run_ids = [run_queue.store.add(owner, EXPERIMENT).id for _ in range(count)]
    run_queue.queue.put(owner, run_ids)
    return run_ids


def kinds(run_queue, run_id):
    return [note.kind for note in there(run_queue.store.get(run_id)).notes]


def test_as_many_jobs_wait_as_the_limit_says_and_not_one_more(run_queue):
    for number in range(LIMITS.jobs_waiting):
        handed_in(run_queue, f"pupil {number}", count=3)
    with pytest.raises(QueueFull) as refused:
        handed_in(run_queue, "late")
    assert (refused.value.is_own, refused.value.most) == (False, LIMITS.jobs_waiting)
    assert len(run_queue.queue.owners) == LIMITS.jobs_waiting


def test_a_session_has_as_many_jobs_as_the_limit_says_whatever_they_are_called(run_queue):
    for number in range(LIMITS.session_jobs):
        handed_in(run_queue, f"ann/job {number}")
    with pytest.raises(QueueFull) as refused:
        handed_in(run_queue, "ann")
    assert refused.value.is_own
    handed_in(run_queue, "bob")


def test_jobs_that_go_on_count_and_those_told_to_stop_do_not():
    run_queue = opened(Limits(runs=1, session_jobs=2))
    first = started(run_queue, "ann")
    handed_in(run_queue, "ann/comparison")
    with pytest.raises(QueueFull):
        handed_in(run_queue, "ann/another")
    first.ask_to_stop()
    handed_in(run_queue, "ann/another")


def test_who_has_a_job_may_put_another_in_its_place_though_the_queue_is_full():
    run_queue = opened(Limits(runs=1, jobs=1))
    started(run_queue, "ann")
    handed_in(run_queue, "bob")
    with pytest.raises(QueueFull):
        handed_in(run_queue, "eve")
    handed_in(run_queue, "bob")
    handed_in(run_queue, "ann")
    assert run_queue.queue.owners == ["bob", "ann"]


def test_a_job_that_no_tab_follows_lets_all_others_go_first_and_is_told_so(run_queue, clock):
    closed, followed = handed_in(run_queue, "closed", 2), handed_in(run_queue, "ann", 2)
    clock[0] += LIMITS.unfollowed_seconds
    run_queue.store.watching(followed[1], "ann")
    mind_followers(run_queue)
    assert run_queue.queue.order() == [closed[0], followed[0], closed[1], followed[1]]
    clock[0] += 1.0
    mind_followers(run_queue)
    mind_followers(run_queue)
    assert run_queue.queue.order() == [*followed, *closed]
    assert [kinds(run_queue, run_id) for run_id in closed] == [["unfollowed"], ["unfollowed"]]
    assert kinds(run_queue, followed[0]) == []


def test_who_is_back_waits_behind_all_others(run_queue, clock):
    [gone], [first] = handed_in(run_queue, "gone"), handed_in(run_queue, "first")
    clock[0] += 30.0
    run_queue.store.watching(first, "first")
    mind_followers(run_queue)
    [second] = handed_in(run_queue, "second")
    run_queue.store.watching(gone, "gone")
    mind_followers(run_queue)
    assert run_queue.queue.order() == [first, second, gone]
    assert there(run_queue.store.get(gone)).state == "queued"


def test_what_nobody_follows_begins_only_where_nobody_would_miss_it(run_queue, clock):
    other = started(run_queue, "ann")
    [gone] = handed_in(run_queue, "gone")
    clock[0] += 30.0
    run_queue.store.watching(other.run_id, "ann")
    mind_followers(run_queue)
    assert run_queue.next_attempt() is None, "one worker is free, but would be slower for who is here"
    clock[0] += 30.0
    attempt, _, _ = run_queue.next_attempt()
    assert (attempt.run_id, attempt.unfollowed) == (gone, True)


def test_what_began_though_nobody_followed_it_gives_way_soon(run_queue, clock):
    handed_in(run_queue, "gone")
    clock[0] += 30.0
    mind_followers(run_queue)
    unfollowed, _, _ = run_queue.next_attempt()
    other = started(run_queue, "bob")
    queued(run_queue, "ann")
    idle(run_queue)
    run_queue.crowded_since = clock[0] - 11.0
    assert idle(run_queue) == [unfollowed]
    assert other not in idle(run_queue)


def test_a_full_queue_drops_what_no_tab_follows_and_says_so(clock):
    run_queue = opened(Limits(runs=1, jobs=2))
    closed, here = handed_in(run_queue, "closed", 2), handed_in(run_queue, "here")
    clock[0] += 30.0
    run_queue.store.watching(here[0], "here")
    mind_followers(run_queue)
    [new] = handed_in(run_queue, "new")
    assert run_queue.queue.order() == [*here, new]
    assert {there(run_queue.store.get(run_id)).state for run_id in closed} == {"stopped"}
    assert kinds(run_queue, closed[0]) == ["unfollowed", "dropped"]


def test_nobody_gives_way_to_what_no_tab_follows(run_queue, clock):
    alone = [started(run_queue, owner) for owner in ("ann", "bob")]
    handed_in(run_queue, "closed")
    clock[0] += 300.0
    mind_followers(run_queue)
    run_queue.crowded_since = ago(200)
    assert idle(run_queue) == []
    assert {run_queue.store.get(attempt.run_id).state for attempt in alone} == {"training"}
