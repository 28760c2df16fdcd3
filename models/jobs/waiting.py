"""What the runs in the queue wait for."""

from __future__ import annotations

from models.jobs.attempt import Attempt
from models.jobs.demand import demand_of
from models.jobs.run_queue import RunQueue


def ahead_of(run_queue: RunQueue, run_id: str) -> tuple[int, list[Attempt], int] | None:
    """What a waiting run waits for.

    Returns:
        Its place among those that wait for the same, from 1; the attempts of which one has to end first; how many more
        could go now. ``None`` for a run that does not wait.
    """
    store, pool = run_queue.store, run_queue.pool
    run, order = store.get(run_id), run_queue.queue.order()
    if run is None or run_id not in order:
        return None
    waiting = [other for other in map(store.get, order[: order.index(run_id) + 1]) if other is not None]
    attempts = list(run_queue.attempts.values())
    if run_queue.has_enough(run.owner):
        own = [attempt for attempt in attempts if attempt.owner == run.owner]
        return sum(other.owner == run.owner for other in waiting), own, 0
    demand = demand_of(run.experiment)
    if demand.is_large:
        large = [attempt for attempt in attempts if run_queue.demand(attempt).is_large]
        place = sum(demand_of(other.experiment).is_large for other in waiting)
        return place, large, max(0, pool.here - len(large))
    has_room = pool.choose(run.experiment.structure, demand) is not None
    return len(waiting), attempts, max(0, pool.slots - len(attempts)) if has_room else 0
