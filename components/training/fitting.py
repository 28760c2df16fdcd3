"""Fitting an experiment to its data: what a dataset cannot have gives way, and is named."""

from __future__ import annotations

from components.training.notices import MOST_PARAMETERS, Adjusted
from models.datasets import DATASETS, PLANE_DATASETS
from models.experiment import Experiment
from models.layers import Layer
from models.network.shapes import parameter_count
from models.settings import SettingError

_EXAMPLES = Experiment().examples


def fit(experiment: Experiment) -> tuple[Experiment, list[Adjusted]]:
    """The nearest experiment that its dataset allows, and what was changed for it.

    That there are fewer examples than the default is not told: nobody has chosen that number.
    """
    adjusted = []
    size = DATASETS[experiment.dataset].train_size
    if experiment.examples > size:
        if experiment.examples != _EXAMPLES:
            adjusted.append(Adjusted("examples", experiment.examples, size, experiment.dataset))
        experiment = experiment.replace(examples=size)
    layers = _buildable_layers(experiment)
    if layers != experiment.layers:
        adjusted.append(Adjusted("layers", experiment.layers, layers, experiment.dataset))
        experiment = experiment.replace(layers=layers)
    return experiment, adjusted


def with_dataset(experiment: Experiment, dataset: str) -> tuple[Experiment, list[Adjusted]]:
    """The experiment on another dataset, fitted to it; points in the plane take no convolutions.

    Who learns from all examples does so on the other set too, if there are not many more: from points, the default.
    """
    before, size = DATASETS[experiment.dataset].train_size, DATASETS[dataset].train_size
    if experiment.examples == before:
        experiment = experiment.replace(examples=min(size, max(before, _EXAMPLES)))
    dense = tuple(layer for layer in experiment.layers if not layer.is_conv)
    if dataset not in PLANE_DATASETS or dense == experiment.layers:
        return fit(experiment.replace(dataset=dataset))
    fitted, adjusted = fit(experiment.replace(dataset=dataset, layers=dense))
    return fitted, [*adjusted, Adjusted("layers", experiment.layers, dense, dataset)]


def obstacle(experiment: Experiment) -> str | None:
    """Why the network cannot be built.

    Returns:
        "pixels" where convolutions and pooling leave no pixel of the dataset's pictures,
        "parameters" where there are more than `MOST_PARAMETERS`, ``None`` where nothing is in the way.
    """
    info = DATASETS[experiment.dataset]
    try:
        total, _ = parameter_count(experiment, info.shape, info.classes)
    except SettingError:
        return "pixels"
    return "parameters" if total > MOST_PARAMETERS else None


def _buildable_layers(experiment: Experiment) -> tuple[Layer, ...]:
    """The layers without the last ones, convolutions first, as many as it takes to build the network."""
    while obstacle(experiment):
        last = (sum(layer.is_conv for layer in experiment.layers) or len(experiment.layers)) - 1
        experiment = experiment.replace(layers=experiment.layers[:last] + experiment.layers[last + 1 :])
    return experiment.layers
