"""Which run is where: queue, workers and flights, and what each message about them changes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Any

from models.any_experiment import AnyExperiment
from models.jobs.errands import Desk
from models.jobs.fair_queue import FairQueue
from models.jobs.fleet import Fleet
from models.jobs.flight import Flight, Limits
from models.jobs.store import Failure, PackedFrame, Run, RunStore

MOST_ATTEMPTS = 2

_RECENT_STRUCTURES = 4


class Traffic:
    """Runs wait in ``queue``, fly on a worker of ``fleet``, and land in ``store``; errands go over the ``desk``.

    Knows nothing of Dask. Every method wants ``lock`` to be held.

    Attributes:
        flights: run id -> its present attempt.
        usual_duration: seconds that a run holds its slot, of late; ``None`` before the first.
        recent: the structures that were trained last, the newest last.
    """

    def __init__(self, store: RunStore, limits: Limits) -> None:
        self.lock = threading.RLock()
        self.store, self.limits = store, limits
        self.queue = FairQueue()
        self.fleet = Fleet()
        self.desk = Desk(self.fleet)
        self.flights: dict[str, Flight] = {}
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
        """Keep commands for a run that has no flight yet."""
        self._early[run_id].extend(commands)

    def take_command(self, run_id: str, command: str, value: Any) -> Flight | None:
        """Note a command. Returns the flight to pass it on to; without one it is kept until there is one."""
        flight = self.flights.get(run_id)
        if flight is None:
            self.tell_early(run_id, [(command, value)])
            return None
        if command == "stop":
            flight.ask_to_stop()
            if not flight.trains:  # compiling cannot be cut short, but nobody needs to wait for it
                self.store.end(run_id, "stopped", reason="stopped")
        elif command in ("tune", "pace"):
            flight.told[command] = value
        return flight

    def next_flight(self) -> tuple[Flight, AnyExperiment, tuple[tuple[str, Any], ...]] | None:
        """Give the next waiting run to a worker: its flight, its experiment, and the commands that came before it."""
        while len(self.queue):
            run = self.store.get(self.queue.order()[0])
            worker = None if run is None else self.fleet.choose(run.experiment.structure)
            if run is not None and worker is None:
                return None
            self.queue.take()
            if run is None or worker is None or run.is_over:
                continue
            flight = Flight(run.id, run.owner, run.attempt + 1, worker.address)
            self.flights[run.id] = flight
            worker.runs.add(run.id)
            self.store.change(
                run.id, state="starting", attempt=flight.attempt, worker=worker.address, started=time.time()
            )
            return flight, run.experiment, tuple(self._early.pop(run.id, ()))
        return None

    def land(self, flight: Flight, ending: dict[str, Any]) -> None:
        """A run ended by itself; see `models.jobs.entry.execute` for ``ending``."""
        self._free(flight)
        if flight.trains:
            duration = time.monotonic() - flight.departed
            before = duration if self.usual_duration is None else self.usual_duration
            self.usual_duration = 0.7 * before + 0.3 * duration
        if ending["kind"] == "result":
            state = "stopped" if ending["reason"] == "stopped" else "finished"
            self.store.end(flight.run_id, state, reason=ending["reason"], result_data=ending["data"])
        elif ending["kind"] == "failed":
            self.store.end(flight.run_id, "failed", failure=Failure.told(ending))
        else:
            self.store.end(flight.run_id, "stopped", reason="stopped")

    def lose_worker(self, address: str) -> None:
        """A worker is gone, and the runs that it had."""
        for flight in [flight for flight in self.flights.values() if flight.address == address]:
            self.lose_flight(flight)
        self.fleet.remove(address)
        self.desk.lose_worker(address)

    def lose_flight(self, flight: Flight) -> None:
        """A run was lost with its worker: it starts again, once, before all that wait."""
        self._free(flight)
        run = self.store.get(flight.run_id)
        if run is None or run.is_over:
            return
        if flight.stop_asked is not None:
            self.store.end(run.id, "stopped", reason="stopped")
        elif flight.attempt >= MOST_ATTEMPTS:
            self.store.end(run.id, "failed", failure=Failure("worker_lost"))
        else:
            self.store.note(run.id, "worker_lost", attempt=flight.attempt)
            # It begins with what it was told last, whether or not the worker got to it.
            self.store.change(run.id, state="interrupted", experiment=flight.told.get("tune", run.experiment))
            if flight.told.get("pace"):
                self._early[run.id] = [("pace", flight.told["pace"])]
            self.queue.put_first(flight.owner, run.id)

    def fail_waiting(self, failure: Failure) -> None:
        """Fail all that wait: there is no cluster."""
        while (run_id := self.queue.take()) is not None:
            self._early.pop(run_id, None)
            self.store.end(run_id, "failed", failure=failure)
        self.desk.fail_waiting(failure)

    def hear(self, told: dict[str, Any]) -> None:
        """A worker told something; what an attempt tells that is over is ignored."""
        if told["kind"] == "prepared":
            self.fleet.prepared(told["worker"])
            return
        flight = self.flights.get(told["run"])
        run = self.store.get(told["run"])
        if flight is not None and run is not None and not run.is_over and flight.attempt == told["attempt"]:
            self._hear_run(flight, run, told)

    def overdue(self) -> list[Flight]:
        """Flights that have to be ended by restarting their worker; their runs are stopped now."""
        found = []
        for flight in self.flights.values():
            worker = self.fleet.workers.get(flight.address)
            kind = flight.overdue(self.limits)
            if kind and worker is not None and not worker.leaving:
                self.store.note(flight.run_id, kind, seconds=self.limits.budget)
                self.store.end(flight.run_id, "stopped", reason="budget" if kind == "overtime" else "stopped")
                worker.leaving = True
                found.append(flight)
        return found

    def hogs(self) -> list[Flight]:
        """Flights that have kept others waiting for too long: paused, or watched by nobody."""
        if not len(self.queue) or not self.fleet.is_full:
            self._crowded_since = None
            return []
        self._crowded_since = since = self._crowded_since or time.monotonic()
        found = []
        for flight in self.flights.values():
            kind = flight.hogs(since, self.store.unwatched(flight.run_id), self.limits)
            if kind:
                self.store.note(flight.run_id, kind, seconds=self.limits.paused)
                found.append(flight)
        return found

    def _hear_run(self, flight: Flight, run: Run, told: dict[str, Any]) -> None:
        kind, data = told["kind"], told["data"]
        if kind == "frame":
            frame = PackedFrame(told["step"], told["epoch"], data)
            self.store.add_frame(run.id, frame, told["progress"], told["seconds"])
        elif kind == "phase":
            flight.enter(data)
            self.store.change(run.id, state=data)
            if data == "training":
                self._learned(flight, run)
        elif kind == "features":
            flight.enter("features")  # as many photos as it likes, as long as they become more
            self.store.change(run.id, features=tuple(data))
        elif kind == "paused":
            flight.pause(data)
            self.store.change(run.id, state="paused" if data else "training")
        elif kind == "tuned":
            # What the engine took over, not what it was told: another value may be on its way, too late to be taken.
            self.store.change(run.id, tuned=(*run.tuned, data), experiment=run.experiment.replace(**data["changes"]))

    def _learned(self, flight: Flight, run: Run) -> None:
        structure = run.experiment.structure
        self.fleet.learned(flight.address, structure)
        self.recent[structure] = run.experiment
        self.recent.move_to_end(structure)
        while len(self.recent) > _RECENT_STRUCTURES:
            self.recent.popitem(last=False)

    def _free(self, flight: Flight) -> None:
        del self.flights[flight.run_id]
        worker = self.fleet.workers.get(flight.address)
        if worker is not None:
            worker.runs.discard(flight.run_id)
            worker.served += 1
            worker.leaving = worker.leaving and worker.has_nanny
        if flight.future is not None:
            flight.future.release()
