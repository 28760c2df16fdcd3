"""Shapes of kernels, and how many parameters a network has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from models.experiment import Experiment
from models.layers import Layer, format_layers
from models.network.initializers import Shape
from models.settings import SettingError


@dataclass(frozen=True)
class KernelUse:
    """A kernel and where it is applied.

    Attributes:
        shape: (inputs, units), or (side, side, channels, filters) of a convolution.
        positions: how often it is applied to one example: the pixels of a convolution's output, else 1.
    """

    shape: Shape
    positions: int


def kernel_shapes(experiment: Experiment, input_shape: Shape, classes: int) -> list[Shape]:
    """The shape of every kernel in Keras's layout, hidden layers first, then the output.

    Args:
        input_shape: of one example: (features,) or (height, width, channels).
        classes: units of the output layer.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    return [use.shape for use in kernel_uses(experiment, input_shape, classes)]


def parameter_count(experiment: Experiment, input_shape: Shape, classes: int) -> tuple[int, int]:
    """All parameters of the network, and the trainable ones among them.

    Biases are counted, and for each unit with batch norm its scale and shift, which are trained, and
    its moving mean and variance, which are not. Arguments and errors: see `kernel_shapes`.
    """
    shapes = kernel_shapes(experiment, input_shape, classes)
    weights = sum(math.prod(shape) + shape[-1] for shape in shapes)
    normalised = sum(layer.units for layer in experiment.resolved_layers if layer.batch_norm != "off")
    if experiment.input_batch_norm:
        normalised += input_shape[-1] if experiment.is_conv else math.prod(input_shape)
    return weights + 4 * normalised, weights + 2 * normalised


def kernel_uses(experiment: Experiment, input_shape: Shape, classes: int) -> Iterator[KernelUse]:
    """Every kernel, hidden layers first, and where it is applied. Arguments and errors: see `kernel_shapes`."""
    shape = input_shape
    for layer in experiment.layers:
        if layer.is_conv:
            pixels = _convolved(shape, layer)
            yield KernelUse((layer.kernel, layer.kernel, shape[2], layer.units), math.prod(pixels))
            shape = (*(side // layer.pool for side in pixels), layer.units)
            if not all(shape):
                raise SettingError("layers", format_layers(experiment.layers))
        else:
            yield KernelUse((math.prod(shape), layer.units), 1)
            shape = (layer.units,)
    yield KernelUse((math.prod(shape), classes), 1)


def _convolved(shape: Shape, layer: Layer) -> Shape:
    """Height and width behind a convolution, before its pooling; 0 where the filter does not fit."""
    lost = layer.kernel - 1 if layer.padding == "valid" else 0
    return tuple(max(0, side - lost) for side in shape[:2])
