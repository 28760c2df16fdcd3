"""What the settings alone say of the first weights: how wide they are, and how much each layer makes of them."""

from __future__ import annotations

import math

import numpy as np

from models.datasets import DATASETS
from models.experiment import Experiment
from models.network.initializers import INITIALIZER_FUNCTIONS
from models.network.shapes import kernel_shapes

# The mean square of what a layer hands on, in units of the mean square of what it is given, where weights keep the
# weighted sums' scale: ReLU throws half of it away. Bounded functions keep their scale by themselves.
_KEPT = {"relu": 0.5, "leaky_relu": 0.52, "gelu": 0.43, "elu": 0.65, "selu": 1.0, "linear": 1.0}
TOO_WIDE = 30.0  # growth of the values' scale through the layers from which on a first step may throw everything off


def initial_deviations(experiment: Experiment) -> np.ndarray:
    """The standard deviation of each hidden kernel before training, in the order of the layers."""
    shapes = _shapes(experiment)
    return np.array(
        [
            INITIALIZER_FUNCTIONS[layer.initializer or ""].deviation(shape, layer.init_std or 0.0)
            for layer, shape in zip(experiment.resolved_layers, shapes, strict=True)
        ]
    )


def initial_growth(experiment: Experiment) -> float:
    """How much the values' scale grows through the hidden layers before training (He et al. 2015), about.

    Layers with batch norm, sigmoid or tanh count as keeping it.
    """
    growth = 1.0
    deviations = initial_deviations(experiment)
    for layer, shape, deviation in zip(experiment.resolved_layers, _shapes(experiment), deviations, strict=True):
        if layer.batch_norm == "off" and layer.activation in _KEPT:
            growth *= deviation * math.sqrt(math.prod(shape[:-1]) * _KEPT[layer.activation])
    return growth


def _shapes(experiment: Experiment) -> list[tuple[int, ...]]:
    """The hidden kernels' shapes."""
    info = DATASETS[experiment.dataset]
    return kernel_shapes(experiment, info.shape, info.classes)[:-1]
