"""What a run will take of its worker, as far as its experiment tells."""

from __future__ import annotations

from dataclasses import dataclass

from models.any_experiment import AnyExperiment
from models.architectures.depth import DepthExperiment
from models.datasets import DATASETS
from models.experiment import Experiment
from models.network.shapes import multiplication_count, parameter_count
from models.run_memory.estimate import need_of
from models.run_memory.need import KEPT_VALUES, VALUE_BYTES, Need
from models.settings import SettingError
from models.training.continued import ContinuedExperiment

# The forward pass, and the gradients of inputs and of weights.
_PASSES = 3
_LARGE_BYTES = 10_000_000
_LARGE_STEP = 4e9  # operations: 0.2 s on a slow core


@dataclass(frozen=True)
class Demand:
    """What a run will take of its worker.

    Attributes:
        memory: beside what a worker takes anyway.
        is_large: a worker has one such run at a time: its state is over 10 MB or its steps take over 0.2 s, or it works
            on the features of photos, which the next one finds in the cache.
    """

    memory: Need
    is_large: bool


def demand_of(experiment: AnyExperiment) -> Demand:
    """What a run of this experiment will take."""
    return Demand(need_of(experiment), _is_large(experiment))


def _is_large(experiment: AnyExperiment) -> bool:
    if isinstance(experiment, ContinuedExperiment):
        return _is_large(experiment.lab)
    if not isinstance(experiment, Experiment):
        return not isinstance(experiment, DepthExperiment)
    try:
        return _state_bytes(experiment) > _LARGE_BYTES or _step_operations(experiment) > _LARGE_STEP
    except SettingError:  # the filters leave no pixels: the engine will say so
        return False


def _state_bytes(experiment: Experiment) -> int:
    info = DATASETS[experiment.dataset]
    parameters, _trained = parameter_count(experiment, info.shape, info.classes)
    return VALUE_BYTES * parameters * (1 + KEPT_VALUES[experiment.optimizer])


def _step_operations(experiment: Experiment) -> int:
    info = DATASETS[experiment.dataset]
    multiplications = multiplication_count(experiment, info.shape, info.classes)
    return 2 * _PASSES * experiment.batch_size * multiplications
