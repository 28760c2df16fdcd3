"""Requests: short questions to a worker, answered beside the runs, in turn between all who ask."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from models.jobs.run import Failure
from models.jobs.worker_pool import Worker, WorkerPool

MOST_ATTEMPTS = 2  # of a request, and of a run

AnswerState = Literal["waiting", "working", "done", "failed", "cancelled"]


class Answer:
    """What will come of a request. Thread-safe.

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
class Request:
    """A question on its way.

    Attributes:
        task: a name in the engine's table of tasks. payload: its arguments, packed.
        needs: what a worker may have loaded for it already, such as a network's name.
        spread: it is cheap to load what it needs into every worker; else those that have it are waited for.
        address: the worker it is with; "" while it waits.
        attempt: 1, or 2 after the first worker was lost; 0 before. started: when it went there, of `time.monotonic`.
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
    started: float = 0.0
    future: Any = None
    id: int = field(default_factory=itertools.count(1).__next__)


class RequestQueue:
    """All requests that wait or are with a worker. Knows nothing of Dask; not thread-safe.

    Owners take turns, one request each, so that a visitor with twenty photos holds up nobody with one.
    """

    def __init__(self, pool: WorkerPool) -> None:
        self._pool = pool
        self._waiting: dict[str, deque[Request]] = {}
        self.sent: list[Request] = []

    def __len__(self) -> int:
        return sum(len(requests) for requests in self._waiting.values())

    def put(self, request: Request) -> None:
        """Have it wait for its owner's turn."""
        self._waiting.setdefault(request.owner, deque()).append(request)

    def send_next(self) -> Request | None:
        """Give the next request that a worker can take to that worker; ``None`` if there is none."""
        for owner in list(self._waiting):
            request = self._first_wanted(owner)
            worker = None if request is None else self._choose(request)
            if request is None or worker is None:
                continue
            self._waiting[owner].popleft()
            rest = self._waiting.pop(owner)
            if rest:
                self._waiting[owner] = rest  # behind all others
            return self._send(request, worker)
        return None

    def finish(self, request: Request, ending: dict[str, Any]) -> None:
        """It came back; see `models.jobs.entry.answer` for ``ending``."""
        worker = self._leave(request)
        if "failure" in ending:
            request.answer.end("failed", failure=Failure.told(ending))
            return
        if worker is not None and request.needs:
            worker.ready.add(request.needs)
        request.answer.end("done", ending["value"])

    def lose(self, request: Request) -> None:
        """It was lost with its worker: it is sent again, once, before all that wait."""
        self._leave(request)
        if request.attempt < MOST_ATTEMPTS:
            request.answer.move("waiting")
            requests = self._waiting.pop(request.owner, deque())
            requests.appendleft(request)
            self._waiting = {request.owner: requests, **self._waiting}
        else:
            request.answer.end("failed", failure=Failure("worker_lost"))

    def lose_worker(self, address: str) -> None:
        """A worker is gone, and what it was asked."""
        for request in [request for request in self.sent if request.address == address]:
            self.lose(request)

    def fail_waiting(self, failure: Failure) -> None:
        """Fail all that wait: there is no cluster."""
        for request in itertools.chain(*self._waiting.values()):
            request.answer.end("failed", failure=failure)
        self._waiting.clear()

    def overdue(self, seconds: float) -> list[Request]:
        """Requests that a worker has had for longer than this; their answers fail now, it goes on with them."""
        late = [request for request in self.sent if time.monotonic() - request.started > seconds]
        for request in late:
            request.answer.end("failed", failure=Failure("timeout", values={"seconds": seconds}))
        return late

    def _first_wanted(self, owner: str) -> Request | None:
        requests = self._waiting[owner]
        while requests and requests[0].answer.is_over:
            requests.popleft()
        if not requests:
            del self._waiting[owner]
            return None
        return requests[0]

    def _choose(self, request: Request) -> Worker | None:
        """A worker without a request: best one that has loaded what is needed, else one with few runs."""
        workers = [worker for worker in self._pool.workers.values() if not worker.leaving]
        informed = [worker for worker in workers if request.needs in worker.ready]
        if informed and not request.spread:
            workers = informed
        elif not request.spread and any(other.needs == request.needs for other in self.sent):
            return None  # it is just being loaded
        free = [worker for worker in workers if not worker.requests]
        return max(free, key=lambda w: (request.needs in w.ready, -len(w.runs), not w.preparing), default=None)

    def _send(self, request: Request, worker: Worker) -> Request:
        request.attempt += 1
        request.address, request.started = worker.address, time.monotonic()
        request.answer.move("working")
        worker.requests.add(request.id)
        self.sent.append(request)
        return request

    def _leave(self, request: Request) -> Worker | None:
        self.sent.remove(request)
        if request.future is not None:
            request.future.release()
        worker = self._pool.workers.get(request.address)
        request.address, request.future = "", None
        if worker is not None:
            worker.requests.discard(request.id)
        return worker
