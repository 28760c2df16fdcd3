"""Two hundred runs, four at a time, every other one of a new structure: does the memory stay bounded?

This process stands for the server: it holds the scheduler and the run store.
"""

from __future__ import annotations

from contextlib import closing, suppress

import psutil

from benchmarks.figures import Figures, Say, measure_parts, until
from models.experiment import Experiment
from models.jobs import Scheduler
from models.layers import Layer

RUNS = 200

_LONGEST = 120.0
_EPOCHS = 3
_AT_ONCE = 4

Megabytes = dict[str, float]


def measure(say: Say, only: str | None) -> Figures:
    """One part, "runs"."""
    return measure_parts({"runs": runs}, say, only)


def runs(say: Say) -> Figures:
    """Growth from half of the runs to all of them: memory then / memory before, minus 1.

    ``server_growth``, ``scheduler_growth``, ``nanny_growth``; ``worker_growth`` of the largest worker alive after the
    run; ``worker_peak_growth`` of the largest worker at any time in the second half against the first
    half, since workers are renewed now and then.
    """
    samples: list[Megabytes] = []
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        for index in range(0, RUNS, _AT_ONCE):
            _run_some(scheduler, index)
            samples.append(memory_now())
            if (index + _AT_ONCE) % 20 == 0:
                say(f"after run {index + _AT_ONCE}:", *(f"{name} {size:.0f} MB" for name, size in samples[-1].items()))
    return growth(samples)


def growth(samples: list[Megabytes]) -> Figures:
    """The figures of the samples, which were taken at equal distances."""
    half = len(samples) // 2
    figures: Figures = {}
    for name, size in samples[-1].items():
        figures[f"{name}_growth"] = size / samples[half - 1][name] - 1
        figures[f"{name}_mb"] = size
    peaks = [max(sample["worker"] for sample in part) for part in (samples[:half], samples[half:])]
    figures["worker_peak_growth"] = peaks[1] / peaks[0] - 1
    figures["worker_peak_mb"] = peaks[1]
    return figures


def memory_now() -> Megabytes:
    """Resident memory of this process, Dask's scheduler, the nannies' process and the largest worker, in MB."""
    this = psutil.Process()
    sizes = {"server": this.memory_info().rss / 1e6, "scheduler": 0.0, "nanny": 0.0, "worker": 0.0}
    for process in this.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            kind = _kind(" ".join(process.cmdline()))
            if kind:
                sizes[kind] = max(sizes[kind], process.memory_info().rss / 1e6)
    return sizes


def _kind(command: str) -> str:
    marks = {"dask_scheduler": "scheduler", "dask_worker": "nanny", "multiprocessing.spawn": "worker"}
    return next((kind for mark, kind in marks.items() if mark in command), "")


def _run_some(scheduler: Scheduler, first: int) -> None:
    """Runs with other values and of new structures in turn, at once, so that all workers get several of both."""
    run_ids = []
    for index in range(first, first + _AT_ONCE):
        experiment = Experiment(epochs=_EPOCHS, seed=index, learning_rate=0.01 + index / 10_000)
        if index % 2:
            experiment = experiment.replace(layers=(Layer(20 + index), Layer(32), Layer(64)))
        run_ids += scheduler.submit([experiment], f"pupil {index - first}")
    for index, run_id in enumerate(run_ids, first):
        run = until(lambda run_id=run_id: _over(scheduler, run_id), _LONGEST, "the end of a run")
        if run.state != "finished":
            raise RuntimeError(f"run {index} ended as {run.state}: {run.failure}")


def _over(scheduler: Scheduler, run_id: str):
    run = scheduler.watch(run_id)
    return run if run.is_over else None
