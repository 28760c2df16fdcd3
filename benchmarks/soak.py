"""Two hundred runs, every other one of a new structure, and an hour of a tab: does the memory stay bounded?

Of the runs this process stands for the server: it holds the scheduler and the run store.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress

import psutil

from benchmarks.figures import Figures, Say, measure_parts, until
from benchmarks.running_tab import running_tab
from models.experiment import Experiment
from models.jobs import Scheduler
from models.layers import Layer

RUNS = 200
AT_ONCE = 20

_LONGEST = 120.0
_EPOCHS = 3

Megabytes = dict[str, float]


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "runs", "slices" and, only where it is asked for, since it takes an hour, "tab"."""
    parts = {"runs": runs, "slices": slices}
    return measure_parts(parts if only is None else parts | {"tab": running_tab}, say, only)


def runs(say: Say) -> Figures:
    """Growth from half of the runs to all of them: memory then / memory before, minus 1.

    ``server_growth``, ``scheduler_growth``, ``nanny_growth``; ``worker_growth`` of the largest worker alive after the
    run; ``worker_peak_growth`` of the largest worker at any time in the second half against the first
    half, since workers are renewed now and then.
    """
    samples: list[Megabytes] = []
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        for index in range(0, RUNS, 2):
            _run_all(scheduler, [_known(index), _new(index)])
            samples.append(memory_now())
            if (index + 2) % 20 == 0:
                say(f"after run {index + 2}:", *(f"{name} {size:.0f} MB" for name, size in samples[-1].items()))
    return growth(samples)


def slices(say: Say) -> Figures:
    """The same growth, each name after ``sliced_``, where workers hold many runs and give them slices in turn."""
    samples: list[Megabytes] = []
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        for first in range(0, RUNS, AT_ONCE):
            indices = range(first, first + AT_ONCE)
            _run_all(scheduler, [_new(index) if index % 2 else _known(index) for index in indices])
            samples.append(memory_now())
            say(f"after run {first + AT_ONCE}:", *(f"{name} {size:.0f} MB" for name, size in samples[-1].items()))
    return {f"sliced_{name}": value for name, value in growth(samples).items()}


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


def _known(index: int) -> Experiment:
    """One with other values."""
    return Experiment(epochs=_EPOCHS, seed=index, learning_rate=0.01 + index / 10_000)


def _new(index: int) -> Experiment:
    """One of a new structure."""
    return _known(index).replace(layers=(Layer(20 + index), Layer(32), Layer(64)))


def _run_all(scheduler: Scheduler, experiments: Sequence[Experiment]) -> None:
    """Have them trained side by side, so that all workers get some.

    Raises:
        RuntimeError: one of them did not train to its end.
    """
    for run_id in [scheduler.submit([one], f"pupil {number}")[0] for number, one in enumerate(experiments)]:
        run = until(lambda run_id=run_id: _over(scheduler, run_id), _LONGEST, "the end of a run")
        if run.state != "finished":
            raise RuntimeError(f"a run ended as {run.state}: {run.failure}")


def _over(scheduler: Scheduler, run_id: str):
    run = scheduler.watch(run_id)
    return run if run.is_over else None
