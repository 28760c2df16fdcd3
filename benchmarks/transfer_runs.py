"""Runs of the transfer page, one after another, as a worker does them: ``python -m benchmarks.transfer_runs RUN ...``.

RUN is a `TransferExperiment` as JSON. Prints one JSON list of what `run` returns.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from models.engine import worker
from models.photo_sets.sets import load_set
from models.runs.control import Control
from models.runs.frames import Frame
from models.runs.wire import pack
from models.transfer.experiment import TransferExperiment

_BUDGET = 3600.0
_TOLD_EVERY = 10.0

Outcome = dict[str, float]


def run(experiment: TransferExperiment) -> Outcome:
    """Train to the end, live frames packed for the way.

    Returns:
        accuracy: on the test photos. decode_s: until the photos are decoded. head_s: from there until the training has
        ended, features included, those of the test photos too. result_s: from there until the result is there.
    """
    started = time.perf_counter()
    load_set(experiment.dataset, experiment.set_id, experiment.size, experiment.per_class)
    decoded = time.perf_counter()
    told = _Told()
    worker.train(experiment, Control(), told.emit, _BUDGET)
    ended = time.perf_counter()
    outcome = {
        "accuracy": told.result.test_accuracy,
        "decode_s": decoded - started,
        "head_s": told.trained - decoded,
        "result_s": ended - decoded,
    }
    tell(f"  {_short(experiment)}: " + ", ".join(f"{name} {value:.3f}" for name, value in outcome.items()))
    return outcome


def tell(text: str) -> None:
    """Progress, which is no part of what is measured."""
    print(text, file=sys.stderr, flush=True)


def run_all(experiments: Sequence[TransferExperiment]) -> list[Outcome]:
    """One after another in a worker that is warm, as the first visitor finds it."""
    worker.warm_up()
    return [run(experiment) for experiment in experiments]


class _Told:
    """What a run tells: its result, and when its last frame came, which ends the training."""

    def __init__(self) -> None:
        self.result: Any = None
        self.trained = 0.0
        self._last = time.perf_counter()

    def emit(self, kind: str, value: Any) -> None:
        if isinstance(value, Frame):
            pack(value)
            self.trained = time.perf_counter()
        elif kind == "result":
            self.result = value
        elif kind == "features" and time.perf_counter() - self._last > _TOLD_EVERY:
            self._last = time.perf_counter()
            tell("  {} of {} photos".format(*value))


def _short(experiment: TransferExperiment) -> str:
    parts = experiment.dataset, experiment.network, experiment.strategy, *experiment.augmentation
    return f"{' '.join(parts)}, {experiment.per_class} a class, seed {experiment.seed}"


def main() -> None:
    print(json.dumps(run_all([TransferExperiment.from_json(text) for text in sys.argv[1:]])))


if __name__ == "__main__":
    main()
