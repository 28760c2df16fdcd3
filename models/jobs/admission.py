"""Who may wait in the queue, and who gives up the place there."""

from __future__ import annotations

from typing import Any

from models.jobs.run import session_of
from models.jobs.run_queue import RunQueue


class QueueFull(Exception):
    """No more jobs are taken.

    Attributes:
        is_own: the session has as many as one may have; else all sessions together have.
        most: how many these are.
    """

    def __init__(self, is_own: bool, most: int) -> None:
        super().__init__(f"{most} jobs wait" if not is_own else f"the session has {most} jobs")
        self.is_own, self.most = is_own, most


def admit(run_queue: RunQueue, owner: str) -> None:
    """Make a place for a job; where there is none, the oldest job that no tab follows gives way.

    Who has a job may always put another in its place.

    Raises:
        QueueFull: there is no place.
    """
    going = {attempt.owner for attempt in run_queue.attempts.values() if attempt.stop_asked is None}
    waiting, session = run_queue.queue.owners, session_of(owner)
    if owner in going or owner in waiting:
        return
    if sum(session_of(other) == session for other in going.union(waiting)) >= run_queue.limits.session_jobs:
        raise QueueFull(True, run_queue.limits.session_jobs)
    if len(waiting) < run_queue.limits.jobs:
        return
    unfollowed = run_queue.queue.first_aside()
    if unfollowed is None:
        raise QueueFull(False, run_queue.limits.jobs)
    for run_id in run_queue.queue.runs_of(unfollowed):
        run_queue.store.note(run_id, "dropped")
        run_queue.withdraw(run_id)


def mind_followers(run_queue: RunQueue) -> None:
    """Have the jobs that no tab follows give up their places; who is back waits behind all others."""
    for owner in run_queue.queue.owners:
        runs, is_aside = run_queue.queue.runs_of(owner), run_queue.queue.is_aside(owner)
        is_followed = min(map(run_queue.store.unwatched, runs)) <= run_queue.limits.unfollowed
        if is_aside and is_followed:
            run_queue.queue.bring_back(owner)
        elif not is_aside and not is_followed:
            for run_id in run_queue.queue.set_aside(owner):
                _note_once(run_queue, run_id, "unfollowed", seconds=run_queue.limits.unfollowed)


def _note_once(run_queue: RunQueue, run_id: str, kind: str, **values: Any) -> None:
    run = run_queue.store.get(run_id)
    if run is not None and all(note.kind != kind for note in run.notes):
        run_queue.store.note(run_id, kind, **values)
