"""What Keras's own layers say of a network: its parameters, multiply-adds, depth and layers."""

from __future__ import annotations

import math

import keras

from models.architectures.counts import Counted, CountedLayer

# Those whose kernel is applied once at each place.
_WEIGHING = (
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
    keras.layers.Dense,
)


def count(model: keras.Model, with_layers: bool = True) -> Counted:
    """Count a network that takes square pictures.

    Args:
        with_layers: keep the table of its layers.
    """
    rows = (_row(layer) for layer in model.layers if with_layers)
    return Counted(
        parameters=model.count_params(),
        trained=sum(math.prod(weight.shape) for weight in model.trainable_weights),
        multiply_adds=sum(_multiply_adds(layer) for layer in model.layers),
        depth=depth(model),
        size=model.input_shape[1],
        layers=tuple(rows),
    )


def depth(model: keras.Model) -> int:
    """Convolutions and dense layers on the longest way from the input to an output."""
    longest: dict[int, int] = {}
    for layer in model.layers:  # in an order in which each comes behind those that it takes from
        before = [longest.get(id(parent), 0) for parent in _parents(layer, longest)]
        longest[id(layer)] = max(before, default=0) + _convolutions(layer)
    return max(longest.values())


def _parents(layer: keras.Layer, known: dict[int, int]) -> list[keras.Layer]:
    parents = [node.operation for own in layer._inbound_nodes for node in own.parent_nodes]
    return [parent for parent in parents if id(parent) in known]


def _convolutions(layer: keras.Layer) -> int:
    if isinstance(layer, keras.layers.SeparableConv2D):
        return 2
    return int(isinstance(layer, _WEIGHING))


def _multiply_adds(layer: keras.Layer) -> int:
    if not isinstance(layer, _WEIGHING):
        return 0
    places = math.prod(layer.output.shape[1:-1])
    return places * sum(math.prod(weight.shape) for weight in layer.weights if len(weight.shape) > 1)


def _row(layer: keras.Layer) -> CountedLayer:
    outputs = layer.output[0] if isinstance(layer.output, list) else layer.output
    return CountedLayer(layer.name, type(layer).__name__, tuple(outputs.shape[1:]), layer.count_params())
