"""Does deeper help? How soon the networks of blocks show themselves and are done, and what skips are worth.

This process stands for the server: it holds the scheduler, the run store and the connection to the workers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import closing

from benchmarks.figures import Figures, Say, until
from benchmarks.workers import wait_until_idle
from models.architectures.depth import DepthExperiment, chart_of, pair_of
from models.jobs import Run, Scheduler
from models.runs.repeats import Difference, Repeats, difference

SEEDS = (1, 2, 3, 4, 5)
ROUNDS = 5

_LONGEST = 300.0
_OWNER = "owner"
_DEEP, _SHALLOW = 50, 6
_COMPLETE = ("epochs", "diverged")


def measure_depth(say: Say) -> Figures:
    """Seconds from submit, and what skips are worth.

    ``depth_cold_s`` and ``depth_warm_s``: until both networks of 20 layers are trained and tested, without and with a
    compiled program; ``depth_first_move_s``: until both have shown a step; ``depth_change_s``: the same for another
    depth, while a pair is learning; ``depth_chart_s``: for the whole chart. Of several, medians.

    ``skip_gain_50`` and ``skip_gap_6``: what skips add to test accuracy at these depths, in points, the mean over five
    seeds with its standard error; of the second, the size.
    """
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        wait_until_idle(scheduler, _LONGEST)
        experiment = DepthExperiment(dense_layers=20)
        cold = _trained_after(scheduler, experiment)
        wait_until_idle(scheduler, _LONGEST)  # whichever worker has not compiled it yet does so now
        warm = [_trained_after(scheduler, experiment.replace(seed=seed)) for seed in range(ROUNDS)]
        first = [_moves_after(scheduler, experiment.replace(seed=seed)) for seed in range(ROUNDS)]
        change = [_changed_after(scheduler, layers) for layers in (2, 6, 10, 30, 50)]
        say("warm:", *map(_text, warm), "first move:", *map(_text, first), "another depth:", *map(_text, change))
        chart = _chart_after(scheduler)
        deep, shallow = (_gain(scheduler, layers) for layers in (_DEEP, _SHALLOW))
        say(f"skips are worth, at {_DEEP}: {deep}, at {_SHALLOW}: {shallow}")
    return {
        "depth_cold_s": cold,
        "depth_warm_s": statistics.median(warm),
        "depth_first_move_s": statistics.median(first),
        "depth_change_s": statistics.median(change),
        "depth_chart_s": chart,
        "skip_gain_50": 100 * deep.value,
        "skip_gain_50_se": 100 * deep.error,
        "skip_gap_6": abs(100 * shallow.value),
        "skip_gap_6_se": 100 * shallow.error,
    }


def _trained_after(scheduler: Scheduler, experiment: DepthExperiment) -> float:
    """Seconds until both networks are trained and tested."""
    started = time.perf_counter()
    _results(scheduler, pair_of(experiment))
    return time.perf_counter() - started


def _moves_after(scheduler: Scheduler, experiment: DepthExperiment) -> float:
    """Seconds until both networks have shown a step."""
    started = time.perf_counter()
    run_ids = scheduler.submit(list(pair_of(experiment).values()), _OWNER)
    until(lambda: all(_run(scheduler, run_id).frames for run_id in run_ids), _LONGEST, "first frames")
    seconds = time.perf_counter() - started
    _until_over(scheduler, run_ids)
    return seconds


def _changed_after(scheduler: Scheduler, layers: int) -> float:
    """Seconds until both networks of this depth have shown a step, where a pair of another depth was learning."""
    before = scheduler.submit(list(pair_of(DepthExperiment(dense_layers=20)).values()), _OWNER)
    until(lambda: all(_run(scheduler, run_id).frames for run_id in before), _LONGEST, "frames of the depth before")
    return _moves_after(scheduler, DepthExperiment(dense_layers=layers))


def _chart_after(scheduler: Scheduler) -> float:
    """Seconds until the whole chart is measured."""
    started = time.perf_counter()
    _results(scheduler, chart_of())
    return time.perf_counter() - started


def _gain(scheduler: Scheduler, layers: int) -> Difference:
    """What skips are worth in test accuracy."""
    repeats = Repeats((True, False), SEEDS)
    experiments = repeats.experiments(lambda skip, seed: DepthExperiment(dense_layers=layers, skip=skip, seed=seed))
    by_skip = repeats.by_value(_results(scheduler, experiments))
    return difference(by_skip[True], by_skip[False])


def _results(scheduler: Scheduler, experiments: Mapping) -> dict:
    """The test accuracy of each, trained as one job.

    Raises:
        RuntimeError: one of them did not train to its end.
    """
    run_ids = scheduler.submit(list(experiments.values()), _OWNER)
    _until_over(scheduler, run_ids)
    runs = [_run(scheduler, run_id) for run_id in run_ids]
    if any(run.reason not in _COMPLETE for run in runs):
        raise RuntimeError(f"runs did not train to their end: {[run.reason for run in runs]}")
    return {key: run.result.test_accuracy for key, run in zip(experiments, runs, strict=True) if run.result}


def _until_over(scheduler: Scheduler, run_ids: Sequence[str]) -> None:
    until(lambda: all(_run(scheduler, run_id).is_over for run_id in run_ids), _LONGEST, "the end of the runs")


def _run(scheduler: Scheduler, run_id: str) -> Run:
    """The run as it is now, watched as by its page.

    Raises:
        RuntimeError: it failed.
    """
    run = scheduler.watch(run_id, _OWNER)
    if run is None or run.state == "failed":
        raise RuntimeError(f"a run failed: {run and run.failure}")
    return run


def _text(seconds: float) -> str:
    return f"{seconds:.2f}"
