"""Errands on a real cluster: beside runs, in turn, and when their worker dies."""

from __future__ import annotations

import numpy as np
import pytest

from models.experiment import Experiment
from models.jobs.errands import Desk, Errand
from models.jobs.fleet import Fleet, Worker
from models.jobs.flight import Limits
from tests.unit.jobs.offices import open_office, training
from tests.waiting import ended


def test_an_answer_comes_back_as_it_was_made(office):
    answer = office.ask("echo", {"picture": np.arange(6, dtype=np.uint8).reshape(2, 3)}, "ann")
    assert answer.wait(30)
    assert answer.state == "done"
    np.testing.assert_array_equal(answer.value["picture"], [[0, 1, 2], [3, 4, 5]])


def test_an_error_of_ours_is_told_with_its_values(office):
    answer = office.ask("fail", {"why": "no such thing"}, "ann")
    assert answer.wait(30)
    assert (answer.state, answer.failure.kind) == ("failed", "toy_missing")
    assert answer.failure.values == {"what": "no such thing"}


def test_errands_are_done_while_every_worker_trains(office):
    run_ids = [office.submit([Experiment(epochs=1000)], owner)[0] for owner in ("ann", "bob")]
    for run_id in run_ids:
        training(office, run_id)
    answer = office.ask("echo", {}, "cid")
    assert answer.wait(30)
    assert answer.state == "done"
    for run_id, owner in zip(run_ids, ("ann", "bob"), strict=True):
        assert not office.watch(run_id).is_over
        office.command(run_id, owner, "stop")
        ended(office, run_id)


def test_an_errand_whose_worker_dies_goes_to_another(office, tmp_path):
    answer = office.ask("die_once", {"mark": str(tmp_path / "mark")}, "ann")
    assert answer.wait(60)
    assert answer.state == "done"


def test_an_errand_that_kills_its_workers_fails(office):
    answer = office.ask("die", {}, "ann")
    assert answer.wait(60)
    assert (answer.state, answer.failure.kind) == ("failed", "worker_lost")


def test_an_errand_that_takes_too_long_fails_and_the_next_is_done(toy_environment):
    with open_office(limits=Limits(errand=1.0)) as office:
        late = office.ask("sleep", {"seconds": 600}, "ann")
        assert late.wait(60)
        assert (late.state, late.failure.kind) == ("failed", "timeout")
        following = office.ask("echo", {}, "ann")
        assert following.wait(60)
        assert following.state == "done"


@pytest.fixture
def fleet():
    fleet = Fleet()
    for address in ("one", "two"):
        fleet.workers[address] = Worker(address, 1, True)
    return fleet


def send(desk):
    errand = desk.send_next()
    return None if errand is None else (errand.owner, errand.address)


def errand(owner, **more):
    return Errand("task", b"", owner, **more)


def test_owners_take_turns(fleet):
    desk = Desk(fleet)
    del fleet.workers["two"]
    for owner in ("ann", "ann", "ann", "bob"):
        desk.put(errand(owner))
    order = []
    while (sent := desk.send_next()) is not None:
        order.append(sent.owner)
        desk.land(sent, {"value": None})
    assert order == ["ann", "bob", "ann", "ann"]


def test_a_worker_has_one_errand_at_a_time(fleet):
    desk = Desk(fleet)
    for _ in range(3):
        desk.put(errand("ann"))
    assert {send(desk)[1], send(desk)[1]} == {"one", "two"}
    assert send(desk) is None


def test_what_one_worker_has_loaded_is_not_loaded_twice(fleet):
    desk = Desk(fleet)
    for _ in range(2):
        desk.put(errand("ann", needs="vgg16", spread=False))
    first = desk.send_next()
    loaded_by = first.address
    assert send(desk) is None  # the other worker would load it too
    desk.land(first, {"value": None})
    assert send(desk) == ("ann", loaded_by)


def test_what_is_cheap_to_load_goes_to_the_free_worker(fleet):
    desk = Desk(fleet)
    for _ in range(2):
        desk.put(errand("ann", needs="lite0"))
    assert {send(desk)[1], send(desk)[1]} == {"one", "two"}


def test_a_cancelled_errand_is_not_sent(fleet):
    desk = Desk(fleet)
    unwanted = errand("ann")
    desk.put(unwanted)
    desk.put(errand("bob"))
    unwanted.answer.cancel()
    assert send(desk)[0] == "bob"
    assert send(desk) is None
    assert len(desk) == 0


def test_an_overdue_errand_frees_its_worker_when_it_comes_back_after_all(fleet):
    desk = Desk(fleet)
    late = errand("ann")
    desk.put(late)
    worker = fleet.workers[desk.send_next().address]
    assert desk.overdue(-1.0) == [late]
    assert late.attempt == 1  # by which the dispatcher knows the attempt that comes back
    desk.land(late, {"value": 1})
    assert not worker.errands
    assert (late.answer.state, late.answer.value) == ("failed", None)


def test_an_answer_that_is_over_stays_as_it_is(fleet):
    desk = Desk(fleet)
    asked = errand("ann")
    desk.put(asked)
    desk.send_next()
    asked.answer.cancel()
    desk.lose_worker(asked.address)
    assert asked.answer.state == "cancelled"
    assert send(desk) is None
