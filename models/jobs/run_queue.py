"""Which run is where: queue, workers and attempts, and what each message about them changes."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Any

from models.any_experiment import AnyExperiment
from models.jobs.attempt import Attempt, Limits
from models.jobs.demand import Demand, demand_of
from models.jobs.fair_queue import FairQueue
from models.jobs.requests import MOST_ATTEMPTS, RequestQueue
from models.jobs.run import Failure, PackedFrame, Run
from models.jobs.store import RunStore
from models.jobs.worker_pool import Worker, WorkerPool
from models.runs.control import UNWATCHED, WATCHED
from models.transfer.saved_models import remove_model

_RECENT_STRUCTURES = 4


class RunQueue:
    """Runs wait in ``queue``, are attempted on a worker of ``pool``, and end in ``store``; ``requests`` go beside them.

    Knows nothing of Dask. Every method wants ``lock`` to be held.

    Attributes:
        attempts: run id -> its present attempt.
        crowded_since: when runs began to find no room, see `models.jobs.giving_way.idle`; ``None`` while all find some.
        usual_duration: seconds that a run holds its slot, of late; ``None`` before the first.
        alone: runs that may have cost a worker, and with it the others that it had.
        recent: the structures that were trained last, the newest last.
    """

    def __init__(self, store: RunStore, limits: Limits) -> None:
        self.lock = threading.RLock()
        self.store, self.limits = store, limits
        self.queue = FairQueue()
        self.pool = WorkerPool(limits)
        self.requests = RequestQueue(self.pool)
        self.attempts: dict[str, Attempt] = {}
        self.usual_duration: float | None = None
        self.recent: OrderedDict[tuple, AnyExperiment] = OrderedDict()
        self._early: dict[str, list[tuple[str, Any]]] = defaultdict(list)
        self.alone: set[str] = set()
        self._spared: Counter[str] = Counter()  # how often a run was lost with its worker for another one's sake
        self.crowded_since: float | None = None

    def taking_turns(self, address: str) -> int:
        """How many runs of a worker train now."""
        return sum(attempt.takes_turns and attempt.paused_since is None for attempt in self._attempts_on(address))

    def has_enough(self, owner: str) -> bool:
        """Whether an owner has as many runs as there are workers: more would take from what the others get."""
        going = sum(attempt.owner == owner and attempt.stop_asked is None for attempt in self.attempts.values())
        return going >= max(1, self.pool.here)

    def demand(self, attempt: Attempt) -> Demand:
        """What a run takes of its worker."""
        return self.pool.workers[attempt.address].runs[attempt.run_id]

    def withdraw(self, run_id: str) -> None:
        """Take a run out of the queue, for good."""
        if self.queue.remove(run_id):
            self._forget_alone(run_id)
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
        """Give the next waiting run that finds room to a worker.

        Returns:
            Its attempt, its experiment, and the commands that came before it.
        """
        for run_id in self.queue.order():
            run = self.store.get(run_id)
            if run is None or run.is_over:
                self.queue.remove(run_id)
                continue
            is_aside = self.queue.is_aside(run.owner)
            if is_aside and not self._is_quiet():
                return None
            demand = demand_of(run.experiment)
            worker = self._choose(run, demand)
            if worker is None:
                continue
            self.queue.take(run_id)
            attempt = Attempt(run.id, run.owner, run.attempt + 1, worker.address, unfollowed=is_aside)
            self.attempts[run.id] = attempt
            worker.runs[run.id] = demand
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
        del self._spared[attempt.run_id]
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

    def lose_worker(self, address: str, by_itself: bool = True) -> None:
        """A worker is gone, and the runs that it had.

        Args:
            by_itself: the run whose slice it was may have been the reason; so it is not if the worker was restarted.
        """
        lost = self._attempts_on(address)
        worker = self.pool.workers.get(address)
        reason = ""
        if by_itself and worker is not None and not worker.leaving:
            reason = lost[0].run_id if len(lost) == 1 else worker.slice_of
        if reason or (worker is not None and worker.leaving):
            self._spared.update(attempt.run_id for attempt in lost if attempt.run_id != reason)
        for attempt in reversed(lost):  # each is put before those that wait
            self.lose_attempt(attempt, attempt.run_id == reason)
        self.pool.remove(address)
        self.requests.lose_worker(address)

    def lose_attempt(self, attempt: Attempt, is_reason: bool = False) -> None:
        """A run was lost with its worker: it starts again, once, before all that wait.

        Args:
            is_reason: it was its slice: it starts behind all that wait, on a worker without other runs.
        """
        self._free(attempt)
        run = self.store.get(attempt.run_id)
        if run is None or run.is_over:
            return
        if attempt.stop_asked is not None:
            self.store.end(run.id, "stopped", reason="stopped")
        elif attempt.number - self._spared[run.id] >= MOST_ATTEMPTS:
            self.store.end(run.id, "failed", failure=Failure("worker_lost"))
        else:
            self.store.note(run.id, "worker_lost", attempt=attempt.number)
            # It begins with what it was told last, whether or not the worker got to it.
            self.store.change(run.id, state="interrupted", experiment=attempt.told.get("tune", run.experiment))
            if attempt.told.get("pace"):
                self._early[run.id] = [("pace", attempt.told["pace"])]
            if is_reason:
                self.alone.add(run.id)
                self.queue.put_last(attempt.owner, run.id)
            else:
                self.queue.put_first(attempt.owner, run.id)

    def hear(self, told: dict[str, Any]) -> None:
        """A worker told something; what an attempt tells that is over is ignored."""
        if told["kind"] == "prepared":
            self.pool.prepared(told["worker"])
            return
        attempt = self.attempts.get(told["run"])
        run = self.store.get(told["run"])
        if attempt is not None and run is not None and not run.is_over and attempt.number == told["attempt"]:
            self._hear_run(attempt, run, told)

    def _hear_run(self, attempt: Attempt, run: Run, told: dict[str, Any]) -> None:
        kind, data = told["kind"], told["data"]
        if kind == "frame":
            attempt.show_life()
            frame = PackedFrame(told["step"], told["epoch"], data)
            self.store.add_frame(run.id, frame, told["progress"], told["seconds"])
        elif kind == "phase":
            attempt.enter(data)
            self.store.change(run.id, state=data)
            if data == "training":
                self._learned(attempt, run)
        elif kind == "features":
            attempt.enter("features")  # it does not hang; how long it may take in all, it does not decide
            self.store.change(run.id, features=tuple(data))
        elif kind == "look":
            self.store.change(run.id, first_layer=data)
        elif kind == "slice":
            self._pass_slice(attempt, data)
        elif kind == "paused":
            attempt.pause(data)
            if data:
                self._note_who_is_alone(attempt.address)
            self.store.change(run.id, state="paused" if data else "training")
        elif kind == "tuned":
            # What the engine took over, not what it was told: another value may be on its way, too late to be taken.
            self.store.mark(run.id, data, run.experiment.replace(**data["changes"]))

    def _frames_for(self, run_id: str) -> float:
        return WATCHED if self.store.is_watched(run_id) else UNWATCHED

    def _is_quiet(self) -> bool:
        """Whether nobody follows a run that waits or goes on."""
        if any(not self.queue.is_aside(owner) for owner in self.queue.owners):
            return False
        return not any(self.store.is_watched(run_id) for run_id in self.attempts)

    def _learned(self, attempt: Attempt, run: Run) -> None:
        structure = run.experiment.structure
        self.pool.learned(attempt.address, structure)
        self.recent[structure] = run.experiment
        self.recent.move_to_end(structure)
        while len(self.recent) > _RECENT_STRUCTURES:
            self.recent.popitem(last=False)

    def _choose(self, run: Run, demand: Demand) -> Worker | None:
        if self.has_enough(run.owner):
            return None
        if run.id in self.alone:
            return self.pool.choose_alone(run.id)
        # An owner's next run rather goes to another worker, where it has a run's share of the slices.
        own = {attempt.address for attempt in self.attempts.values() if attempt.owner == run.owner}
        return self.pool.choose(run.experiment.structure, demand, rather_not=own)

    def _pass_slice(self, attempt: Attempt, has_slice: bool) -> None:
        """It is a run's slice now, or it takes no turns any more."""
        worker = self.pool.workers.get(attempt.address)
        if worker is None:
            return
        if has_slice:
            worker.slice_of = attempt.run_id
            attempt.begin_slice()
            for other in self._attempts_on(attempt.address):
                if other is not attempt and other.takes_turns:
                    other.wait_for_slice()
        else:
            attempt.leave_turns()
            if worker.slice_of == attempt.run_id:
                self._end_slice(attempt.address)
        self._note_who_is_alone(attempt.address)

    def _note_who_is_alone(self, address: str) -> None:
        """A run whose turn it is goes on for as long as no other one takes turns: nobody tells of that."""
        if self.taking_turns(address) < 2:
            for attempt in self._attempts_on(address):
                attempt.end_waiting()

    def _end_slice(self, address: str) -> None:
        """It is not known any more whose slice it is."""
        self.pool.workers[address].slice_of = ""
        for attempt in self._attempts_on(address):
            attempt.end_waiting()

    def _attempts_on(self, address: str) -> list[Attempt]:
        return [attempt for attempt in self.attempts.values() if attempt.address == address]

    def _forget_alone(self, run_id: str) -> None:
        self.alone.discard(run_id)
        for worker in self.pool.workers.values():
            if worker.alone == run_id:
                worker.alone = ""

    def _free(self, attempt: Attempt) -> None:
        del self.attempts[attempt.run_id]
        self._forget_alone(attempt.run_id)
        worker = self.pool.workers.get(attempt.address)
        if worker is not None:
            if worker.slice_of == attempt.run_id:
                self._end_slice(worker.address)
            self._note_who_is_alone(worker.address)
            worker.runs.pop(attempt.run_id, None)
            worker.served += 1
            worker.leaving = worker.leaving and worker.has_nanny
        if attempt.future is not None:
            attempt.future.release()
