"""Thirty runs through two workers, all at once or one after another: steps a second, which nobody watches."""

from __future__ import annotations

import os
import time
from contextlib import closing
from unittest import mock

from benchmarks.figures import Figures, Say, until
from benchmarks.workers import wait_until_idle
from models.experiment import Experiment
from models.jobs import Scheduler

RUNS = 30
WORKERS = 2
PAIRS = 3

_LONGEST = 900.0
_LOOK_SECONDS = 0.02
_EXPERIMENT = Experiment(epochs=300)


def throughput(say: Say) -> Figures:
    """The best of three pairs: what a worker that holds many runs loses."""
    found = []
    with closing(_scheduler()) as scheduler:
        _seconds(scheduler, WORKERS, [_EXPERIMENT.replace(epochs=2)] * WORKERS)
        wait_until_idle(scheduler, _LONGEST)
        runs = [_EXPERIMENT.replace(seed=seed) for seed in range(RUNS)]
        for _ in range(PAIRS):
            alone, together = _seconds(scheduler, WORKERS, runs), _seconds(scheduler, RUNS, runs)
            say(f"one after another {alone:.1f} s, together {together:.1f} s")
            found.append(alone / together)
    return {"throughput_ratio": max(found)}


def _scheduler() -> Scheduler:
    with mock.patch.dict(os.environ, LAYERLAB_WORKERS=str(WORKERS)):
        scheduler = Scheduler()
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
    return scheduler


def _seconds(scheduler: Scheduler, at_once: int, experiments: list[Experiment]) -> float:
    """How long the experiments take, so many of them handed in at a time.

    Raises:
        RuntimeError: one of them did not train to its end.
    """
    started = time.perf_counter()
    waiting, going = list(enumerate(experiments)), set[str]()
    while waiting or going:
        while waiting and len(going) < at_once:
            number, experiment = waiting.pop(0)
            going |= set(scheduler.submit([experiment], f"owner {number}"))
        time.sleep(_LOOK_SECONDS)
        going = {run_id for run_id in going if not _is_over(scheduler, run_id)}
    return time.perf_counter() - started


def _is_over(scheduler: Scheduler, run_id: str) -> bool:
    run = scheduler.store.get(run_id)
    if run is None or (run.is_over and run.reason != "epochs"):
        raise RuntimeError(f"a run did not train to its end: {run and (run.state, run.reason, run.failure)}")
    return run.is_over
