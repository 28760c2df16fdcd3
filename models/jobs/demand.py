"""What a run will take of its worker, as far as its experiment tells."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.any_experiment import AnyExperiment
from models.architectures.depth import DepthExperiment
from models.datasets import DATASETS
from models.experiment import Experiment
from models.network.shapes import multiplication_count, parameter_count
from models.settings import SettingError
from models.training.continued import ContinuedExperiment

# A compiled program of its own, its batches, its thread: B6 takes 36 MB, the default network and C1 20.
_PROGRAM_BYTES = 40_000_000
# Photos, their features and a network; of each worker only one run has them, see `Demand.is_large`.
_TRANSFER_BYTES = 250_000_000
_VALUE_BYTES = 4
# What an optimizer keeps beside each weight, in weights.
_KEPT_VALUES = {"sgd": 0, "momentum": 1, "nesterov": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}
# The forward pass, and the gradients of inputs and of weights.
_PASSES = 3
_LARGE_BYTES = 10_000_000
_LARGE_STEP = 4e9  # operations: 0.2 s on a slow core


@dataclass(frozen=True)
class Demand:
    """What a run will take of its worker.

    Attributes:
        bytes: of memory, beside what a worker takes anyway.
        is_large: a worker has one such run at a time: its state is over 10 MB or its steps take over 0.2 s, or it works
            on the features of photos, which the next one finds in the cache.
    """

    bytes: int
    is_large: bool


def demand_of(experiment: AnyExperiment) -> Demand:
    """What a run of this experiment will take."""
    if isinstance(experiment, ContinuedExperiment):
        return demand_of(experiment.lab)
    if isinstance(experiment, DepthExperiment):
        return Demand(_PROGRAM_BYTES, False)
    if not isinstance(experiment, Experiment):
        return Demand(_TRANSFER_BYTES, True)
    try:
        return _demand_of_network(experiment)
    except SettingError:  # the filters leave no pixels: the engine will say so
        return Demand(_PROGRAM_BYTES, False)


def _demand_of_network(experiment: Experiment) -> Demand:
    info = DATASETS[experiment.dataset]
    state = parameter_count(experiment, info.shape, info.classes)[0] * _VALUE_BYTES
    state *= 1 + _KEPT_VALUES[experiment.optimizer]
    examples = experiment.examples * math.prod(info.shape)
    return Demand(_PROGRAM_BYTES + state + examples, state > _LARGE_BYTES or _step_operations(experiment) > _LARGE_STEP)


def _step_operations(experiment: Experiment) -> int:
    info = DATASETS[experiment.dataset]
    multiplications = multiplication_count(experiment, info.shape, info.classes)
    return 2 * _PASSES * experiment.batch_size * multiplications
