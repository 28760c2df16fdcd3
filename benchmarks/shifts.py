"""What convolutions with pooling are worth on digits that are moved, as the page on convolution measures it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from benchmarks.figures import Figures, Say, until
from models.convolution.compared import REPEATS, compared_experiment
from models.convolution.shifts import SHIFTS
from models.jobs import Run, Scheduler
from models.runs.repeats import difference

PIXELS = 3
_MORE, _LESS = "pooled", "dense"
_OWNER = "benchmark"
_LONGEST = 900.0  # of all runs together, and of all answers


def measure_shifts(say: Say) -> Figures:
    """Three convolutions less a dense network of the same size, at a shift of `PIXELS` pixels.

    Returns:
        ``shift3_gain``: the mean over the seeds, in points of 100; ``shift3_gain_se``: its standard error.

    Raises:
        RuntimeError: a run did not train to its end, or its network could not be asked.
        TimeoutError: it took too long.
    """
    keys = [key for key in REPEATS.keys if key[0] in (_MORE, _LESS)]
    with closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        run_ids = scheduler.submit([compared_experiment(*key) for key in keys], _OWNER)
        found = {key: _shifted(scheduler, run_id) for key, run_id in zip(keys, run_ids, strict=True)}
    for name in (_LESS, _MORE):
        for (network, seed), shares in found.items():
            if network == name:
                say(
                    f"{network}, seed {seed}, moved by 0 to {max(SHIFTS)}:", *(f"{100 * share:.1f}" for share in shares)
                )
    gain = difference(_at(found, _MORE), _at(found, _LESS))
    return {"shift3_gain": 100 * gain.value, "shift3_gain_se": 100 * gain.error}


def _shifted(scheduler: Scheduler, run_id: str) -> list[float]:
    """The share of right answers for each of `SHIFTS`, of the network that this run trains."""
    run: Run = until(lambda: _over(scheduler, run_id), _LONGEST, "the end of a run")
    if run.state != "finished":
        raise RuntimeError(f"a run ended as {run.state}: {run.failure}")
    question = {"model_file": run.model_file, "dataset": run.experiment.dataset}
    answer = scheduler.ask("moved_accuracy", question, _OWNER)
    if not answer.wait(_LONGEST) or answer.state != "done":
        raise RuntimeError(f"a network gave no answer: {answer.failure}")
    return list(map(float, answer.value["shifted"]))


def _at(found: Mapping[tuple[str, int], list[float]], network: str) -> dict[int, float]:
    """Of each seed, at the shift that is looked at."""
    return {seed: shares[SHIFTS.index(PIXELS)] for (name, seed), shares in found.items() if name == network}


def _over(scheduler: Scheduler, run_id: str) -> Any:
    run = scheduler.watch(run_id)
    return run if run is not None and run.is_over else None
