"""A class trains at once: thirty runs through two workers.

Here without browsers: the runs are handed in at a scheduler of this process.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from benchmarks.calibration import calibrate
from benchmarks.figures import Figures, Say, measure_parts, until
from benchmarks.workers import wait_until_idle
from models.experiment import Experiment
from models.jobs import Run, Scheduler
from models.layers import Layer
from models.training.presets import PRESETS

RUNS = 30
WORKERS = 2
PAIRS = 3
EPOCHS = 300
WATCHED_SECONDS = 30.0

_LONGEST = 1200.0
_WARM_UP_SECONDS = 120.0
_LOOK_SECONDS = 0.02
_POLL_SECONDS = 0.002
_LONG = Experiment(epochs=1000)


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "fair", "throughput", "standstill", "mixed"."""
    parts = {"fair": fair, "throughput": throughput, "standstill": standstill, "mixed": mixed}
    return {**measure_parts(parts, say, only), "gflops": calibrate()}


def fair(say: Say) -> Figures:
    """From the last hand-in to everybody's first frame, and how far the slowest is when the first one ends."""
    with _scheduler() as scheduler:
        run_ids, started = _hand_in(scheduler, [Experiment(epochs=EPOCHS, seed=seed) for seed in range(RUNS)])
        moving = _moving(scheduler, run_ids) - started
        until(lambda: any(run.is_over for run in _runs(scheduler, run_ids)), _LONGEST, "the end of a run")
        progress = sorted(run.progress for run in _runs(scheduler, run_ids))
    say("progress when the first ends:", *(f"{share:.2f}" for share in progress))
    return {"engine_moving_s": moving, "fairness": progress[0] / progress[-1]}


def throughput(say: Say) -> Figures:
    """Steps a second of all together over the same runs one after another, two at a time; unwatched in both."""
    experiments = [Experiment(epochs=EPOCHS, seed=seed) for seed in range(RUNS)]
    ratios = []
    with _scheduler() as scheduler:
        for _ in range(PAIRS):
            together, alone = _together(scheduler, experiments), _one_after_another(scheduler, experiments)
            say(f"together {together:.1f} s, one after another {alone:.1f} s")
            ratios.append(alone / together)
    return {"throughput_ratio": max(ratios), "together_s": together, "one_after_another_s": alone}


def standstill(say: Say) -> Figures:
    """Thirty watched runs, a third of them of a convolutional network: the longest time without a new frame."""
    conv = PRESETS["C1"].built_in
    experiments = [(conv if seed % 3 == 0 else _LONG).replace(seed=seed) for seed in range(RUNS)]
    moving, longest = _watch(say, experiments, known=(conv, _LONG))
    return {"third_moving_s": moving, "engine_standstill_s": longest}


def mixed(say: Say) -> Figures:
    """The same with thirty structures, none of which is compiled."""
    experiments = [_LONG.replace(layers=(Layer(40 + number), Layer(32)), seed=number) for number in range(RUNS)]
    moving, longest = _watch(say, experiments)
    return {"mixed_moving_s": moving, "mixed_standstill_s": longest}


def _watch(say: Say, experiments: Sequence[Experiment], known: Sequence[Experiment] = ()) -> tuple[float, float]:
    """Until all have a frame, and the longest time without a new one of any run, while all are watched."""
    with _scheduler() as scheduler:
        for experiment in known:
            _teach(scheduler, experiment)
        run_ids, started = _hand_in(scheduler, experiments)
        newest: dict[str, tuple[int, float]] = {}
        gaps, ends = dict.fromkeys(run_ids, 0.0), None
        while ends is None or time.monotonic() < ends:
            now = time.monotonic()
            for run in _runs(scheduler, run_ids, watching=True):
                if run.frames:
                    step, since = newest.get(run.id, (-1, now))
                    gaps[run.id] = max(gaps[run.id], now - since)
                    newest[run.id] = (run.newest.step, now if run.newest.step != step else since)
            if ends is None and len(newest) == len(run_ids):
                moving, ends = now - started, now + WATCHED_SECONDS
            if now - started > _LONGEST:
                raise TimeoutError("not all runs have shown a frame")
            time.sleep(_LOOK_SECONDS)
        say("longest times without a frame:", *(f"{gap:.2f}" for gap in sorted(gaps.values())))
        return moving, max(gaps.values())


def _moving(scheduler: Scheduler, run_ids: Sequence[str]) -> float:
    """When all had their first frame."""
    until(lambda: all(run.frames for run in _runs(scheduler, run_ids)), _LONGEST, "a frame of every run")
    return time.monotonic()


def _together(scheduler: Scheduler, experiments: Sequence[Experiment]) -> float:
    run_ids, started = _hand_in(scheduler, experiments)
    _until_over(scheduler, run_ids)
    return time.monotonic() - started


def _one_after_another(scheduler: Scheduler, experiments: Sequence[Experiment]) -> float:
    started = time.monotonic()
    going: list[str] = []
    for experiment in experiments:
        going += _hand_in(scheduler, [experiment])[0]
        while len(going) == WORKERS:
            going = [run.id for run in _runs(scheduler, going) if not run.is_over]
            time.sleep(_POLL_SECONDS)
    _until_over(scheduler, going)
    return time.monotonic() - started


_pupils = map("pupil {}".format, itertools.count())


def _hand_in(scheduler: Scheduler, experiments: Sequence[Experiment]) -> tuple[list[str], float]:
    """Each by somebody else; their ids, and when the last one was handed in."""
    run_ids = [scheduler.submit([experiment], next(_pupils))[0] for experiment in experiments]
    return run_ids, time.monotonic()


def _runs(scheduler: Scheduler, run_ids: Sequence[str], watching: bool = False) -> list[Run]:
    runs = [scheduler.watch(run_id, "benchmark" if watching else "") for run_id in run_ids]
    for run in runs:
        if run is None or run.state == "failed":
            raise RuntimeError(f"a run failed: {run and run.failure}")
    return runs


def _until_over(scheduler: Scheduler, run_ids: Sequence[str]) -> None:
    until(lambda: all(run.is_over for run in _runs(scheduler, run_ids)), _LONGEST, "the end of all runs")


def _teach(scheduler: Scheduler, experiment: Experiment) -> None:
    """Have all workers compile a structure."""
    _until_over(scheduler, _hand_in(scheduler, [experiment.replace(epochs=1)] * WORKERS)[0])


@contextmanager
def _scheduler() -> Iterator[Scheduler]:
    """With two workers, loaded and idle."""
    before = os.environ.get("LAYERLAB_WORKERS")
    os.environ["LAYERLAB_WORKERS"] = str(WORKERS)
    scheduler = Scheduler()
    try:
        until(lambda: scheduler.cluster.workers == WORKERS, _WARM_UP_SECONDS, "two workers")
        wait_until_idle(scheduler, _WARM_UP_SECONDS)
        yield scheduler
    finally:
        scheduler.close()
        os.environ.pop("LAYERLAB_WORKERS")
        if before is not None:
            os.environ["LAYERLAB_WORKERS"] = before
