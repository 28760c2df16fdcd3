"""The training of a whole network, whose weights are kept, and of one part of it that starts from them."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import keras

from models.engine.program import Program
from models.engine.program_cache import acquire, is_compiled
from models.engine.results import make_result
from models.engine.trainer import Emit, Training
from models.runs.control import Control
from models.runs.results import Result, TransferResult
from models.training.continued import ContinuedExperiment
from models.training.data import split_for
from models.transfer.saved_models import model_path


def train_continued(experiment: ContinuedExperiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as `models.engine.worker.train` does.

    The "result" is a `models.runs.results.TransferResult` without the fields about photos; that of the whole network
    names the file with its weights.

    Raises:
        DatasetMissing: the dataset is not on this machine.
        ModelGone: the file with the weights to start from is not there any more.
    """
    lab, frozen = experiment.lab, experiment.frozen
    split = split_for(lab)
    if experiment.start:
        model_path(experiment.start)  # before seconds go into compiling
    is_new = not is_compiled(lab, frozen)
    if is_new:
        emit("phase", "compiling")
    with acquire(lab, frozen) as program, tempfile.TemporaryDirectory() as folder:
        if is_new:
            program.compile(lab)
        emit("phase", "training")
        training = Training(
            *(program, lab, split, control, emit, budget, Path(folder)), whole=experiment, part=lambda whole: whole.lab
        )
        if experiment.start:
            start_from(program, experiment.start)
        reason, best_epoch = training.run()
        emit("phase", "scoring")
        scored = make_result(program, lab, split, reason, best_epoch, keep=not experiment.start)
        emit("result", _as_transfer_result(scored, program, training.seconds))


def start_from(program: Program, file: str) -> None:
    """Give a loaded program the weights of a file; the optimizer starts anew.

    Raises:
        ModelGone: the file is not there any more.
    """
    program.model.set_weights(keras.models.load_model(model_path(file), compile=False).get_weights())


def _as_transfer_result(scored: Result, program: Program, seconds: float) -> TransferResult:
    """The result with the sizes of the network."""
    return TransferResult(
        **vars(scored),
        parameters=program.model.count_params(),
        trainable=sum(math.prod(variable.shape) for variable in program.model.trainable_variables),
        seconds=(seconds,),
    )
