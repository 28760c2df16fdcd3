"""What is known of each run, in the memory of the server process; bounded in bytes and in runs."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from models.any_experiment import AnyExperiment
from models.jobs.listeners import Listener, Listeners
from models.runs.first_layer import FirstLayer
from models.runs.frames import Frame
from models.runs.results import Result
from models.runs.wire import unpack
from models.transfer.saved_models import remove_model

ENDED_STATES = ("finished", "stopped", "failed")

MOST_FRAMES = 300
MOST_BYTES = 30_000_000
MOST_RUNS = 500

_FEWEST_FRAMES = 40
_WATCHING_SECONDS = 10.0
_MOST_WATCHERS = 1000  # of a run, that are remembered without looking when they watched


@dataclass(frozen=True)
class Note:
    """Something that happened to a run and that its watchers are told.

    Attributes:
        kind: "worker_lost" (values: attempt), "replaced", "pause_limit" (seconds), "unwatched" (seconds), "overtime"
            (seconds) or "killed", when it did not stop by itself.
        time: seconds since the epoch.
    """

    kind: str
    values: dict[str, Any]
    time: float


@dataclass(frozen=True)
class Failure:
    """Why a run failed.

    Attributes:
        kind: "worker_lost", "cluster" (of a question: there are no workers), "timeout" (values: seconds), an error
            class of ours in snake case such as "dataset_missing", or "error".
        type: the class of the error.
        message: what the error says, in English.
        values: the plain attributes of an error of ours.
    """

    kind: str
    type: str = ""
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def told(cls, ending: Mapping[str, Any]) -> Failure:
        """The failure that a worker told of; see `models.jobs.entry.describe_failure`."""
        return cls(ending["failure"], ending["type"], ending["message"], ending["values"])


@dataclass(frozen=True, eq=False, slots=True)
class PackedFrame:
    """A frame as the bytes it came in, and its place in the run."""

    step: int
    epoch: float
    data: bytes

    def unpack(self) -> Frame:
        """The frame; the last few that anyone asked for are kept unpacked."""
        return _unpacked(self)


@lru_cache(maxsize=32)
def _unpacked(packed: PackedFrame) -> Frame:
    return unpack(packed.data)


E = TypeVar("E", bound=AnyExperiment)
R = TypeVar("R", bound=Result)


@dataclass(frozen=True)
class Run(Generic[E, R]):
    """A run at one moment; it does not change, the store holds newer ones.

    Attributes:
        owner: the session that may command it.
        experiment: its settings as they are now, live changes included; of a run that is over, as they were at its end.
        state: "queued", "starting", "features" (of photos are computed), "compiling", "training", "paused", "scoring",
            "interrupted" (its worker was lost, it starts again by itself), "finished", "stopped" or "failed".
        attempt: 0 before the first, 2 when the first was lost.
        frames: oldest first, thinned evenly, the first and the newest always among them.
        tuned: changes while it ran and where in the run, as the engine told them.
        reason: why training ended, see `models.runs.results.Result.reason`; "" before.
        result_data: the packed `Result`. model_file: which it names, and which goes when the run is forgotten.
        started, ended: seconds since the epoch; ``started`` of the newest attempt.
        progress: share of the training that is done, 0 to 1.
        seconds: wall time since the training began, pauses left out.
        worker: address of the worker that has or had it.
        first_layer: as somebody saw it last who looked at it.
        features: before the training, photos that are done, photos in all, and what is done with them; see
            `models.engine.transfer.train.train_transfer`.
    """

    id: str
    owner: str
    experiment: E
    state: str
    attempt: int = 0
    notes: tuple[Note, ...] = ()
    frames: tuple[PackedFrame, ...] = ()
    frames_attempt: int = 0
    tuned: tuple[Any, ...] = ()
    reason: str = ""
    result_data: bytes | None = None
    model_file: str = ""
    failure: Failure | None = None
    started: float | None = None
    ended: float | None = None
    progress: float = 0.0
    seconds: float = 0.0
    worker: str = ""
    first_layer: FirstLayer | None = None
    features: tuple[int, int, str] = (0, 0, "")

    @property
    def is_over(self) -> bool:
        return self.state in ENDED_STATES

    @property
    def newest(self) -> Frame | None:
        """The newest frame."""
        return self.frames[-1].unpack() if self.frames else None

    @property
    def result(self) -> R | None:
        """The result, unpacked at each call."""
        return None if self.result_data is None else unpack(self.result_data)

    @property
    def size(self) -> int:
        """Bytes of frames and result."""
        return sum(len(frame.data) for frame in self.frames) + len(self.result_data or b"")


class RunStore:
    """All runs that are still known. Thread-safe.

    Args:
        most_bytes: bound on the frames and results of all runs together.
        most_frames: frames kept of one run.
        most_runs: runs kept.
    """

    def __init__(
        self, most_bytes: int = MOST_BYTES, most_frames: int = MOST_FRAMES, most_runs: int = MOST_RUNS
    ) -> None:
        self._most_bytes, self._most_frames, self._most_runs = most_bytes, most_frames, most_runs
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._bytes = 0
        self._looked_at: dict[str, float] = {}
        self._watchers: dict[str, dict[str, float]] = {}
        self._watched_at: dict[str, float] = {}
        self._listeners = Listeners()

    def listen(self, listener: Listener) -> None:
        """Have the ids of runs told that have changed or are forgotten; see `models.jobs.listeners.Listeners`."""
        self._listeners.add(listener)

    def close(self) -> None:
        """Remove what the runs have left, and tell nobody any more."""
        self.remove_models()
        self._listeners.close()

    @property
    def size(self) -> int:
        """Bytes of all frames and results."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._runs)

    def add(self, owner: str, experiment: AnyExperiment) -> Run:
        """A new run, queued."""
        run: Run = Run(secrets.token_urlsafe(9), owner, experiment, "queued")
        with self._lock:
            self._runs[run.id] = run
            self._looked_at[run.id] = self._watched_at[run.id] = time.monotonic()
            self._make_room()
        return run

    def get(self, run_id: str) -> Run | None:
        """The run as it is now; ``None`` for one that is not or no longer known."""
        with self._lock:
            if run_id in self._runs:
                self._looked_at[run_id] = time.monotonic()
            return self._runs.get(run_id)

    def change(self, run_id: str, **changes: Any) -> None:
        """Set fields of a run; one that is forgotten is left at that."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                self._put(replace(run, **changes))

    def note(self, run_id: str, kind: str, **values: Any) -> None:
        """Add a `Note`."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                self.change(run_id, notes=(*run.notes, Note(kind, values, time.time())))

    def end(self, run_id: str, state: str, **changes: Any) -> bool:
        """Set one of `ENDED_STATES`, once: what ended stays as it is. Returns whether it was set."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is None or run.is_over:
                return False
            self.change(run_id, state=state, ended=time.time(), **changes)
            return True

    def add_frame(self, run_id: str, frame: PackedFrame, progress: float, seconds: float) -> None:
        """Append a frame. The first frame of a new attempt replaces all of the attempt before."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is None:
                return
            again = run.frames_attempt != run.attempt
            frames = (frame,) if again else thin((*run.frames, frame), self._most_frames)
            tuned = () if again else run.tuned
            self.change(
                run_id,
                **{"frames": frames, "frames_attempt": run.attempt, "tuned": tuned},
                **{"progress": progress, "seconds": seconds},
            )

    def watching(self, run_id: str, session: str) -> None:
        """Note that a session is watching just now."""
        with self._lock:
            if run_id in self._runs:
                self._watched_at[run_id] = time.monotonic()
                watchers = self._watchers.setdefault(run_id, {})
                watchers[session] = self._watched_at[run_id]
                if len(watchers) > _MOST_WATCHERS:
                    self.watchers(run_id)  # which forgets those of before

    def watchers(self, run_id: str) -> int:
        """How many sessions watched within the last ten seconds."""
        with self._lock:
            recent = time.monotonic() - _WATCHING_SECONDS
            current = {s: at for s, at in self._watchers.get(run_id, {}).items() if at > recent}
            if run_id in self._watchers:
                self._watchers[run_id] = current
            return len(current)

    def unwatched(self, run_id: str) -> float:
        """Seconds since a session watched the run, or since it was handed in."""
        with self._lock:
            now = time.monotonic()
            return now - self._watched_at.get(run_id, now)

    def is_watched(self, run_id: str) -> bool:
        """Whether a session watched the run within the last ten seconds, or it was handed in then."""
        return self.unwatched(run_id) <= _WATCHING_SECONDS

    def forget(self, run_id: str) -> None:
        """Drop a run and all that is known of it; nothing happens if it is not known."""
        with self._lock:
            if run_id in self._runs:
                self._forget(run_id)

    def remove_models(self) -> None:
        """Remove the networks of all runs: the server ends."""
        with self._lock:
            for run in self._runs.values():
                remove_model(run.model_file)

    def _put(self, run: Run) -> None:
        self._bytes += run.size - self._runs[run.id].size
        self._runs[run.id] = run
        self._listeners.tell(run.id)
        self._make_room()

    def _make_room(self) -> None:
        """Forget ended runs, those looked at longest ago first; then thin out what is watched."""
        while self._bytes > self._most_bytes or len(self._runs) > self._most_runs:
            ended = [run_id for run_id, run in self._runs.items() if run.is_over]
            unwatched = [run_id for run_id in ended if not self.watchers(run_id)]
            largest = max(self._runs.values(), key=lambda run: len(run.frames))
            if unwatched:
                self._forget(min(unwatched, key=self._looked_at.__getitem__))
            elif self._bytes > self._most_bytes and len(largest.frames) > _FEWEST_FRAMES:
                fewer = replace(largest, frames=thin(largest.frames, len(largest.frames) // 2))
                self._bytes += fewer.size - largest.size
                self._runs[largest.id] = fewer
                self._listeners.tell(largest.id)
            elif ended:
                self._forget(min(ended, key=self._looked_at.__getitem__))
            else:
                return

    def _forget(self, run_id: str) -> None:
        run = self._runs.pop(run_id)
        self._bytes -= run.size
        remove_model(run.model_file)
        self._listeners.tell(run_id)
        self._looked_at.pop(run_id, None)
        self._watchers.pop(run_id, None)
        self._watched_at.pop(run_id, None)


def thin(frames: tuple[PackedFrame, ...], most: int) -> tuple[PackedFrame, ...]:
    """At most this many frames (two or more), evenly spread; the first and the newest stay.

    Drops the frame whose neighbours are closest to each other, again and again: of equally spaced
    frames every other one, from the oldest on.
    """
    kept = list(frames)
    while len(kept) > most:
        gaps = [after.step - before.step for before, after in zip(kept, kept[2:], strict=False)]
        del kept[1 + gaps.index(min(gaps))]
    return tuple(kept)
