"""The workers of the cluster as the server knows them: who is free, who has compiled what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from models.jobs.attempt import Limits

# As many as the engine keeps compiled.
_STRUCTURES_KEPT = 8


@dataclass
class Worker:
    """A worker process.

    Attributes:
        slots: runs that it takes at a time.
        has_nanny: it can be restarted.
        memory: bytes that it uses, as of its last heartbeat.
        runs: ids of the runs it has now. served: how many it had.
        structures: what it has compiled of late.
        preparing: the structure that it compiles although it has no run of it.
        leaving: it is being restarted and gets no more runs.
        requests: ids of the requests it is at. ready: what it has loaded for requests.
    """

    address: str
    slots: int
    has_nanny: bool
    memory: int = 0
    runs: set[str] = field(default_factory=set)
    served: int = 0
    structures: LRUCache[tuple, None] = field(default_factory=lambda: LRUCache(_STRUCTURES_KEPT))
    preparing: tuple | None = None
    leaving: bool = False
    requests: set[int] = field(default_factory=set)
    ready: set[str] = field(default_factory=set)

    @property
    def has_room(self) -> bool:
        return not self.leaving and len(self.runs) < self.slots

    def is_worn(self, limits: Limits) -> bool:
        """Whether it had enough runs or uses too much memory, and can be restarted just now."""
        memory = limits.memory + (limits.networks if self.ready else 0)
        worn = self.served >= limits.served or self.memory > memory
        return worn and self.has_nanny and not self.runs and not self.requests and not self.preparing


class WorkerPool:
    """The workers by address. Not thread-safe."""

    def __init__(self) -> None:
        self.workers: dict[str, Worker] = {}

    def update(self, infos: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """Take over what Dask's scheduler knows (the "workers" of `Client.scheduler_info`).

        Returns:
            The addresses of workers that are no longer there; they stay until `remove`.
        """
        for address, info in infos.items():
            worker = self.workers.setdefault(address, Worker(address, info["nthreads"], bool(info.get("nanny"))))
            worker.memory = info.get("metrics", {}).get("memory") or 0
        return [address for address in self.workers if address not in infos]

    def remove(self, address: str) -> None:
        """Forget a worker."""
        self.workers.pop(address, None)

    def choose(self, structure: tuple) -> Worker | None:
        """A worker with room: best one that has compiled the structure, else one that has worked before."""
        free = [worker for worker in self.workers.values() if worker.has_room]
        return max(
            free, key=lambda w: (structure in w.structures, not w.preparing, -len(w.runs), w.served > 0), default=None
        )

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
        """Runs that the cluster takes at a time."""
        return sum(worker.slots for worker in self.workers.values() if not worker.leaving)

    @property
    def is_full(self) -> bool:
        return not any(worker.has_room for worker in self.workers.values())
