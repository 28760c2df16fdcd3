"""Which run is where: queue, workers and attempts, and what each message about them changes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Any

from models.any_experiment import AnyExperiment
from models.jobs.attempt import Attempt, Limits
from models.jobs.fair_queue import FairQueue
from models.jobs.requests import MOST_ATTEMPTS, RequestQueue
from models.jobs.store import Failure, PackedFrame, Run, RunStore
from models.jobs.worker_pool import WorkerPool
from models.runs.control import UNWATCHED, WATCHED
from models.transfer.saved_models import remove_model

_RECENT_STRUCTURES = 4


class RunQueue:
    """Runs wait in ``queue``, are attempted on a worker of ``pool``, and end in ``store``; ``requests`` go beside them.

    Knows nothing of Dask. Every method wants ``lock`` to be held.

    Attributes:
        attempts: run id -> its present attempt.
        usual_duration: seconds that a run holds its slot, of late; ``None`` before the first.
        recent: the structures that were trained last, the newest last.
    """

    def __init__(self, store: RunStore, limits: Limits) -> None:
        self.lock = threading.RLock()
        self.store, self.limits = store, limits
        self.queue = FairQueue()
        self.pool = WorkerPool()
        self.requests = RequestQueue(self.pool)
        self.attempts: dict[str, Attempt] = {}
        self.usual_duration: float | None = None
        self.recent: OrderedDict[tuple, AnyExperiment] = OrderedDict()
        self._early: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self._crowded_since: float | None = None

    def withdraw(self, run_id: str) -> None:
        """Take a run out of the queue, for good."""
        self.queue.remove(run_id)
        self._early.pop(run_id, None)
        self.store.end(run_id, "stopped", reason="stopped")

    def tell_early(self, run_id: str, commands: Sequence[tuple[str, Any]]) -> None:
        """Keep commands for a run that has no attempt yet."""
        self._early[run_id].extend(commands)

    def take_command(self, run_id: str, command: str, value: Any) -> Attempt | None:
        """Note a command. Returns the attempt to pass it on to; without one it is kept until there is one."""
        attempt = self.attempts.get(run_id)
        if attempt is None:
            self.tell_early(run_id, [(command, value)])
            return None
        if command == "stop":
            attempt.ask_to_stop()
            if not attempt.trains:  # compiling cannot be cut short, but nobody needs to wait for it
                self.store.end(run_id, "stopped", reason="stopped")
        elif command in ("tune", "pace", "frames"):
            attempt.told[command] = value
        return attempt

    def next_attempt(self) -> tuple[Attempt, AnyExperiment, tuple[tuple[str, Any], ...]] | None:
        """Give the next waiting run to a worker: its attempt, its experiment, and the commands that came before it."""
        while len(self.queue):
            run = self.store.get(self.queue.order()[0])
            worker = None if run is None else self.pool.choose(run.experiment.structure)
            if run is not None and worker is None:
                return None
            self.queue.take()
            if run is None or worker is None or run.is_over:
                continue
            attempt = Attempt(run.id, run.owner, run.attempt + 1, worker.address)
            self.attempts[run.id] = attempt
            worker.runs.add(run.id)
            self.store.change(
                run.id, state="starting", attempt=attempt.number, worker=worker.address, started=time.time()
            )
            attempt.told["frames"] = self._frames_for(run.id)
            return attempt, run.experiment, (*self._early.pop(run.id, ()), ("frames", attempt.told["frames"]))
        return None

    def changed_audiences(self) -> list[tuple[str, float]]:
        """Runs that somebody watches again, or nobody does any more, with the value for "frames" that they now get."""
        wished = ((run_id, self._frames_for(run_id)) for run_id in self.attempts)
        return [(run_id, frames) for run_id, frames in wished if frames != self.attempts[run_id].told.get("frames")]

    def finish(self, attempt: Attempt, ending: dict[str, Any]) -> None:
        """A run ended by itself; see `models.jobs.entry.execute` for ``ending``."""
        self._free(attempt)
        if attempt.trains:
            duration = time.monotonic() - attempt.started
            before = duration if self.usual_duration is None else self.usual_duration
            self.usual_duration = 0.7 * before + 0.3 * duration
        if ending["kind"] == "result":
            state = "stopped" if ending["reason"] == "stopped" else "finished"
            left = {"result_data": ending["data"], "model_file": ending["model_file"]}
            if not self.store.end(attempt.run_id, state, reason=ending["reason"], **left):
                remove_model(ending["model_file"])  # it came too late, and no run knows of it
        elif ending["kind"] == "failed":
            self.store.end(attempt.run_id, "failed", failure=Failure.told(ending))
        else:
            self.store.end(attempt.run_id, "stopped", reason="stopped")

    def lose_worker(self, address: str) -> None:
        """A worker is gone, and the runs that it had."""
        for attempt in [attempt for attempt in self.attempts.values() if attempt.address == address]:
            self.lose_attempt(attempt)
        self.pool.remove(address)
        self.requests.lose_worker(address)

    def lose_attempt(self, attempt: Attempt) -> None:
        """A run was lost with its worker: it starts again, once, before all that wait."""
        self._free(attempt)
        run = self.store.get(attempt.run_id)
        if run is None or run.is_over:
            return
        if attempt.stop_asked is not None:
            self.store.end(run.id, "stopped", reason="stopped")
        elif attempt.number >= MOST_ATTEMPTS:
            self.store.end(run.id, "failed", failure=Failure("worker_lost"))
        else:
            self.store.note(run.id, "worker_lost", attempt=attempt.number)
            # It begins with what it was told last, whether or not the worker got to it.
            self.store.change(run.id, state="interrupted", experiment=attempt.told.get("tune", run.experiment))
            if attempt.told.get("pace"):
                self._early[run.id] = [("pace", attempt.told["pace"])]
            self.queue.put_first(attempt.owner, run.id)

    def fail_waiting(self, failure: Failure) -> None:
        """Fail all that wait: there is no cluster."""
        while (run_id := self.queue.take()) is not None:
            self._early.pop(run_id, None)
            self.store.end(run_id, "failed", failure=failure)
        self.requests.fail_waiting(failure)

    def hear(self, told: dict[str, Any]) -> None:
        """A worker told something; what an attempt tells that is over is ignored."""
        if told["kind"] == "prepared":
            self.pool.prepared(told["worker"])
            return
        attempt = self.attempts.get(told["run"])
        run = self.store.get(told["run"])
        if attempt is not None and run is not None and not run.is_over and attempt.number == told["attempt"]:
            self._hear_run(attempt, run, told)

    def overdue(self) -> list[Attempt]:
        """Attempts that have to be ended by restarting their worker; their runs are stopped now."""
        found = []
        for attempt in self.attempts.values():
            worker = self.pool.workers.get(attempt.address)
            kind = attempt.overdue(self.limits)
            if kind and worker is not None and not worker.leaving:
                self.store.note(attempt.run_id, kind, seconds=self.limits.budget)
                self.store.end(attempt.run_id, "stopped", reason="budget" if kind == "overtime" else "stopped")
                worker.leaving = True
                found.append(attempt)
        return found

    def idle(self) -> list[Attempt]:
        """Attempts that have kept others waiting for too long: paused, or watched by nobody."""
        if not len(self.queue) or not self.pool.is_full:
            self._crowded_since = None
            return []
        self._crowded_since = since = self._crowded_since or time.monotonic()
        found = []
        for attempt in self.attempts.values():
            kind = attempt.idle(since, self.store.unwatched(attempt.run_id), self.limits)
            if kind:
                self.store.note(attempt.run_id, kind, seconds=self.limits.paused)
                found.append(attempt)
        return found

    def _hear_run(self, attempt: Attempt, run: Run, told: dict[str, Any]) -> None:
        kind, data = told["kind"], told["data"]
        if kind == "frame":
            frame = PackedFrame(told["step"], told["epoch"], data)
            self.store.add_frame(run.id, frame, told["progress"], told["seconds"])
        elif kind == "phase":
            attempt.enter(data)
            self.store.change(run.id, state=data)
            if data == "training":
                self._learned(attempt, run)
        elif kind == "features":
            attempt.enter("features")  # as many photos as it likes, as long as they become more
            self.store.change(run.id, features=tuple(data))
        elif kind == "paused":
            attempt.pause(data)
            self.store.change(run.id, state="paused" if data else "training")
        elif kind == "tuned":
            # What the engine took over, not what it was told: another value may be on its way, too late to be taken.
            self.store.change(run.id, tuned=(*run.tuned, data), experiment=run.experiment.replace(**data["changes"]))

    def _frames_for(self, run_id: str) -> float:
        return WATCHED if self.store.is_watched(run_id) else UNWATCHED

    def _learned(self, attempt: Attempt, run: Run) -> None:
        structure = run.experiment.structure
        self.pool.learned(attempt.address, structure)
        self.recent[structure] = run.experiment
        self.recent.move_to_end(structure)
        while len(self.recent) > _RECENT_STRUCTURES:
            self.recent.popitem(last=False)

    def _free(self, attempt: Attempt) -> None:
        del self.attempts[attempt.run_id]
        worker = self.pool.workers.get(attempt.address)
        if worker is not None:
            worker.runs.discard(attempt.run_id)
            worker.served += 1
            worker.leaving = worker.leaving and worker.has_nanny
        if attempt.future is not None:
            attempt.future.release()
