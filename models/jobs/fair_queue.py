"""The queue of runs that wait for a worker: jobs take turns, each with one run at a time."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass
class _Job:
    """What an owner has handed in and waits.

    Attributes:
        is_aside: it gave up its place: all others go before it.
    """

    owner: str
    runs: deque[str]
    is_aside: bool = False


class FairQueue:
    """Jobs of one or several runs, one job an owner. Not thread-safe.

    A job that had one run taken goes to the end, behind all that wait, so a comparison of six
    networks does not hold up six others. A run that finds no room may be passed over by those behind it.
    """

    def __init__(self) -> None:
        self._jobs: deque[_Job] = deque()

    def __len__(self) -> int:
        return sum(len(job.runs) for job in self._jobs)

    @property
    def owners(self) -> list[str]:
        """Who has a job that waits."""
        return [job.owner for job in self._jobs]

    def put(self, owner: str, runs: Iterable[str]) -> list[str]:
        """Queue an owner's job. It takes the place of the one that the owner has waiting.

        Returns:
            The runs that it replaced.
        """
        for job in self._jobs:
            if job.owner == owner:
                replaced, job.runs, job.is_aside = list(job.runs), deque(runs), False
                return replaced
        self._jobs.append(_Job(owner, deque(runs)))
        return []

    def put_first(self, owner: str, run: str) -> None:
        """Queue a run before all others: it had its turn and lost it."""
        job = self._job_of(owner)
        job.runs.appendleft(run)
        self._jobs.appendleft(job)

    def put_last(self, owner: str, run: str) -> None:
        """Queue a run behind all others."""
        job = self._job_of(owner)
        job.runs.append(run)
        self._jobs.append(job)

    def set_aside(self, owner: str) -> list[str]:
        """Have all others go before an owner's job, until `bring_back`. Returns its runs."""
        job = self._job_of(owner)
        job.is_aside = True
        self._jobs.append(job)
        return list(job.runs)

    def bring_back(self, owner: str) -> None:
        """Give an owner's job a place again, behind all that have one."""
        job = self._job_of(owner)
        job.is_aside = False
        self._jobs.append(job)

    def runs_of(self, owner: str) -> list[str]:
        """The runs of an owner that wait."""
        return [run for job in self._jobs if job.owner == owner for run in job.runs]

    def is_aside(self, owner: str) -> bool:
        """Whether the owner's job gave up its place."""
        return any(job.is_aside for job in self._jobs if job.owner == owner)

    def first_aside(self) -> str | None:
        """The owner who gave up the place first."""
        return next((job.owner for job in self._jobs if job.is_aside), None)

    def take(self, run: str) -> None:
        """A waiting run has its turn and leaves the queue; those of its owner that wait go behind all others."""
        job = next(job for job in self._jobs if run in job.runs)
        job.runs.remove(run)
        self._jobs.remove(job)
        if job.runs:
            self._jobs.append(job)

    def remove(self, run: str) -> bool:
        """Take a run out. Returns whether it was waiting."""
        for job in self._jobs:
            if run in job.runs:
                job.runs.remove(run)
                if not job.runs:
                    self._jobs.remove(job)
                return True
        return False

    def order(self) -> list[str]:
        """All waiting runs in the order in which they will be taken."""
        return [*self._turns(is_aside=False), *self._turns(is_aside=True)]

    def _turns(self, is_aside: bool) -> list[str]:
        jobs = deque(deque(job.runs) for job in self._jobs if job.is_aside is is_aside)
        order = []
        while jobs:
            runs = jobs.popleft()
            order.append(runs.popleft())
            if runs:
                jobs.append(runs)
        return order

    def _job_of(self, owner: str) -> _Job:
        """The owner's job, taken out of the queue; a new one if there is none."""
        job = next((job for job in self._jobs if job.owner == owner), None)
        if job is None:
            return _Job(owner, deque())
        self._jobs.remove(job)
        return job

    def place(self, run: str) -> int | None:
        """1 for the run that is next; ``None`` for one that does not wait."""
        order = self.order()
        return order.index(run) + 1 if run in order else None


def expected_wait(place: int, remaining: Sequence[float | None], duration: float | None) -> float | None:
    """How long a run will wait for its turn.

    Args:
        place: in the queue, from 1.
        remaining: for each slot, seconds until it is free: 0 for one that is, ``None`` if unknown.
        duration: how long a run usually holds a slot, in seconds; ``None`` if unknown.

    Returns:
        Seconds, or ``None`` where what is known does not tell.
    """
    known = [duration if seconds is None else seconds for seconds in remaining]
    free_at = [max(0.0, seconds) for seconds in known if seconds is not None]
    if not free_at or len(free_at) < len(known):
        return None
    heapq.heapify(free_at)
    for _ in range(place - 1):
        if duration is None:
            # Without a usual duration only the slots' first turns are known.
            if len(free_at) == 1:
                return None
            heapq.heappop(free_at)
        else:
            heapq.heappush(free_at, heapq.heappop(free_at) + duration)
    return free_at[0]
