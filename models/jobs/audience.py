"""Who watches which run, and who has been here lately. Not thread-safe."""

from __future__ import annotations

import time

from models.jobs.run import Run

_WATCHING_SECONDS = 10.0
_MOST_WATCHERS = 1000  # of a run, that are remembered without looking when they watched


class Audience:
    """Who watches. All times are of `time.monotonic`."""

    def __init__(self) -> None:
        self._looked_at: dict[str, float] = {}
        self._watchers: dict[str, dict[str, float]] = {}
        self._watched_at: dict[str, float] = {}
        self._seen: dict[str, float] = {}

    def expect(self, run: Run) -> None:
        """A run was handed in: its session is here."""
        self._looked_at[run.id] = self._watched_at[run.id] = self._seen[run.session] = time.monotonic()

    def forget(self, run: Run, is_last: bool) -> None:
        """A run is not known any more, and if it is the last one of its session, neither is that."""
        self._looked_at.pop(run.id, None)
        self._watchers.pop(run.id, None)
        self._watched_at.pop(run.id, None)
        if is_last:
            self._seen.pop(run.session, None)

    def look(self, run_id: str) -> None:
        """Somebody asked for a run."""
        self._looked_at[run_id] = time.monotonic()

    def watch(self, run_id: str, session: str) -> None:
        """A session is watching a run just now."""
        self._watched_at[run_id] = now = time.monotonic()
        watchers = self._watchers.setdefault(run_id, {})
        watchers[session] = now
        if session in self._seen:
            self._seen[session] = now
        if len(watchers) > _MOST_WATCHERS:
            self.watchers(run_id)  # which forgets those of before

    def watchers(self, run_id: str) -> int:
        """How many sessions watched within the last ten seconds."""
        recent = time.monotonic() - _WATCHING_SECONDS
        current = {s: at for s, at in self._watchers.get(run_id, {}).items() if at > recent}
        if run_id in self._watchers:
            self._watchers[run_id] = current
        return len(current)

    def unwatched(self, run_id: str) -> float:
        """Seconds since a session watched the run, or since it was handed in."""
        now = time.monotonic()
        return now - self._watched_at.get(run_id, now)

    def is_watched(self, run_id: str) -> bool:
        """Whether a session watched the run within the last ten seconds, or it was handed in then."""
        return self.unwatched(run_id) <= _WATCHING_SECONDS

    def looked_at(self, run_id: str) -> float:
        """When somebody asked for the run last."""
        return self._looked_at.get(run_id, 0.0)

    def away(self, session: str) -> float:
        """Seconds since the session handed in or watched anything."""
        now = time.monotonic()
        return now - self._seen.get(session, now)
