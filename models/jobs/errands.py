"""Errands: short questions to a worker, answered beside the runs, in turn between all who ask."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from models.jobs.fleet import Fleet, Worker
from models.jobs.store import Failure

MOST_ATTEMPTS = 2

AnswerState = Literal["waiting", "working", "done", "failed", "cancelled"]


class Answer:
    """What will come of an errand. Thread-safe.

    Attributes:
        state: "waiting", "working", "done", "failed" or "cancelled".
        value: what the worker answered; ``None`` before.
        failure: why there is no answer.
    """

    def __init__(self) -> None:
        self.state: AnswerState = "waiting"
        self.value: Any = None
        self.failure: Failure | None = None
        self._over = threading.Event()
        self._lock = threading.Lock()  # the page calls off while the answer arrives in another thread

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._over.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over, at most so long. Returns whether it is."""
        return self._over.wait(seconds)

    def cancel(self) -> None:
        """Nobody wants to know any more. What is being worked on is still done, and then thrown away."""
        self.end("cancelled")

    def end(self, state: AnswerState, value: Any = None, failure: Failure | None = None) -> None:
        """Set how it ended, once."""
        with self._lock:
            if not self.is_over:
                self.value, self.failure, self.state = value, failure, state
                self._over.set()

    def move(self, state: AnswerState) -> None:
        """It is on its way, "waiting" or "working"; nothing happens where it is over."""
        with self._lock:
            if not self.is_over:
                self.state = state


@dataclass(eq=False)
class Errand:
    """A question on its way.

    Attributes:
        task: a name in the engine's table of tasks. payload: its arguments, packed.
        needs: what a worker may have loaded for it already, such as a network's name.
        spread: it is cheap to load what it needs into every worker; else those that have it are waited for.
        address: the worker it is with; "" while it waits.
        departed: when it went there, of `time.monotonic`.
        future: of Dask.
    """

    task: str
    payload: bytes
    owner: str
    needs: str = ""
    spread: bool = True
    answer: Answer = field(default_factory=Answer)
    attempt: int = 0
    address: str = ""
    departed: float = 0.0
    future: Any = None
    id: int = field(default_factory=itertools.count(1).__next__)


class Desk:
    """All errands that wait or are out. Knows nothing of Dask; not thread-safe.

    Owners take turns, one errand each, so that a visitor with twenty photos holds up nobody with one.
    """

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._waiting: dict[str, deque[Errand]] = {}
        self.out: list[Errand] = []

    def __len__(self) -> int:
        return sum(len(errands) for errands in self._waiting.values())

    def put(self, errand: Errand) -> None:
        """Have it wait for its owner's turn."""
        self._waiting.setdefault(errand.owner, deque()).append(errand)

    def send_next(self) -> Errand | None:
        """Give the next errand that a worker can take to that worker; ``None`` if there is none."""
        for owner in list(self._waiting):
            errand = self._first_wanted(owner)
            worker = None if errand is None else self._choose(errand)
            if errand is None or worker is None:
                continue
            self._waiting[owner].popleft()
            rest = self._waiting.pop(owner)
            if rest:
                self._waiting[owner] = rest  # behind all others
            return self._depart(errand, worker)
        return None

    def land(self, errand: Errand, ending: dict[str, Any]) -> None:
        """It came back; see `models.jobs.entry.answer` for ``ending``."""
        worker = self._leave(errand)
        if "failure" in ending:
            errand.answer.end("failed", failure=Failure.told(ending))
            return
        if worker is not None and errand.needs:
            worker.ready.add(errand.needs)
        errand.answer.end("done", ending["value"])

    def lose(self, errand: Errand) -> None:
        """It was lost with its worker: it goes out again, once, before all that wait."""
        self._leave(errand)
        if errand.attempt < MOST_ATTEMPTS:
            errand.answer.move("waiting")
            errands = self._waiting.pop(errand.owner, deque())
            errands.appendleft(errand)
            self._waiting = {errand.owner: errands, **self._waiting}
        else:
            errand.answer.end("failed", failure=Failure("worker_lost"))

    def lose_worker(self, address: str) -> None:
        """A worker is gone, and what it was asked."""
        for errand in [errand for errand in self.out if errand.address == address]:
            self.lose(errand)

    def fail_waiting(self, failure: Failure) -> None:
        """Fail all that wait: there is no cluster."""
        for errand in itertools.chain(*self._waiting.values()):
            errand.answer.end("failed", failure=failure)
        self._waiting.clear()

    def overdue(self, seconds: float) -> list[Errand]:
        """Errands that have been out for longer than this; their answers fail now, they stay out till they land."""
        late = [errand for errand in self.out if time.monotonic() - errand.departed > seconds]
        for errand in late:
            errand.answer.end("failed", failure=Failure("timeout", values={"seconds": seconds}))
        return late

    def _first_wanted(self, owner: str) -> Errand | None:
        errands = self._waiting[owner]
        while errands and errands[0].answer.is_over:
            errands.popleft()
        if not errands:
            del self._waiting[owner]
            return None
        return errands[0]

    def _choose(self, errand: Errand) -> Worker | None:
        """A worker without an errand: best one that has loaded what is needed, else one without a run."""
        workers = [worker for worker in self._fleet.workers.values() if not worker.leaving]
        informed = [worker for worker in workers if errand.needs in worker.ready]
        if informed and not errand.spread:
            workers = informed
        elif not errand.spread and any(other.needs == errand.needs for other in self.out):
            return None  # it is just being loaded
        free = [worker for worker in workers if not worker.errands]
        return max(free, key=lambda w: (errand.needs in w.ready, not w.runs, not w.preparing), default=None)

    def _depart(self, errand: Errand, worker: Worker) -> Errand:
        errand.attempt += 1
        errand.address, errand.departed = worker.address, time.monotonic()
        errand.answer.move("working")
        worker.errands.add(errand.id)
        self.out.append(errand)
        return errand

    def _leave(self, errand: Errand) -> Worker | None:
        self.out.remove(errand)
        if errand.future is not None:
            errand.future.release()
        worker = self._fleet.workers.get(errand.address)
        errand.address, errand.future = "", None
        if worker is not None:
            worker.errands.discard(errand.id)
        return worker
