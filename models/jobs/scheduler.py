"""The public face of the jobs: submit an experiment, watch it, command it."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.any_experiment import AnyExperiment
from models.jobs.admission import admit
from models.jobs.attempt import Attempt, Limits
from models.jobs.dispatcher import Dispatcher
from models.jobs.fair_queue import expected_wait
from models.jobs.requests import Answer, Request
from models.jobs.run import Run
from models.jobs.run_queue import RunQueue
from models.jobs.store import RunStore
from models.jobs.waiting import ahead_of
from models.runs.wire import pack

COMMANDS = ("pause", "resume", "stop", "step_batch", "step_epoch", "tune", "pace")


class NotOwner(Exception):
    """A session wants to command a run that another one started."""


class UnknownRun(Exception):
    """There is no such run, or it is long over and forgotten."""


class NotLive(ValueError):
    """A run cannot take over these values without a restart."""


@dataclass(frozen=True)
class ClusterState:
    """How it stands with the cluster.

    Attributes:
        status: "starting", "ready" (there are workers), "unavailable" (none for longer than is usual) or "closed".
        reason: why there are none, in words for the server's owner, not for readers; "" while there are.
        workers: processes that take runs.
        slots: runs that they take at a time, if they are of the usual kind.
        running, waiting: runs that have a slot, and that wait for one.
    """

    status: str
    reason: str
    workers: int
    slots: int
    running: int
    waiting: int


class Scheduler:
    """Where all sessions of a server process hand in their runs. One a process; thread-safe.

    Starts a cluster, or connects to one, in a thread of its own; see `models.jobs.cluster.connect`.

    Args:
        store: where runs are kept.
        limits: times, and when workers are renewed.
    """

    def __init__(self, store: RunStore | None = None, limits: Limits | None = None) -> None:
        self.store = store or RunStore()
        self._run_queue = RunQueue(self.store, limits or Limits())
        self._dispatcher = Dispatcher(self._run_queue)
        atexit.register(self.store.remove_models)

    def submit(
        self, experiments: Sequence[AnyExperiment], owner: str, commands: Sequence[tuple[str, Any]] = ()
    ) -> list[str]:
        """Hand in a job; returns at once, even if there is no cluster yet.

        An owner has one job at a time: the one before is stopped, or gives its place in the queue
        to this one.

        Args:
            owner: see `models.jobs.run.session_of`.
            commands: told to each run before its first step, as pairs for `command`.

        Returns:
            One run id for each experiment.

        Raises:
            ValueError: there is no experiment.
            QueueFull: too many jobs wait; nothing has changed.
        """
        if not experiments:
            raise ValueError("a job needs an experiment")
        with self._run_queue.lock:
            admit(self._run_queue, owner)
            for attempt in list(self._run_queue.attempts.values()):
                if attempt.owner == owner:
                    self._replace(attempt)
            run_ids = [self.store.add(owner, experiment).id for experiment in experiments]
            for run_id in run_ids:
                self._run_queue.tell_early(run_id, commands)
            for waiting in self._run_queue.queue.put(owner, run_ids):
                self.store.note(waiting, "replaced")
                self._run_queue.withdraw(waiting)
        self._dispatcher.wake()
        return run_ids

    def ask(self, task: str, arguments: Mapping[str, Any], owner: str, needs: str = "", spread: bool = True) -> Answer:
        """Ask a worker something short; returns at once. Runs go on beside it, and owners take turns.

        Args:
            task: a name in the engine's table of tasks. arguments: plain values and NumPy arrays.
            needs: what a worker had better have loaded, such as a network's name.
            spread: every worker may load it; else only one does.
        """
        request = Request(task, pack(dict(arguments)), owner, needs, spread)
        with self._run_queue.lock:
            self._run_queue.requests.put(request)
        self._dispatcher.wake()
        return request.answer

    def command(self, run_id: str, owner: str, command: str, value: Any = None) -> None:
        """Tell a run something; returns at once. A run that is over does not mind.

        Args:
            command: one of `COMMANDS`. value: for "tune" the `Experiment` with the new live values,
                for "pace" epochs per second (0: no limit).

        Raises:
            UnknownRun: there is no such run.
            NotOwner: it belongs to another session.
            NotLive: it would have to be restarted for these values.
            ValueError: there is no such command.
        """
        if command not in COMMANDS:
            raise ValueError(f"unknown command {command!r}")
        run = self.store.get(run_id)
        if run is None:
            raise UnknownRun(run_id)
        if run.owner != owner:
            raise NotOwner(run_id)
        with self._run_queue.lock:
            attempt = self._run_queue.attempts.get(run_id)
            if command == "tune" and not run.experiment.is_live_change(value):
                raise NotLive(run_id)
            if attempt is not None:
                self._dispatcher.tell(run_id, command, value)
            elif command == "stop":
                self._run_queue.withdraw(run_id)
            elif command == "tune" and not run.is_over:
                self.store.change(run_id, experiment=value)
            elif not run.is_over:
                self._dispatcher.tell(run_id, command, value)

    def forget(self, run_id: str) -> None:
        """End a run, if it is going on, and drop all that is known of it."""
        with self._run_queue.lock:
            if run_id in self._run_queue.attempts:
                self._dispatcher.tell(run_id, "stop")
            self._run_queue.withdraw(run_id)
            self.store.forget(run_id)

    def watch(self, run_id: str, session: str = "") -> Run | None:
        """The run as it is now, ``None`` if it is not known; notes that the session is watching it."""
        if session:
            self.store.watching(run_id, session)
        return self.store.get(run_id)

    def look(self, run_id: str, picture: int) -> None:
        """Have a run show its first layer on this test picture for some seconds, see `Run.first_layer`.

        Anybody may look who knows of the run; of two who look at different pictures the last is shown both.
        """
        with self._run_queue.lock:
            if run_id in self._run_queue.attempts:
                self._dispatcher.tell(run_id, "look", picture)

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call ``listener`` with the id of each run that has changed, got a frame, ended or was forgotten.

        In a thread of its own and without a lock, so it may ask for the run; changes in quick succession coalesce.
        """
        self.store.listen(listener)

    def watchers(self, run_id: str) -> int:
        """How many sessions watched the run within the last ten seconds."""
        return self.store.watchers(run_id)

    def place(self, run_id: str) -> int | None:
        """Place in the queue, from 1; ``None`` for a run that does not wait."""
        with self._run_queue.lock:
            return self._run_queue.queue.place(run_id)

    def expected_wait(self, run_id: str) -> float | None:
        """Seconds until a waiting run will begin; ``None`` if that is not known, or it does not wait."""
        with self._run_queue.lock:
            ahead = ahead_of(self._run_queue, run_id)
            if ahead is None:
                return None
            place, attempts, free = ahead
            remaining = [0.0] * free + [self._remaining(attempt) for attempt in attempts]
            return expected_wait(place, remaining, self._run_queue.usual_duration)

    def sharing(self, run_id: str) -> int:
        """How many runs take turns on the run's worker, itself included; 1 for one that has none."""
        with self._run_queue.lock:
            attempt = self._run_queue.attempts.get(run_id)
            return 1 if attempt is None else max(1, self._run_queue.taking_turns(attempt.address))

    @property
    def cluster(self) -> ClusterState:
        """How it stands with the cluster."""
        with self._run_queue.lock:
            return ClusterState(
                self._dispatcher.status,
                self._dispatcher.reason,
                self._run_queue.pool.here,
                self._run_queue.pool.slots,
                len(self._run_queue.attempts),
                len(self._run_queue.queue),
            )

    @property
    def budget(self) -> float:
        """Seconds that a run may train, in its own slices; then it ends by itself and is scored."""
        return self._run_queue.limits.budget

    def close(self) -> None:
        """End the cluster's processes, if they are ours, wait until they are gone, and remove what the runs left."""
        self._dispatcher.close()
        self.store.close()

    def _replace(self, attempt: Attempt) -> None:
        if attempt.stop_asked is None:
            self.store.note(attempt.run_id, "replaced")
            self._dispatcher.tell(attempt.run_id, "stop")

    def _remaining(self, attempt: Attempt) -> float | None:
        run = self.store.get(attempt.run_id)
        if run is None or run.frames_attempt != run.attempt:
            return None
        remaining = attempt.remaining(run.progress, run.seconds, self._run_queue.limits)
        if remaining is None or attempt.paused_since is not None:
            return remaining
        return remaining * max(1, self._run_queue.taking_turns(attempt.address))
