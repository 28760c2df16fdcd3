"""Requests on a real cluster: beside runs, in turn, and when their worker dies."""

from __future__ import annotations

import numpy as np
import pytest

from models.experiment import Experiment
from models.jobs.attempt import Limits
from models.jobs.requests import Request, RequestQueue
from models.jobs.worker_pool import Worker, WorkerPool
from tests.there import there
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.waiting import ended


def test_an_answer_comes_back_as_it_was_made(scheduler):
    answer = scheduler.ask("echo", {"picture": np.arange(6, dtype=np.uint8).reshape(2, 3)}, "ann")
    assert answer.wait(30)
    assert answer.state == "done"
    np.testing.assert_array_equal(answer.value["picture"], [[0, 1, 2], [3, 4, 5]])


def test_an_error_of_ours_is_told_with_its_values(scheduler):
    answer = scheduler.ask("fail", {"why": "no such thing"}, "ann")
    assert answer.wait(30)
    assert (answer.state, answer.failure.kind) == ("failed", "toy_missing")
    assert answer.failure.values == {"what": "no such thing"}


def test_requests_are_answered_while_every_worker_trains(scheduler):
    run_ids = [scheduler.submit([Experiment(epochs=1000)], owner)[0] for owner in ("ann", "bob")]
    for run_id in run_ids:
        training(scheduler, run_id)
    answer = scheduler.ask("echo", {}, "cid")
    assert answer.wait(30)
    assert answer.state == "done"
    for run_id, owner in zip(run_ids, ("ann", "bob"), strict=True):
        assert not scheduler.watch(run_id).is_over
        scheduler.command(run_id, owner, "stop")
        ended(scheduler, run_id)


def test_an_request_whose_worker_dies_goes_to_another(scheduler, tmp_path):
    answer = scheduler.ask("die_once", {"mark": str(tmp_path / "mark")}, "ann")
    assert answer.wait(60)
    assert answer.state == "done"


def test_an_request_that_kills_its_workers_fails(scheduler):
    answer = scheduler.ask("die", {}, "ann")
    assert answer.wait(60)
    assert (answer.state, answer.failure.kind) == ("failed", "worker_lost")


def test_an_request_that_takes_too_long_fails_and_the_next_is_done(toy_environment):
    with open_scheduler(limits=Limits(request=1.0)) as scheduler:
        late = scheduler.ask("sleep", {"seconds": 600}, "ann")
        assert late.wait(60)
        assert (late.state, late.failure.kind) == ("failed", "timeout")
        following = scheduler.ask("echo", {}, "ann")
        assert following.wait(60)
        assert following.state == "done"


@pytest.fixture
def pool():
    pool = WorkerPool(Limits())
    for address in ("one", "two"):
        pool.workers[address] = Worker(address, 1, True, 0)
    return pool


def send(requests):
    request = requests.send_next()
    return None if request is None else (request.owner, request.address)


def request(owner, **more):
    return Request("task", b"", owner, **more)


def test_owners_take_turns(pool):
    requests = RequestQueue(pool)
    del pool.workers["two"]
    for owner in ("ann", "ann", "ann", "bob"):
        requests.put(request(owner))
    order = []
    while (sent := requests.send_next()) is not None:
        order.append(sent.owner)
        requests.finish(sent, {"value": None})
    assert order == ["ann", "bob", "ann", "ann"]


def test_a_worker_has_one_request_at_a_time(pool):
    requests = RequestQueue(pool)
    for _ in range(3):
        requests.put(request("ann"))
    assert {send(requests)[1], send(requests)[1]} == {"one", "two"}
    assert send(requests) is None


def test_what_one_worker_has_loaded_is_not_loaded_twice(pool):
    requests = RequestQueue(pool)
    for _ in range(2):
        requests.put(request("ann", needs="vgg16", spread=False))
    first = there(requests.send_next())
    loaded_by = first.address
    assert send(requests) is None  # the other worker would load it too
    requests.finish(first, {"value": None})
    assert send(requests) == ("ann", loaded_by)


def test_what_is_cheap_to_load_goes_to_the_free_worker(pool):
    requests = RequestQueue(pool)
    for _ in range(2):
        requests.put(request("ann", needs="lite0"))
    assert {send(requests)[1], send(requests)[1]} == {"one", "two"}


def test_a_cancelled_request_is_not_sent(pool):
    requests = RequestQueue(pool)
    unwanted = request("ann")
    requests.put(unwanted)
    requests.put(request("bob"))
    unwanted.answer.cancel()
    assert send(requests)[0] == "bob"
    assert send(requests) is None
    assert len(requests) == 0


def test_an_overdue_request_frees_its_worker_when_it_comes_back_after_all(pool):
    requests = RequestQueue(pool)
    late = request("ann")
    requests.put(late)
    worker = pool.workers[there(requests.send_next()).address]
    assert requests.overdue(-1.0) == [late]
    assert late.attempt == 1  # by which the dispatcher knows the attempt that comes back
    requests.finish(late, {"value": 1})
    assert not worker.requests
    assert (late.answer.state, late.answer.value) == ("failed", None)


def test_an_answer_that_is_over_stays_as_it_is(pool):
    requests = RequestQueue(pool)
    asked = request("ann")
    requests.put(asked)
    requests.send_next()
    asked.answer.cancel()
    requests.lose_worker(asked.address)
    assert asked.answer.state == "cancelled"
    assert send(requests) is None
