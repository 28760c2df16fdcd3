"""What is known of each run, in the memory of the server process; bounded in bytes and in runs."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import replace
from typing import Any, Literal

from models.any_experiment import AnyExperiment
from models.jobs.audience import Audience
from models.jobs.listeners import Listener, Listeners
from models.jobs.room import next_model, next_step
from models.jobs.run import Note, PackedFrame, Run, thin, with_mark
from models.limits import LIMITS
from models.transfer.saved_models import model_bytes, remove_model

MOST_FRAMES = 300

_SPARE = 0.95  # of a bound that was passed, is left: room is made for more than one frame at a time


class RunStore:
    """All runs that are still known. Thread-safe.

    What gives way where they take too much is decided in `models.jobs.room`; whoever listens is told.

    Args:
        most_bytes: bound on the frames and results of all runs together.
        most_frames: frames kept of one run.
        most_runs: runs kept.
        most_models: trained networks kept as files. most_model_bytes: of these together.
    """

    def __init__(
        self,
        most_bytes: int = LIMITS.records_bytes,
        most_frames: int = MOST_FRAMES,
        most_runs: int = LIMITS.runs,
        most_models: int = LIMITS.trained_networks,
        most_model_bytes: int = LIMITS.trained_bytes,
    ) -> None:
        self._most_bytes, self._most_frames, self._most_runs = most_bytes, most_frames, most_runs
        self._most_models, self._most_model_bytes = most_models, most_model_bytes
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._bytes = 0
        self._audience = Audience()
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
        """A new run, queued.

        Args:
            owner: see `models.jobs.run.session_of`.
        """
        run: Run = Run(secrets.token_urlsafe(9), owner, experiment, "queued")
        with self._lock:
            self._runs[run.id] = run
            self._audience.expect(run)
            self._make_room()
        return run

    def get(self, run_id: str) -> Run | None:
        """The run as it is now; ``None`` for one that is not or no longer known."""
        with self._lock:
            if run_id in self._runs:
                self._audience.look(run_id)
            return self._runs.get(run_id)

    def change(self, run_id: str, **changes: Any) -> None:
        """Set fields of a run; one that is forgotten is left at that."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                self._put(replace(run, **changes))
                self._make_room()

    def note(self, run_id: str, kind: str, **values: Any) -> None:
        """Add a `Note`."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                self.change(run_id, notes=(*run.notes, Note(kind, values, time.time())))

    def mark(self, run_id: str, mark: dict[str, Any], experiment: AnyExperiment) -> None:
        """Add what was changed while a run goes on (`models.jobs.run.with_mark`), and its experiment since."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is not None:
                self.change(run_id, tuned=with_mark(run.tuned, mark), experiment=experiment)

    def end(self, run_id: str, state: str, **changes: Any) -> bool:
        """Set one of `ENDED_STATES`, once: what ended stays as it is. Returns whether it was set."""
        with self._lock:
            run = self._runs.get(run_id)
            if run is None or run.is_over:
                return False
            size = model_bytes(changes.get("model_file", ""))
            self.change(run_id, state=state, ended=time.time(), model_bytes=size, **changes)
            self._make_room_for_models()
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
                self._audience.watch(run_id, session)

    def watchers(self, run_id: str) -> int:
        """How many sessions watched within the last ten seconds."""
        with self._lock:
            return self._audience.watchers(run_id)

    def unwatched(self, run_id: str) -> float:
        """Seconds since a session watched the run, or since it was handed in."""
        with self._lock:
            return self._audience.unwatched(run_id)

    def is_watched(self, run_id: str) -> bool:
        """Whether a session watched the run within the last ten seconds, or it was handed in then."""
        with self._lock:
            return self._audience.is_watched(run_id)

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

    def _make_room(self) -> None:
        if self._bytes > self._most_bytes:
            while self._bytes > _SPARE * self._most_bytes and self._give_way("bytes"):
                pass
        while len(self._runs) > self._most_runs and self._give_way("runs"):
            pass

    def _give_way(self, of: Literal["bytes", "runs"]) -> bool:
        """Take the next step; whether there was one."""
        step = next_step(self._runs, self._audience, of)
        if step is None:
            return False
        if step.smaller is None:
            self._forget(step.run.id)
        else:
            notes = (Note(step.kind, {}, time.time()),) if step.kind else ()
            self._put(replace(step.smaller, notes=(*step.run.notes, *notes)))
        return True

    def _make_room_for_models(self) -> None:
        kept = [run.model_bytes for run in self._runs.values() if run.model_bytes]
        while len(kept) > self._most_models or sum(kept) > self._most_model_bytes:
            run = next_model(self._runs, "runs" if len(kept) > self._most_models else "bytes")
            if run is None:
                return
            kept.remove(run.model_bytes)
            remove_model(run.model_file)
            self._put(replace(run, model_bytes=0, notes=(*run.notes, Note("model_removed", {}, time.time()))))

    def _forget(self, run_id: str) -> None:
        run = self._runs.pop(run_id)
        self._bytes -= run.size
        remove_model(run.model_file)
        self._listeners.tell(run_id)
        self._audience.forget(run, is_last=all(other.session != run.session for other in self._runs.values()))
