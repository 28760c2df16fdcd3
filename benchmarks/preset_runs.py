"""Trainings one after another, as a worker does them: ``python -m benchmarks.preset_runs RUN ...``.

RUN is any experiment as JSON; a part of C2 whose ``start`` is `FIRST` goes on from the weights that the first run ended
with. Prints one JSON list of what `run` returns, and each epoch on stderr.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from typing import Any

from models.any_experiment import AnyExperiment, read_experiment
from models.engine import worker
from models.jobs import Limits
from models.runs.control import Control
from models.runs.frames import Frame
from models.runs.results import Result
from models.training.continued import ContinuedExperiment

FIRST = "first"

Outcome = dict[str, Any]


def run(experiment: AnyExperiment, name: str) -> Outcome:
    """Train to the end, within the time that a run may take.

    Returns:
        accuracy, loss: on the test set, the loss as Keras's ``evaluate`` gives it. reason, best_epoch: see
        `models.runs.results.Result`. epochs: that were trained. seconds: all in all. model_file: of a whole network.
    """
    started = time.perf_counter()
    told = _Told(name)
    worker.train(experiment, Control(), told.emit, Limits().budget)
    result = told.result
    assert result is not None
    return {
        "accuracy": result.test_accuracy,
        "loss": result.keras_loss,
        "reason": result.reason,
        "best_epoch": result.best_epoch,
        "epochs": told.epochs,
        "seconds": time.perf_counter() - started,
        "model_file": getattr(result, "model_file", ""),
    }


class _Told:
    """What a run tells: its result, and its epochs, which are told on."""

    def __init__(self, name: str) -> None:
        self.result: Result | None = None
        self.epochs = 0
        self._name, self._started = name, time.perf_counter()

    def emit(self, kind: str, value: Any) -> None:
        if isinstance(value, Frame):
            self._frame(value)
        elif isinstance(value, Result):
            self.result = value
            self._tell(f"test accuracy {value.test_accuracy:.4f}, ended by {value.reason}")
        elif kind == "features" and value[0] % 200 == 0:
            self._tell("{} of {} photos".format(*value))

    def _frame(self, frame: Frame) -> None:
        curves, epochs = frame.curves, len(frame.curves.accuracy)
        if epochs > self.epochs:
            self.epochs = epochs
            self._tell(
                f"epoch {epochs}: training accuracy {curves.accuracy[-1]:.4f}, validation {curves.val_accuracy[-1]:.4f}"
            )

    def _tell(self, text: str) -> None:
        seconds = time.perf_counter() - self._started
        print(f"  {self._name}, {seconds:.0f} s: {text}", file=sys.stderr, flush=True)


def main() -> None:
    outcomes: list[Outcome] = []
    for number, text in enumerate(sys.argv[1:], start=1):
        experiment = read_experiment(text)
        if isinstance(experiment, ContinuedExperiment) and experiment.start == FIRST:
            experiment = dataclasses.replace(experiment, start=outcomes[0]["model_file"])
        outcomes.append(run(experiment, f"run {number} of {len(sys.argv) - 1}"))
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main()
