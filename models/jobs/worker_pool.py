"""The workers of the cluster as the server knows them: who has room, who has compiled what, whose slice it is."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlparse

from cachetools import LRUCache

from models.experiment import Experiment
from models.jobs.attempt import Limits
from models.jobs.demand import Demand, demand_of
from models.jobs.processes import LOOPBACK
from models.limits import LIMITS

# As many as the engine keeps compiled.
_STRUCTURES_KEPT = 8
# TensorFlow, Keras and the built-in network.
_ENGINE_BYTES = 850_000_000
# Of a machine's memory; the rest is for the web server, which takes up to 0.8 GB of 2 when strangers try, and for Dask.
_SHARE_FOR_WORKERS = 0.7
# However small the machine is: below that a worker would be renewed after each run.
_LEAST_BYTES = round(1.5 * _ENGINE_BYTES)
_USUAL = demand_of(Experiment()).memory


@dataclass
class Worker:
    """A worker process.

    Attributes:
        slots: runs that it takes at a time, if they are of the usual kind.
        has_nanny: it can be restarted.
        room: bytes that its runs may take together; a run that takes more has the worker to itself.
        allowed: bytes that the worker may take with all that it has loaded.
        memory: bytes that it uses, as of its last heartbeat.
        runs: the runs that it has now, and what they take. served: how many it had.
        slice_of: the run that told last that it had its turn; "" where none did, or it is over.
        alone: the run that it has to itself, or is kept free for; "" for none.
        structures: what it has compiled of late.
        preparing: the structure that it compiles although it has no run of it.
        leaving: it is being restarted and gets no more runs.
        requests: ids of the requests it is at. ready: what it has loaded for requests.
    """

    address: str
    slots: int
    has_nanny: bool
    room: int
    allowed: float = math.inf
    memory: int = 0
    runs: dict[str, Demand] = field(default_factory=dict)
    served: int = 0
    slice_of: str = ""
    alone: str = ""
    structures: LRUCache[tuple, None] = field(default_factory=lambda: LRUCache(_STRUCTURES_KEPT))
    preparing: tuple | None = None
    leaving: bool = False
    requests: set[int] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)

    def has_room_for(self, demand: Demand) -> bool:
        """Whether it can take one more run. One run always fits, whatever it takes."""
        if self.leaving or self.alone in self.runs or len(self.runs) >= self.slots:
            return False
        if demand.is_large and any(other.is_large for other in self.runs.values()):
            return False
        return not self.runs or _bytes_together([*self.runs.values(), demand]) <= self.room

    @property
    def is_over(self) -> bool:
        """Whether its run takes more than its room."""
        return _bytes_together(self.runs.values()) > self.room

    def is_full_of_memory(self, limits: Limits) -> bool:
        """Whether it uses too much memory, whatever its runs were thought to take."""
        return self.memory > min(limits.memory + (limits.networks if self.ready else 0), self.allowed)

    def is_worn(self, limits: Limits) -> bool:
        """Whether it had enough runs or uses too much memory, and can be restarted just now."""
        worn = self.served >= limits.served or self.is_full_of_memory(limits)
        return worn and self.has_nanny and not self.runs and not self.requests and not self.preparing


class WorkerPool:
    """The workers by address. Not thread-safe."""

    def __init__(self, limits: Limits) -> None:
        self.workers: dict[str, Worker] = {}
        self._limits = limits

    def update(self, infos: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Take over what Dask's scheduler knows (the "workers" of `Client.scheduler_info`).

        Returns:
            The addresses of workers that are no longer there; they stay until `remove`.
        """
        for address, info in infos.items():
            if address not in self.workers:
                allowed = _allowed_bytes(address, info, len(infos))
                room = max(_USUAL.bytes, round(min(self._limits.memory, allowed)) - _ENGINE_BYTES)
                slots = min(self._limits.runs, max(1, (room - _USUAL.passing) // _USUAL.kept))
                self.workers[address] = Worker(
                    address, slots, bool(info.get("nanny")), room, max(allowed, _LEAST_BYTES)
                )
            self.workers[address].memory = info.get("metrics", {}).get("memory") or 0
        return [address for address in self.workers if address not in infos]

    def remove(self, address: str) -> None:
        """Forget a worker."""
        self.workers.pop(address, None)

    def choose(self, structure: tuple, demand: Demand, rather_not: Collection[str] = ()) -> Worker | None:
        """A worker with room: one with the fewest runs, best one that has compiled the structure or worked before.

        One that is kept free for a run, or that uses too much memory, is taken where no other has room.

        Args:
            rather_not: addresses of workers that are taken where no other has room, either.
        """
        return max(
            (worker for worker in self.workers.values() if self._has_room_for(demand, worker)),
            key=lambda w: (
                not (w.alone or w.is_full_of_memory(self._limits)),
                w.address not in rather_not,
                *(-len(w.runs), structure in w.structures, not w.preparing, w.served > 0),
            ),
            default=None,
        )

    def _has_room_for(self, demand: Demand, worker: Worker) -> bool:
        """As the worker's own `has_room_for`; what takes more than its room takes it of its neighbours'."""
        if not worker.has_room_for(demand):
            return False
        neighbours = (other for other in self.workers.values() if other is not worker and _host(other) == _host(worker))
        return demand.memory.bytes <= worker.room or not any(other.is_over for other in neighbours)

    def choose_alone(self, run_id: str) -> Worker | None:
        """A worker without a run, for one that must be alone; until there is one, the emptiest is kept free for it."""
        workers = [worker for worker in self.workers.values() if not worker.leaving]
        free = next((worker for worker in workers if not worker.runs), None)
        chosen = free or next((worker for worker in workers if worker.alone == run_id), None)
        chosen = chosen or min((w for w in workers if not w.alone), key=lambda w: len(w.runs), default=None)
        for worker in workers:
            if worker.alone == run_id:
                worker.alone = ""
        if chosen is not None:
            chosen.alone = run_id
        return free

    def learned(self, address: str, structure: tuple) -> None:
        """Note that a worker has compiled a structure."""
        worker = self.workers.get(address)
        if worker is not None:
            worker.structures[structure] = None

    def prepared(self, address: str) -> None:
        """Note that a worker is done with what it was preparing."""
        worker = self.workers.get(address)
        if worker is not None and worker.preparing is not None:
            self.learned(address, worker.preparing)
            worker.preparing = None

    @property
    def slots(self) -> int:
        """Runs that the cluster takes at a time, if they are of the usual kind."""
        return sum(worker.slots for worker in self.workers.values() if not worker.leaving)

    @property
    def here(self) -> int:
        """How many workers take runs."""
        return sum(not worker.leaving for worker in self.workers.values())


def _bytes_together(runs: Collection[Demand]) -> int:
    """What runs of one worker take: each what it keeps, and one at a time what it takes in its turn."""
    return sum(run.memory.kept for run in runs) + max((run.memory.passing for run in runs), default=0)


def _host(worker: Worker) -> str | None:
    return urlparse(worker.address).hostname


def _allowed_bytes(address: str, info: Mapping[str, Any], workers: int) -> float:
    """What a worker may take of its machine: what Dask allows it; where that is no limit, its part of this one."""
    if info.get("memory_limit"):
        return info["memory_limit"]
    if urlparse(address).hostname != LOOPBACK:
        return math.inf
    return _SHARE_FOR_WORKERS * LIMITS.memory / workers
