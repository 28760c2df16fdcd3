"""One attempt of a run on a worker, and the time it may take."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import Any

from models.limits import LIMITS

_DEFAULT_BUDGET = 600.0


def _budget() -> float:
    """Seconds of training that a run may take: ``LAYERLAB_RUN_SECONDS``, or ten minutes."""
    try:
        return max(1.0, float(os.environ.get("LAYERLAB_RUN_SECONDS", "")))
    except ValueError:
        return _DEFAULT_BUDGET


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds, how many runs a worker has and how many wait, and when it is renewed.

    Attributes:
        runs: that a worker has at a time, at most; memory may allow fewer.
        budget: time that a run may train, in its own slices; the engine ends it then, and it is scored.
        features: so long may take what comes before the training on photos, wherever its time goes.
        overrun: a run that has not ended so long after that does not answer, and has its worker restarted.
        slice: so has one whose slice does not end for this long; the longest step of a fine-tuning takes less.
        stop: so has one that trains on for this long after it was told to stop,
        stop_early: or that does not end for this long although it had not begun to train.
        paused: a paused run keeps its slot this long while others wait,
        abandoned: and only this long if nobody watches it.
        unwatched: a run that nobody watches has so long before it gives way to others who wait, and its result is kept;
            a tab in the background goes on watching, a phone that sleeps does not.
        unfollowed: a run that waits keeps its place so long while no tab follows it.
        jobs: that wait, of all owners, beside one more of each owner who has a run that goes on.
        session_jobs: of one session, that go on or wait.
        served: runs after which a worker is renewed when there is time.
        memory: bytes beyond which it is, and which its runs are thought to fit in. networks: bytes more for one that
            has loaded pretrained networks.
        request: a request that takes longer has its worker restarted.
        tick: how often all of this is looked at.
    """

    runs: int = 32
    budget: float = field(default_factory=_budget)
    features: float = LIMITS.features_seconds
    overrun: float = 60.0
    slice: float = 120.0
    stop: float = 15.0
    stop_early: float = 60.0
    paused: float = 60.0
    abandoned: float = 10.0
    unwatched: float = 30.0
    unfollowed: float = LIMITS.unfollowed_seconds
    jobs: int = LIMITS.jobs_waiting
    session_jobs: int = LIMITS.session_jobs
    served: int = 60
    memory: int = 1_800_000_000
    networks: int = 800_000_000
    request: float = 120.0
    tick: float = 0.5


@dataclass(eq=False)
class Attempt:
    """A run on its way through a worker. Times are of `time.monotonic`.

    Attributes:
        number: 1, or 2 after the first worker was lost.
        busy_since: when its present phase began, shifted by its pauses and by its waits for other runs.
        paused_since, waits_since: ``None`` while it is not paused, or does not wait for its next slice.
        slice_since: when its slice began; ``None`` where it shares its worker with nobody, as far as is known.
        features_since: when the photos and their features were begun with; ``None`` once that is past.
        unfollowed: it began although no tab followed it, and gives way as soon as others wait.
        stop_asked: when it was told to stop; ``None`` before.
        trains: it is past compiling. scores: it has trained, and its result is being made.
        takes_turns: what it does, it does in turn with others of its worker.
        told: the newest value of each command that holds on, "tune", "pace" and "frames".
        future: of Dask.
    """

    run_id: str
    owner: str
    number: int
    address: str
    started: float = field(default_factory=time.monotonic)
    busy_since: float = field(default_factory=time.monotonic)
    paused_since: float | None = None
    waits_since: float | None = None
    slice_since: float | None = None
    features_since: float | None = None
    unfollowed: bool = False
    stop_asked: float | None = None
    trains: bool = False
    takes_turns: bool = False
    scores: bool = False
    told: dict[str, Any] = field(default_factory=dict)
    future: Any = None

    def enter(self, phase: str) -> None:
        """Note that "features", "compiling", "training" or "scoring" begins."""
        self.busy_since, self.scores = time.monotonic(), phase == "scoring"
        self.features_since = (self.features_since or self.busy_since) if phase == "features" else None
        self.trains = phase in ("training", "scoring")
        self.takes_turns = phase == "training" or (phase == "scoring" and self.takes_turns)

    def pause(self, paused: bool) -> None:
        """Note that the run was paused, or goes on."""
        now = time.monotonic()
        if paused:
            self.paused_since, self.slice_since = self.paused_since or now, None
        elif self.paused_since is not None:
            self.busy_since += now - self.paused_since
            self.paused_since = None

    def wait_for_slice(self) -> None:
        """Note that another run of its worker has its slice now."""
        self.slice_since = None
        if self.paused_since is None and self.waits_since is None:
            self.waits_since = time.monotonic()

    def begin_slice(self) -> None:
        """Note that it goes on, and others wait."""
        self.end_waiting()
        self.slice_since = time.monotonic()

    def show_life(self) -> None:
        """Note that it told something, which it does in its slice only."""
        if self.slice_since is not None:
            self.slice_since = time.monotonic()

    def leave_turns(self) -> None:
        """Note that it goes on beside the others from now on."""
        self.end_waiting()
        self.takes_turns = False

    def end_waiting(self) -> None:
        """Note that it does not wait for another run any more, as far as is known."""
        self.slice_since = None
        if self.waits_since is not None:
            self.busy_since += time.monotonic() - self.waits_since
            self.waits_since = None

    def ask_to_stop(self) -> None:
        """Note that it was told to stop; the first time counts."""
        self.stop_asked = self.stop_asked or time.monotonic()

    def overdue(self, limits: Limits) -> str:
        """ "killed" if it does not obey a stop, "overtime" if its slice or its budget does not end, else "".

        A run that waits for its slice cannot do anything: it is not judged.
        """
        now = time.monotonic()
        if self.waits_since is not None:
            return ""
        patience = limits.stop if self.trains and not self.scores else limits.stop_early
        # A run that obeyed is scored: that takes its time, and cannot be cut short.
        asked = max(self.stop_asked, self.busy_since) if self.stop_asked and self.scores else self.stop_asked
        if asked is not None and now - max(asked, self.slice_since or asked) > patience:
            return "killed"
        if self.slice_since is not None and now - self.slice_since > limits.slice:
            return "overtime"
        if self.paused_since is None and now - self.busy_since > limits.budget + limits.overrun:
            return "overtime"
        return ""

    def has_slow_features(self, limits: Limits) -> bool:
        """Whether what comes before the training has had its time, and was not told to stop yet."""
        since = self.features_since
        return self.stop_asked is None and since is not None and time.monotonic() - since > limits.features

    def idle(self, crowded_since: float, unwatched: float, limits: Limits) -> str:
        """Why it must give way to others who wait: "pause_limit", "unwatched", or "" if it need not.

        Args:
            crowded_since: when others began to wait. unwatched: seconds since anybody watched it.
        """
        if self.stop_asked is not None:
            return ""
        now = time.monotonic()
        if self.paused_since is None:
            patience = limits.abandoned if self.unfollowed and unwatched > limits.unfollowed else limits.unwatched
            return "unwatched" if min(unwatched, now - crowded_since) > patience else ""
        patience = limits.abandoned if unwatched > limits.abandoned else limits.paused
        return "pause_limit" if now - max(self.paused_since, crowded_since) > patience else ""

    def remaining(self, progress: float, seconds: float, limits: Limits) -> float | None:
        """Seconds of its own until it is through, from its progress; ``None`` before there is any."""
        if self.stop_asked is not None:
            return 1.0
        if self.paused_since is not None:
            return limits.paused
        if progress <= 0.0 or seconds <= 0.0:
            return None
        return min(seconds / progress * (1.0 - progress), max(0.0, limits.budget - seconds))
