"""Which part of the picture a unit sees: receptive fields and strides, read off a Keras network."""

from __future__ import annotations

from dataclasses import dataclass

import keras

_LAYERS = keras.layers
_WHOLE = (_LAYERS.GlobalAveragePooling2D, _LAYERS.GlobalMaxPooling2D, _LAYERS.Flatten, _LAYERS.Dense)


@dataclass(frozen=True)
class Reach:
    """What a unit of a layer's output sees of the network's input.

    Attributes:
        field: the longer side of its receptive field in input pixels, the part beyond the border included; ``None``
            where it sees the whole picture.
        stride: input pixels from one unit to its neighbour.
    """

    field: int | None = 1
    stride: int = 1


def reaches(model: keras.Model) -> dict[str, Reach]:
    """Every layer's reach, for a network whose layers are used once each.

    Through a layer with kernel k, dilation d and stride s, a field of f pixels at stride j becomes
    ``f + (k - 1) d j`` at stride ``j s`` (Araujo et al. 2019, "Computing receptive fields of convolutional neural
    networks"). Where branches meet, the largest field counts; after a global pooling, also inside a
    squeeze-and-excite branch, every unit has seen the whole picture.
    """
    # One side at a time: InceptionV3 has 1 x 7 and 7 x 1 kernels, which lengthen one side each.
    down, across = (_reaches_along(axis, model) for axis in (0, 1))
    return {name: _merged([down[name], across[name]]) for name in down}


def _reaches_along(axis: int, model: keras.Model) -> dict[str, Reach]:
    seen: dict[int, Reach] = {}
    found = {}
    for layer in model.layers:  # inputs before outputs
        if isinstance(layer, _LAYERS.InputLayer):
            reach = Reach()
        else:
            branches = [seen[id(tensor)] for tensor in keras.tree.flatten(layer.input)]
            reach = _through(layer, axis, _merged(branches))
        seen[id(layer.output)] = found[layer.name] = reach
    return found


def _merged(branches: list[Reach]) -> Reach:
    fields = [branch.field for branch in branches if branch.field is not None]
    everywhere = len(fields) < len(branches)
    return Reach(None if everywhere else max(fields), max(branch.stride for branch in branches))


def _through(layer: keras.Layer, axis: int, reach: Reach) -> Reach:
    if isinstance(layer, _WHOLE):
        return Reach(None, reach.stride)
    kernel = getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)
    if kernel is None:
        return reach
    dilation = getattr(layer, "dilation_rate", (1, 1))[axis]
    field = None if reach.field is None else reach.field + (kernel[axis] - 1) * dilation * reach.stride
    return Reach(field, reach.stride * layer.strides[axis])
