"""Runs of the lab's networks: of a whole one, or of one part of it that goes on from where the whole one ended."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import keras

from models.engine.program import Program
from models.engine.program_cache import acquire, is_compiled
from models.engine.results import make_result
from models.engine.trainer import Emit, Training
from models.experiment import Experiment
from models.runs.control import Control
from models.training.continued import ContinuedExperiment
from models.training.data import split_for
from models.transfer.saved_models import model_path


def train_in_lab(experiment: Experiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does.

    Raises:
        DatasetMissing: the dataset is not on this machine.
    """
    _train(experiment, control, emit, budget, measure_start=True)


def train_continued(experiment: ContinuedExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does. Only the whole network is kept as a file.

    Raises:
        DatasetMissing: the dataset is not on this machine.
        ModelGone: the file with the weights to start from is not there any more.
    """
    more: dict[str, Any] = {"whole": experiment, "part": lambda whole: whole.lab}
    _train(experiment.lab, control, emit, budget, experiment.frozen, experiment.start, **more)


def _train(
    experiment: Experiment,
    control: Control,
    emit: Emit,
    budget: float,
    frozen: str | None = None,
    start: str = "",
    **more: Any,
) -> None:
    """Train, score and tell.

    Args:
        frozen: the part that is not trained, see `models.engine.network.freeze`.
        start: the file with the weights to start from; "" for fresh ones.
        more: for `Training`.
    """
    split = split_for(experiment)
    if start:
        model_path(start)  # before seconds go into compiling
    is_new = not is_compiled(experiment, frozen)
    if is_new:
        emit("phase", "compiling")
    with acquire(experiment, frozen) as program, tempfile.TemporaryDirectory() as folder:
        if is_new:
            program.compile(experiment)
        emit("phase", "training")
        training = Training(program, experiment, split, control, emit, budget, Path(folder), **more)
        if start:
            start_from(program, start)
        reason, best_epoch = training.run()
        emit("phase", "scoring")
        figures = {"seconds": (training.seconds,)}
        emit("result", make_result(program, training.experiment, split, reason, best_epoch, not start, **figures))


def start_from(program: Program, file: str) -> None:
    """Give a loaded program the weights of a file; the optimizer starts anew.

    Raises:
        ModelGone: the file is not there any more.
    """
    program.model.set_weights(keras.models.load_model(model_path(file), compile=False).get_weights())
