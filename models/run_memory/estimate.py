"""The estimate for an experiment of any kind, and what becomes of one that would take too much."""

from __future__ import annotations

from typing import TypeVar

from models.any_experiment import AnyExperiment
from models.architectures.depth import DepthExperiment
from models.experiment import Experiment
from models.limits import LIMITS
from models.run_memory.lab import PROGRAM_BYTES, need_of_network
from models.run_memory.need import Need, RunTooLarge
from models.run_memory.transfer import need_of_transfer
from models.settings import SettingError
from models.training.continued import ContinuedExperiment
from models.transfer.experiment import TransferExperiment

Sized = TypeVar("Sized", Experiment, TransferExperiment)


def need_of(experiment: AnyExperiment) -> Need:
    """What a run of this experiment takes of its worker."""
    if isinstance(experiment, ContinuedExperiment):
        return need_of(experiment.lab)
    if isinstance(experiment, DepthExperiment):
        return Need(PROGRAM_BYTES, 0)
    if not isinstance(experiment, Experiment):
        return need_of_transfer(experiment)
    try:
        return need_of_network(experiment)
    except SettingError:  # the filters leave no pixels: the engine will say so
        return Need(PROGRAM_BYTES, 0)


def fits(experiment: AnyExperiment) -> bool:
    """Whether a run of it takes no more than one run may."""
    return need_of(experiment).bytes <= LIMITS.run_bytes


def require_room(experiment: AnyExperiment) -> None:
    """Refuse what would take more than one run may.

    Raises:
        RunTooLarge: so it is.
    """
    needed = need_of(experiment).bytes
    if needed > LIMITS.run_bytes:
        raise RunTooLarge(needed, LIMITS.run_bytes)


def with_fitting_batch(experiment: Sized) -> Sized | None:
    """The experiment with the largest batch that fits, at most its own; ``None`` where not even one example does."""
    if fits(experiment):
        return experiment
    low, high = 0, experiment.batch_size  # the largest that fits is at least the one and less than the other
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(experiment.replace(batch_size=middle)) else (low, middle)
    return experiment.replace(batch_size=low) if low else None
