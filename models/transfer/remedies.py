"""What can be done about a finding of the transfer page: names, and which of them are not set already."""

from __future__ import annotations

from collections.abc import Callable

from models.photo_sets.built_in import BUILT_IN_SETS
from models.runs.results import TransferResult
from models.transfer.experiment import TransferExperiment

_MOST_PER_CLASS = TransferExperiment.FIELDS["per_class"].high or 0


def _has_more_photos(experiment: TransferExperiment, result: TransferResult) -> bool:
    """Whether the set may hold more than were trained on: it gave as many as were asked for."""
    built_in, own = BUILT_IN_SETS.get(experiment.dataset), experiment.dataset == "own"
    most = built_in.train if built_in else _MOST_PER_CLASS
    return own or (experiment.per_class < most and result.photos[0] >= experiment.per_class * len(result.classes))


# Sets whose pictures are photos, or drawn like some: at 64 pixels much of them is lost. The others are small by nature.
_DETAILED = ("drawn", "cats_and_dogs", "own")
_ENOUGH = 160  # pixels a side, from which on the pretrained networks lose little

_OPEN: dict[str, Callable[[TransferExperiment, TransferResult], bool]] = {
    "pretrained": lambda experiment, _: experiment.strategy in ("from_scratch", "small_cnn"),
    "larger_photos": lambda experiment, _: (
        experiment.strategy != "small_cnn" and experiment.dataset in _DETAILED and experiment.size < _ENOUGH
    ),
    "more_examples": _has_more_photos,
    "fewer_epochs": lambda experiment, _: experiment.early_stopping == experiment.checkpoint == "off",
    "augmentation": lambda experiment, _: not experiment.augmentation,
    "freeze": lambda experiment, _: experiment.strategy in ("fine_tune", "everything"),
}
# By kind of finding, in the order told. Tried on the built-in sets, 64 x 64, 3 to 10 photos a class: augmentation and
# more photos gain ten points and more, average pooling and dropout none.
_HELPS = {
    "gap": ("pretrained", "larger_photos", "more_examples", "augmentation", "freeze"),
    "memorised": ("fewer_epochs", "more_examples"),
}


def still_open(experiment: TransferExperiment, result: TransferResult, kind: str) -> tuple[str, ...]:
    """What helps against a kind of finding and is not set already, most important first."""
    return tuple(name for name in _HELPS[kind] if _OPEN[name](experiment, result))
