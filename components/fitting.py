"""Fitting an experiment to its data: what a dataset cannot have gives way, and is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.datasets import DATASETS
from models.experiment import PLANE_DATASETS, Experiment, ExperimentError
from models.initialization import kernel_shapes
from models.layers import Layer


@dataclass(frozen=True)
class Adjusted:
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


def fit(experiment: Experiment) -> tuple[Experiment, list[Adjusted]]:
    """The nearest experiment that its dataset allows, and what was changed for it."""
    adjusted = []
    size = DATASETS[experiment.dataset].train_size
    if experiment.examples > size:
        adjusted.append(Adjusted("examples", experiment.examples, size, experiment.dataset))
        experiment = experiment.replace(examples=size)
    layers = _without_last_convolutions(experiment)
    if layers != experiment.layers:
        adjusted.append(Adjusted("layers", experiment.layers, layers, experiment.dataset))
        experiment = experiment.replace(layers=layers)
    return experiment, adjusted


def with_dataset(experiment: Experiment, dataset: str) -> tuple[Experiment, list[Adjusted]]:
    """The experiment on another dataset, fitted to it; points in the plane take no convolutions."""
    dense = tuple(layer for layer in experiment.layers if not layer.is_conv)
    if dataset not in PLANE_DATASETS or dense == experiment.layers:
        return fit(experiment.replace(dataset=dataset))
    fitted, adjusted = fit(experiment.replace(dataset=dataset, layers=dense))
    return fitted, [*adjusted, Adjusted("layers", experiment.layers, dense, dataset)]


def has_pixels_left(experiment: Experiment) -> bool:
    """Whether convolutions and pooling leave at least one pixel of the dataset's pictures."""
    info = DATASETS[experiment.dataset]
    try:
        kernel_shapes(experiment, info.shape, info.classes)
    except ExperimentError:
        return False
    return True


def _without_last_convolutions(experiment: Experiment) -> tuple[Layer, ...]:
    """The layers without the last convolutions, as many as it takes to leave a pixel."""
    while not has_pixels_left(experiment):
        last = sum(layer.is_conv for layer in experiment.layers) - 1
        experiment = experiment.replace(layers=experiment.layers[:last] + experiment.layers[last + 1 :])
    return experiment.layers
