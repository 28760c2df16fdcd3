"""The kernels that a network begins with."""

from __future__ import annotations

import numpy as np

from models.experiment import Experiment
from models.network.initializers import INITIALIZER_FUNCTIONS, Shape
from models.network.shapes import kernel_shapes


def initial_kernels(experiment: Experiment, input_shape: Shape, classes: int) -> list[np.ndarray]:
    """The kernels before training, float32, drawn from the experiment's seed; biases start at 0.

    Each layer draws from its own stream, so changing one layer leaves the others as they are. The output
    layer is always Glorot-uniform, Keras's default. Arguments and errors: see `kernel_shapes`.
    """
    *hidden, output = kernel_shapes(experiment, input_shape, classes)
    kernels = [
        INITIALIZER_FUNCTIONS[layer.initializer or ""](_stream(experiment, index), shape, layer.init_std or 0.0)
        for index, (layer, shape) in enumerate(zip(experiment.resolved_layers, hidden, strict=True))
    ]
    kernels.append(INITIALIZER_FUNCTIONS["glorot_uniform"](_stream(experiment, len(hidden)), output, 0.0))
    return kernels


def _stream(experiment: Experiment, index: int) -> np.random.Generator:
    return np.random.default_rng([experiment.seed, index])
