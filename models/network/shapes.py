"""A network layer by layer: the shapes that it hands on, its kernels, and how many parameters it has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from models.experiment import Experiment
from models.layers import Layer, format_layers
from models.network.initializers import Shape
from models.settings import SettingError

Part = Literal["flatten", "batch_norm", "convolution", "pooling", "dense", "output"]


@dataclass(frozen=True)
class LayerShape:
    """One of Keras's layers, of those that change a shape or have parameters.

    Attributes:
        part: what it is.
        number: of the hidden layer that it belongs to, from 1; 0 in front of the first one and for the output.
        before, after: the shape of one example in front of it and behind it.
        layer: the hidden layer's settings; ``None`` where ``number`` is 0.
        kernel: in Keras's layout, (inputs, units), or (side, side, channels, filters) of a convolution; ``None`` for a
            part without one.
    """

    part: Part
    number: int
    before: Shape
    after: Shape
    layer: Layer | None = None
    kernel: Shape | None = None

    @property
    def parameters(self) -> int:
        """Weights and biases; for each unit with batch norm its scale and shift, and its moving mean and variance."""
        if self.kernel is not None:
            return math.prod(self.kernel) + self.kernel[-1]
        return 4 * self.after[-1] if self.part == "batch_norm" else 0

    @property
    def trained(self) -> int:
        """Those of the parameters that are trained: the moving mean and variance of batch norm are not."""
        return self.parameters // 2 if self.part == "batch_norm" else self.parameters

    @property
    def multiplications(self) -> int:
        """Of one example's forward pass: each weight once, of a convolution once for each pixel behind it."""
        return 0 if self.kernel is None else math.prod(self.kernel) * math.prod(self.after[:-1])


def layer_shapes(experiment: Experiment, input_shape: Shape, classes: int) -> Iterator[LayerShape]:
    """The network from the input to the output.

    Args:
        input_shape: of one example: (features,) or (height, width, channels).
        classes: units of the output layer.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    for part in _parts(experiment, input_shape, classes):
        if not all(part.after):
            raise SettingError("layers", format_layers(experiment.layers))
        yield part


def kernel_shapes(experiment: Experiment, input_shape: Shape, classes: int) -> list[Shape]:
    """The shape of every kernel, hidden layers first, then the output. Arguments and errors: see `layer_shapes`."""
    return [part.kernel for part in layer_shapes(experiment, input_shape, classes) if part.kernel is not None]


def hidden_values(experiment: Experiment, input_shape: Shape, classes: int) -> list[int]:
    """How many values each hidden layer makes of an example, before its pooling.

    Arguments and errors: see `layer_shapes`.
    """
    parts = list(layer_shapes(experiment, input_shape, classes))
    return [math.prod(part.after) for part in parts if part.part in ("convolution", "dense")]


def multiplication_count(experiment: Experiment, input_shape: Shape, classes: int) -> int:
    """Multiplications of one example's forward pass through all kernels. Arguments and errors: see `layer_shapes`."""
    return sum(part.multiplications for part in layer_shapes(experiment, input_shape, classes))


def parameter_count(experiment: Experiment, input_shape: Shape, classes: int) -> tuple[int, int]:
    """All parameters of the network, and the trained ones among them. Arguments and errors: see `layer_shapes`."""
    parts = list(layer_shapes(experiment, input_shape, classes))
    return sum(part.parameters for part in parts), sum(part.trained for part in parts)


def _parts(experiment: Experiment, shape: Shape, classes: int) -> Iterator[LayerShape]:
    """The same, whether or not there are pixels left."""
    if not experiment.is_conv:
        yield from _flattened(0, shape)
        shape = (math.prod(shape),)
    if experiment.input_batch_norm:
        yield LayerShape("batch_norm", 0, shape, shape)
    for number, layer in enumerate(experiment.resolved_layers, start=1):
        if not layer.is_conv:
            yield from _flattened(number, shape)
            shape = (math.prod(shape),)
        for part in _hidden(number, layer, shape):
            yield part
            shape = part.after
    yield from _flattened(0, shape)
    features = math.prod(shape)
    yield LayerShape("output", 0, (features,), (classes,), kernel=(features, classes))


def _hidden(number: int, layer: Layer, shape: Shape) -> Iterator[LayerShape]:
    if layer.is_conv:
        after: Shape = (*_convolved(shape, layer), layer.units)
        kernel: Shape = (layer.kernel, layer.kernel, shape[2], layer.units)
        yield LayerShape("convolution", number, shape, after, layer, kernel)
    else:
        after = (layer.units,)
        yield LayerShape("dense", number, shape, after, layer, (*shape, layer.units))
    if layer.batch_norm != "off":
        yield LayerShape("batch_norm", number, after, after, layer)
    if layer.pool > 1:
        pooled = (*(side // layer.pool for side in after[:2]), layer.units)
        yield LayerShape("pooling", number, after, pooled, layer)


def _flattened(number: int, shape: Shape) -> Iterator[LayerShape]:
    """What makes a list of numbers of maps; nothing where there is one already."""
    if len(shape) > 1:
        yield LayerShape("flatten", number, shape, (math.prod(shape),))


def _convolved(shape: Shape, layer: Layer) -> Shape:
    """Height and width behind a convolution, before its pooling; 0 where the filter does not fit."""
    lost = layer.kernel - 1 if layer.padding == "valid" else 0
    return tuple(max(0, side - lost) for side in shape[:2])
