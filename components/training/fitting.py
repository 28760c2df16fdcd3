"""Fitting an experiment to its data: what a dataset or an optimizer cannot have gives way, and is told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from components.i18n import N_, _
from components.session.gave_way import GaveWay
from components.session.notices import Notice
from components.words.labels import choice, format_value
from components.words.numbers import megabytes
from models.datasets import DATASETS, PLANE_DATASETS
from models.experiment import Experiment, usual_rate
from models.layers import Layer
from models.limits import LIMITS
from models.network.shapes import parameter_count
from models.run_memory.estimate import with_fitting_batch
from models.settings import SettingError

_ADVICE = N_("Fewer filters, or pooling in front of large layers, leave room for larger batches.")
_EXAMPLES = Experiment().examples


def fit(experiment: Experiment, changes: Mapping[str, Any]) -> tuple[Experiment, Sequence[Notice]]:
    """The experiment with these changes, fitted to its dataset, and what is told of it; see `PageSettings`.

    Raises:
        SettingError: a value is not allowed.
    """
    if not changes:
        return fitted(experiment)
    if "dataset" in changes:
        others = {name: value for name, value in changes.items() if name != "dataset"}
        return with_dataset(experiment.replace(**others), changes["dataset"])
    new = experiment.replace(**changes)
    in_the_way = obstacle(new)
    if in_the_way:
        return experiment, [Unbuildable(new.dataset, in_the_way)]
    told: list[Notice] = []
    if set(changes) == {"optimizer"}:
        new, told = _with_usual_rate(experiment, new)
    new, more = _within_memory(new)
    return new, [*told, *more]


def fitted(experiment: Experiment) -> tuple[Experiment, list[Notice]]:
    """The nearest experiment that its dataset allows, and what was changed for it.

    That there are fewer examples than the default is not told: nobody has chosen that number.
    """
    adjusted: list[Notice] = []
    size = DATASETS[experiment.dataset].train_size
    if experiment.examples > size:
        if experiment.examples != _EXAMPLES:
            adjusted.append(Adjusted("examples", experiment.examples, size, experiment.dataset))
        experiment = experiment.replace(examples=size)
    layers = _buildable_layers(experiment)
    if layers != experiment.layers:
        adjusted.append(Adjusted("layers", experiment.layers, layers, experiment.dataset))
        experiment = experiment.replace(layers=layers)
    experiment, more = _within_memory(experiment)
    return experiment, [*adjusted, *more]


def with_dataset(experiment: Experiment, dataset: str) -> tuple[Experiment, list[Notice]]:
    """The experiment on another dataset, fitted to it; points in the plane take no convolutions.

    Who learns from all examples does so on the other set too, if there are not many more: from points, the default.
    """
    before, size = DATASETS[experiment.dataset].train_size, DATASETS[dataset].train_size
    if experiment.examples == before:
        experiment = experiment.replace(examples=min(size, max(before, _EXAMPLES)))
    dense = tuple(layer for layer in experiment.layers if not layer.is_conv)
    if dataset not in PLANE_DATASETS or dense == experiment.layers:
        return fitted(experiment.replace(dataset=dataset))
    new, adjusted = fitted(experiment.replace(dataset=dataset, layers=dense))
    return new, [*adjusted, Adjusted("layers", experiment.layers, dense, dataset)]


def obstacle(experiment: Experiment) -> str | None:
    """Why the network cannot be built.

    Returns:
        "pixels" where convolutions and pooling leave no pixel of the dataset's pictures,
        "parameters" where there are more than a server allows, "memory" where not even one example at a time would fit,
        ``None`` where nothing is in the way.
    """
    info = DATASETS[experiment.dataset]
    try:
        total, _trainable = parameter_count(experiment, info.shape, info.classes)
    except SettingError:
        return "pixels"
    if total > LIMITS.parameters:
        return "parameters"
    return "memory" if with_fitting_batch(experiment) is None else None


def _buildable_layers(experiment: Experiment) -> tuple[Layer, ...]:
    """The layers without the last ones, convolutions first, as many as it takes to build the network."""
    while experiment.layers and obstacle(experiment):
        last = (sum(layer.is_conv for layer in experiment.layers) or len(experiment.layers)) - 1
        experiment = experiment.replace(layers=experiment.layers[:last] + experiment.layers[last + 1 :])
    return experiment.layers


def _within_memory(experiment: Experiment) -> tuple[Experiment, list[Notice]]:
    """With a batch that a run has memory for; as it is, where not even one example would do."""
    taken = with_fitting_batch(experiment) or experiment
    told = [] if taken == experiment else [GaveWay(experiment, taken, ("batch_size",), _ADVICE)]
    return taken, [*told]


def _with_usual_rate(before: Experiment, new: Experiment) -> tuple[Experiment, list[Notice]]:
    """With the new optimizer's usual rate where the old one had its own; a rate that the reader set stays."""
    usual = usual_rate(new.optimizer, new.momentum)
    if before.learning_rate != usual_rate(before.optimizer, before.momentum) or usual == before.learning_rate:
        return new, []
    return new.replace(learning_rate=usual), [UsualRate(new.optimizer, before.learning_rate, usual)]


@dataclass(frozen=True)
class Adjusted(Notice):
    """A field that gave way to the dataset.

    Attributes:
        field: "examples" or "layers".
        wanted, taken: its value before and after.
        dataset: the set that cannot have ``wanted``.
    """

    field: str
    wanted: Any
    taken: Any
    dataset: str

    def text(self) -> str:
        dataset = choice("dataset", self.dataset)
        taken, wanted = (format_value(self.field, value) for value in (self.taken, self.wanted))
        if self.field == "examples":
            return _("**{dataset}** has {taken} training examples, not {wanted}: all of them are used.").format(
                dataset=dataset, taken=taken, wanted=wanted
            )
        return _(
            "**{dataset}** cannot have the layers `{wanted}`, so they are now `{taken}`. Undo brings them back."
        ).format(dataset=dataset, wanted=wanted, taken=taken)


@dataclass(frozen=True)
class Unbuildable(Notice):
    """A change of the layers that was not taken.

    Attributes:
        obstacle: what the function of this name says.
    """

    dataset: str
    obstacle: str

    def text(self) -> str:
        if self.obstacle == "parameters":
            return _(
                "The network would have more than {most:,} parameters, too many for a shared server. Nothing was "
                "changed. Try fewer units or filters, or pooling before the dense layers."
            ).format(most=LIMITS.parameters)
        if self.obstacle == "memory":
            return _(
                "The network would take more memory than a run may have here, {most}, even if it learnt from one "
                "example at a time. Nothing was changed. Try fewer units or filters, or fewer examples."
            ).format(most=megabytes(LIMITS.run_bytes))
        return _(
            "The pictures of **{dataset}** are too small for so much convolution and pooling: no pixel would be left. "
            "Nothing was changed. Try fewer blocks, less pooling or a smaller kernel."
        ).format(dataset=choice("dataset", self.dataset))


@dataclass(frozen=True)
class UsualRate(Notice):
    """A chosen optimizer brought its usual learning rate, ``now`` in place of ``before``."""

    is_refusal: ClassVar[bool] = False

    optimizer: str
    before: float
    now: float

    def text(self) -> str:
        return _(
            "**{optimizer}** is usually given a learning rate of {now}, so that is set in place of {before}. "
            "Undo takes both back."
        ).format(
            optimizer=choice("optimizer", self.optimizer),
            now=format_value("learning_rate", self.now),
            before=format_value("learning_rate", self.before),
        )
