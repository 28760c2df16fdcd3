"""How many runs a worker has at a time: as many as its memory allows."""

import pytest

from models.experiment import Experiment
from models.jobs import worker_pool
from models.jobs.attempt import Limits
from models.jobs.demand import Demand, demand_of
from models.jobs.worker_pool import WorkerPool
from models.limits import ServerLimits
from models.run_memory.need import Need

SMALL = ServerLimits.of(2_000_000_000)


def pool_of(monkeypatch, workers, limits=SMALL):
    monkeypatch.setattr(worker_pool, "LIMITS", limits)
    pool = WorkerPool(Limits())
    pool.update({f"tcp://127.0.0.1:{place}": {"nanny": "there"} for place in range(workers)})
    return pool, list(pool.workers.values())


def demand(kept, passing):
    return Demand(Need(kept, passing), False)


def test_what_runs_keep_adds_up_and_of_what_passes_the_largest_counts(monkeypatch):
    _pool, (worker,) = pool_of(monkeypatch, 1)
    worker.runs = {"a": demand(100_000_000, 200_000_000), "b": demand(100_000_000, 500_000_000)}
    left = worker.room - 700_000_000
    assert worker.has_room_for(demand(left, 500_000_000))
    assert not worker.has_room_for(demand(left + 1, 500_000_000))
    assert not worker.has_room_for(demand(left, 500_000_001))


def test_the_largest_run_that_is_allowed_finds_room_in_a_small_machines_one_worker(monkeypatch):
    _pool, (worker,) = pool_of(monkeypatch, 1)
    largest = demand(0, SMALL.run_bytes)
    assert worker.has_room_for(largest)
    worker.runs = {"largest": largest}
    assert not worker.has_room_for(demand(1, 0)), "it has it to itself"
    assert worker.slots == pytest.approx(12, abs=2), "usual runs beside one another"


def test_what_takes_more_than_a_workers_room_is_trained_one_at_a_time(monkeypatch):
    pool, (first, second) = pool_of(monkeypatch, 2)
    large = demand(0, max(first.room, second.room) + 1)
    first.runs = {"large": large}
    assert pool.choose((), large) is None
    assert pool.choose((), demand_of(Experiment())) is second
    first.runs = {}
    assert pool.choose((), large) is not None


def test_a_worker_that_is_as_large_as_a_small_machine_allows_is_renewed(monkeypatch):
    _pool, (worker,) = pool_of(monkeypatch, 1)
    worker.ready = {"vgg16"}
    worker.memory = round(worker.allowed)
    assert not worker.is_full_of_memory(Limits())
    worker.memory += 1
    assert worker.is_full_of_memory(Limits())


def test_with_many_workers_on_a_small_machine_none_is_renewed_for_what_each_takes_anyway(monkeypatch):
    _pool, workers = pool_of(monkeypatch, 4)
    workers[0].memory = 900_000_000
    assert not workers[0].is_full_of_memory(Limits())
