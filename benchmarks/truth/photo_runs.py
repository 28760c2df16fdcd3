"""Runs of /transfer as its worker makes them, opened so that each epoch can be looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from benchmarks.truth.trained import Material
from models.engine.program import Program
from models.engine.transfer.inputs import gather
from models.engine.transfer.results import Trained
from models.engine.transfer.train import make_trainable_base, scored
from models.experiment import Experiment
from models.runs.control import Control
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment


@contextmanager
def photo_material(experiment: TransferExperiment) -> Iterator[Material]:
    """A head on cached features, or the small network."""
    gathered = gather(experiment, Control(), lambda kind, value: None)
    head, base = experiment.head_experiment(), make_trainable_base(experiment, gathered.base)
    program = Program(head, gathered.examples, base)
    program.compile(head)
    program.set_base_factor(experiment.base_rate / experiment.learning_rate)
    split, scores_only = gathered.as_split(), experiment.replace(score_only=True)
    per_epoch = head.steps_per_epoch or math.ceil(len(split.y_train) / program.batch_size)

    def result(now: Experiment, reason: str, best_epoch: int, steps: int) -> Result:
        trained = Trained(scores_only, gathered.photos, gathered.split.test, gathered.base, program, now)
        done = scored(trained, gathered, reason, best_epoch, best_epoch * per_epoch or steps, seconds=1.0)
        base = 0 if gathered.base is None else gathered.base.parameters
        inputs = sum(int(np.prod(variable.shape)) for variable in program.model.variables)
        return replace(done, parameters=base + inputs)

    yield Material(program, head, split, result)
