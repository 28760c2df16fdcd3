"""Runs of the lab's networks: of a whole one, or of one part of it that goes on from where the whole one ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from models.engine.program_cache import CompilationStopped, acquire, compiling
from models.engine.results import make_result, save_model
from models.engine.trainer import Emit, Training
from models.experiment import Experiment
from models.memory import give_back
from models.runs.control import Control
from models.training.continued import ContinuedExperiment
from models.training.data import split_for
from models.transfer.saved_models import model_path


def train_in_lab(experiment: Experiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does.

    Raises:
        DatasetMissing: the dataset is not on this machine.
    """
    with suppress(CompilationStopped):
        _train(experiment, control, emit, budget, measure_start=True)


def train_continued(experiment: ContinuedExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does. Only the whole network is kept as a file.

    Raises:
        DatasetMissing: the dataset is not on this machine.
        ModelGone: the file with the weights to start from is not there any more.
    """
    more: dict[str, Any] = {"whole": experiment, "part": lambda whole: whole.lab}
    with suppress(CompilationStopped):
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
    """Train, score and tell. Only what needs the program takes the run's turns.

    Args:
        frozen: the part that is not trained, see `models.engine.network.freeze`.
        start: the file with the weights to start from; "" for fresh ones.
        more: for `Training`.
    """
    split = split_for(experiment)
    weights = weights_in(start) if start else None
    shared = acquire(experiment, frozen, lambda: emit("phase", "compiling"), lambda: control.stopped)
    with shared as program:
        if len(split.y_train) % program.batch_size and not experiment.steps_per_epoch:
            with compiling(lambda: control.stopped):
                program.trace_rest()
        emit("phase", "training")
        training = Training(program, experiment, split, control, emit, budget, weights=weights, **more)
        with training.turn:
            reason, best_epoch = training.run()
            emit("phase", "scoring")
            give_back()
            figures = {"seconds": (training.seconds,)}
            border = training.turn.border
            result = make_result(program, training.experiment, split, reason, best_epoch, border, **figures)
            trained = program.model.get_weights()
            program.state.forget(training)
    give_back()
    if not start:
        file, refused = save_model(trained, training.experiment)
        result = replace(result, model_file=file, disk_refused=refused)
    emit("result", result)


def weights_in(file: str) -> list[np.ndarray]:
    """The weights of a network that is kept as a file.

    Raises:
        ModelGone: the file is not there any more.
    """
    return keras.models.load_model(model_path(file), compile=False).get_weights()
