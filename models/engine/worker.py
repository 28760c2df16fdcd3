"""The door of the engine: what a worker process does for the server."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.any_experiment import AnyExperiment
from models.engine import (
    lean_keras,  # noqa: F401
    tasks,
)
from models.engine.pretrained.memory import trim
from models.engine.program_cache import acquire, is_compiled
from models.engine.results import make_result
from models.engine.trainer import Emit, Training
from models.engine.transfer.continued import train_continued
from models.engine.transfer.train import train_transfer
from models.experiment import Experiment
from models.runs.control import Control
from models.training.continued import ContinuedExperiment
from models.training.data import split_for
from models.transfer.experiment import TransferExperiment


def train(experiment: AnyExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as it goes on.

    ``emit`` is given a kind and a value: "phase" with "compiling", "training" or "scoring"; "frame" with a
    `models.runs.frames.Frame`; "paused" with a bool; "tuned" with ``{"epoch", "changes", "before"}``; at the
    end "result" with a `models.runs.results.Result`.

    Args:
        budget: seconds of wall time since training began, pauses left out, after which the run ends by itself.

    Raises:
        DatasetMissing: the dataset is not on this machine.
    """
    TRAINERS[experiment.kind](experiment, control, emit, budget)


def _train_in_lab(experiment: Experiment, control: Control, emit: Emit, budget: float) -> None:
    split = split_for(experiment)
    is_new = not is_compiled(experiment)
    if is_new:
        emit("phase", "compiling")
    with acquire(experiment) as program, tempfile.TemporaryDirectory() as folder:
        if is_new:
            program.compile(experiment)
        emit("phase", "training")
        training = Training(program, experiment, split, control, emit, budget, Path(folder), measure_start=True)
        reason, best_epoch = training.run()
        emit("phase", "scoring")
        emit("result", make_result(program, training.experiment, split, reason, best_epoch))


TRAINERS: dict[str, Callable[[Any, Control, Emit, float], None]] = {
    Experiment.kind: _train_in_lab,
    TransferExperiment.kind: train_transfer,
    ContinuedExperiment.kind: train_continued,
}


def prepare(experiment: AnyExperiment) -> None:
    """Compile the experiment's structure, so that a later run starts at once. Only the lab's programs are kept."""
    if isinstance(experiment, Experiment) and not is_compiled(experiment):
        with acquire(experiment) as program:
            program.compile(experiment)


def answer(task: str, arguments: dict[str, Any]) -> Any:
    """Answer a request: one of `models.engine.tasks.TASKS`."""
    return tasks.TASKS[task](**arguments)


def warm_up() -> None:
    """Load TensorFlow, and what a visitor meets first: the built-in network answers as soon as its page opens."""
    tasks.warm_up()
    prepare(Experiment())
    trim()
