"""Fitting an experiment to the server's memory: what a run cannot have gives way, and is told of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from components.i18n import N_
from components.session.gave_way import GaveWay
from components.session.notices import Notice
from models.run_memory.estimate import with_fitting_batch
from models.transfer.experiment import PHOTO_SIZES, TransferExperiment
from models.transfer.sizes import smallest_size

_ADVICE = N_("Smaller photos, fewer trained blocks or a smaller network leave room for larger batches.")
# In this order.
_GIVE_WAY = ("strategy", "photo_size", "batch_size")


def fit(experiment: TransferExperiment, changes: Mapping[str, Any]) -> tuple[TransferExperiment, Sequence[Notice]]:
    """The experiment with these changes, as far as there is memory for it, and what is told of it; see `PageSettings`.

    Raises:
        SettingError: a value is not allowed.
    """
    wanted = experiment.replace(**changes)
    taken = fitted(wanted)
    fields = [name for name in _GIVE_WAY if getattr(taken, name) != getattr(wanted, name)]
    return taken, [GaveWay(wanted, taken, fields, _ADVICE)] if fields else []


def fitted(experiment: TransferExperiment) -> TransferExperiment:
    """The nearest experiment that a run has memory for: with a smaller batch, smaller photos, or nothing of the base
    trained. Where there is none it stays, and the worker refuses it.
    """
    fitting = (with_fitting_batch(candidate) for candidate in _candidates(experiment))
    return next((one for one in fitting if one is not None), experiment)


def _candidates(experiment: TransferExperiment) -> Iterator[TransferExperiment]:
    for strategy in dict.fromkeys((experiment.strategy, "frozen")):
        for size in reversed(PHOTO_SIZES):
            smaller = smallest_size(experiment.network) <= int(size) < int(experiment.photo_size)
            if smaller or size == experiment.photo_size:
                yield experiment.replace(strategy=strategy, photo_size=size)
