"""How soon a run shows itself: from submit to a frame after at least one step, in the server process.

This process stands for the server: it holds the scheduler, the run store and the connection to the workers.
"""

from __future__ import annotations

import statistics
import time
from contextlib import closing

from benchmarks.figures import Figures, Say, until
from models.experiment import Experiment
from models.jobs import Scheduler
from models.layers import Layer

WARM_ROUNDS = 12
OTHER_ROUNDS = 5
COLD_ROUNDS = 5

_LONGEST = 120.0
_OWNER, _BLOCKER = "owner", "blocker"
_SHORT = Experiment(epochs=3)


def first_frame(say: Say) -> Figures:
    """Warm: the same structure with other values, on each worker in turn. Cold: a structure never seen."""
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        _settle(scheduler, _SHORT)
        warm = [
            _clock(scheduler, _SHORT.replace(seed=index, learning_rate=0.01 + index / 1000), index % 2 == 1)
            for index in range(WARM_ROUNDS)
        ]
        say("warm, on each worker in turn:", *map(_text, warm))
        cold, other = [], []
        for index in range(max(COLD_ROUNDS, OTHER_ROUNDS)):
            unseen = _SHORT.replace(layers=(Layer(50 - index), Layer(31), Layer(40 + index)))
            cold.append(_clock(scheduler, unseen, elsewhere=False))
            _wait_for_spare_time(scheduler, unseen)
            other.append(_clock(scheduler, unseen.replace(seed=5), elsewhere=True))
        say("cold:", *map(_text, cold))
        say("warm, on a worker that did not run the structure before:", *map(_text, other))
    return {
        "first_frame_warm_s": statistics.median(warm + other),
        "first_frame_warm_max_s": max(warm + other),
        "first_frame_other_worker_s": statistics.median(other),
        "first_frame_cold_s": statistics.median(cold),
        "first_frame_cold_max_s": max(cold),
    }


def _clock(scheduler: Scheduler, experiment: Experiment, elsewhere: bool) -> float:
    """Seconds from submit to the first frame with a step; the run is over when this returns.

    Args:
        elsewhere: on another worker than the one that the scheduler would choose, which a paused run keeps busy.
    """
    blocker = _pause_one(scheduler, experiment) if elsewhere else None
    started = time.perf_counter()
    [run_id] = scheduler.submit([experiment], _OWNER)
    until(lambda: _has_stepped(scheduler, run_id), _LONGEST, "a first frame")
    seconds = time.perf_counter() - started
    _until_over(scheduler, run_id)
    if blocker is not None:
        scheduler.command(blocker, _BLOCKER, "stop")
        _until_over(scheduler, blocker)
    return seconds


def _pause_one(scheduler: Scheduler, experiment: Experiment) -> str:
    [run_id] = scheduler.submit([experiment.replace(epochs=1000)], _BLOCKER)
    scheduler.command(run_id, _BLOCKER, "pause")
    until(lambda: scheduler.watch(run_id).state == "paused", _LONGEST, "a paused run")
    return run_id


def _has_stepped(scheduler: Scheduler, run_id: str) -> bool:
    run = scheduler.watch(run_id)
    if run.state == "failed":
        raise RuntimeError(f"the run failed: {run.failure}")
    return any(frame.step >= 1 for frame in run.frames)


def _until_over(scheduler: Scheduler, run_id: str) -> None:
    until(lambda: scheduler.watch(run_id).is_over, _LONGEST, "the end of a run")


def _settle(scheduler: Scheduler, experiment: Experiment) -> None:
    """Have every worker loaded, with this structure compiled by a run of its own."""
    _clock(scheduler, experiment, elsewhere=False)
    _clock(scheduler, experiment, elsewhere=scheduler.cluster.workers > 1)
    _wait_for_spare_time(scheduler, experiment)


def _wait_for_spare_time(scheduler: Scheduler, experiment: Experiment) -> None:
    """Wait until all workers have compiled a structure, as they do while nobody trains."""
    run_queue = scheduler._run_queue

    def all_know() -> bool:
        with run_queue.lock:
            workers = run_queue.pool.workers.values()
            return all(experiment.structure in worker.structures and not worker.preparing for worker in workers)

    until(all_know, _LONGEST, "workers that know the structure")


def _text(seconds: float) -> str:
    return f"{seconds:.3f}"
