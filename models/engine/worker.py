"""The door of the engine: what a worker process does for the server."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from models.control import Control
from models.datasets import DATASETS, split_for
from models.engine.programs import borrow, is_compiled
from models.engine.results import make_result
from models.engine.trainer import Emit, Training
from models.experiment import Experiment


def train(experiment: Experiment, control: Control, emit: Emit, budget: float) -> None:
    """Train to the end, and tell of it as it goes on.

    ``emit`` is given a kind and a value: "phase" with "compiling" or "training"; "frame" with a
    `models.frames.Frame`; "paused" with a bool; "tuned" with ``{"epoch", "changes"}``; at the
    end "result" with a `models.frames.Result`.

    Args:
        budget: seconds of training, pauses left out, after which the run ends.

    Raises:
        DatasetMissing: the dataset is not on this machine.
    """
    split = split_for(experiment)
    if not is_compiled(experiment):
        emit("phase", "compiling")
    with borrow(experiment) as program, tempfile.TemporaryDirectory() as folder:
        emit("phase", "training")
        training = Training(program, experiment, split, control, emit, budget, Path(folder))
        reason, best_epoch = training.run()
        emit("result", make_result(program, training.experiment, split, reason, best_epoch))


def prepare(experiment: Experiment) -> None:
    """Compile the experiment's structure, so that a later run starts at once."""
    if is_compiled(experiment):
        return
    info = DATASETS[experiment.dataset]
    with borrow(experiment) as program:
        program.load(experiment)
        examples = program.chunk_steps * program.batch_size
        x = np.zeros((examples, *info.shape), np.float32 if len(info.shape) == 1 else np.uint8)
        y = np.zeros(examples, np.int32)
        program.train_steps(x, y, 1)
        program.evaluate(x, y)
        program.probe(x, y)


def warm_up() -> None:
    """Load TensorFlow, and compile what a visitor meets first."""
    prepare(Experiment())
