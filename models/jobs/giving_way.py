"""Which attempts have to end, since they take too long or keep others waiting."""

from __future__ import annotations

import time

from models.jobs.attempt import Attempt
from models.jobs.demand import Demand, demand_of
from models.jobs.run_queue import RunQueue


def overdue(run_queue: RunQueue) -> list[Attempt]:
    """Attempts that have to be ended by restarting their worker; their runs are stopped now."""
    found = []
    for attempt in run_queue.attempts.values():
        worker = run_queue.pool.workers.get(attempt.address)
        kind = attempt.overdue(run_queue.limits)
        if not attempt.trains and run_queue.taking_turns(attempt.address):
            continue  # it is in nobody's way, and a restart would cost the others their runs
        if kind and worker is not None and not worker.leaving:
            run_queue.store.note(attempt.run_id, kind, seconds=run_queue.limits.budget)
            run_queue.store.end(attempt.run_id, "stopped", reason="budget" if kind == "overtime" else "stopped")
            worker.leaving = True
            found.append(attempt)
    return found


def slow_features(run_queue: RunQueue) -> list[Attempt]:
    """Attempts that have to stop since what comes before the training took too long; their runs are stopped now."""
    found = [attempt for attempt in run_queue.attempts.values() if attempt.has_slow_features(run_queue.limits)]
    for attempt in found:
        run_queue.store.note(attempt.run_id, "features", seconds=run_queue.limits.features)
        run_queue.store.end(attempt.run_id, "stopped", reason="budget")
    return found


def idle(run_queue: RunQueue) -> list[Attempt]:
    """Attempts that have kept others waiting for too long: paused, or watched by nobody."""
    demands = _without_room(run_queue)
    if not demands:
        run_queue.crowded_since = None
        return []
    run_queue.crowded_since = since = run_queue.crowded_since or time.monotonic()
    only_large = all(demand.is_large for demand in demands)
    found = []
    for attempt in run_queue.attempts.values():
        if only_large and not run_queue.demand(attempt).is_large:
            continue  # it keeps nobody waiting
        kind = attempt.idle(since, run_queue.store.unwatched(attempt.run_id), run_queue.limits)
        if kind:
            run_queue.store.note(attempt.run_id, kind, seconds=run_queue.limits.paused)
            found.append(attempt)
    return found


def _without_room(run_queue: RunQueue) -> list[Demand]:
    """Of the runs that wait because no worker has room, and not because their owner has enough, or does not follow."""
    queue = run_queue.queue
    waiting = (run for run in map(run_queue.store.get, queue.order()) if run is not None)
    wanted = [
        (run.experiment.structure, demand_of(run.experiment))
        for run in waiting
        if not (run.id in run_queue.alone or queue.is_aside(run.owner) or run_queue.has_enough(run.owner))
    ]
    return [demand for structure, demand in wanted if run_queue.pool.choose(structure, demand) is None]
