"""A trained network as one plain Keras model that takes photos as they are."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from models.engine.transfer.whole import Whole
from models.imagenet.preprocessing import MODES, Scaling
from models.transfer.saved_models import keep_if_possible

_BRIGHTEST = 255.0


def export(whole: Whole) -> keras.Model:
    """The network behind its own resizing and preprocessing.

    Returns:
        (n, height, width, 3) uint8 photos of any size -> (n, classes) probabilities. Standard layers only, so that it
        loads in Keras's safe mode.
    """
    photos = keras.Input((None, None, 3), dtype="uint8", name="photos")
    x = keras.layers.Rescaling(1.0, name="as_floats")(photos)
    # Both sides become `size`, by the filter that `models.photos.fit` has of Pillow. The cubic goes beyond 0 and 255
    # beside sharp edges, where Pillow cuts it off.
    x = keras.layers.Resizing(whole.size, whole.size, interpolation="bicubic", antialias=True, name="resizing")(x)
    x = keras.layers.ReLU(max_value=_BRIGHTEST, name="as_pixels")(x)
    x = _preprocessed(x, whole.preprocessing)
    return keras.Model(photos, whole.output(whole.entry(whole.to_maps(x))), name="layerlab")


def save(whole: Whole, set_id: str) -> tuple[str, bool]:
    """Keep the network as a file; see `models.transfer.saved_models.keep_if_possible`."""

    def write(path: Path) -> None:
        export(whole).save(path)

    return keep_if_possible(write, set_id, 4 * whole.parameters)


def _preprocessed(x: keras.KerasTensor, preprocessing: str) -> keras.KerasTensor:
    """The arithmetic of `models.imagenet.preprocessing.preprocess` as a layer."""
    if not preprocessing:
        return keras.layers.Rescaling(1 / _BRIGHTEST, name="preprocessing")(x)
    scaling = MODES[preprocessing]
    if scaling.inside:
        return x
    scale, offset = _linear(scaling)
    if scaling.order == (0, 1, 2) and len(set(scale)) == len(set(offset)) == 1:
        return keras.layers.Rescaling(scale[0], offset[0], name="preprocessing")(x)
    # A 1 x 1 convolution brings the channels into the network's order.
    kernel = np.zeros((1, 1, 3, 3), np.float32)
    for place, channel in enumerate(scaling.order):
        kernel[0, 0, channel, place] = scale[place]
    layer = keras.layers.Conv2D(3, 1, trainable=False, name="preprocessing")
    layer.build(x.shape)
    layer.set_weights([kernel, np.array(offset, np.float32)])
    return layer(x)


def _linear(scaling: Scaling) -> tuple[list[float], list[float]]:
    """``(value / unit - shift) / divisor`` as ``scale * value + offset``, for each channel of the network's order."""
    pairs = list(zip(scaling.shift, scaling.divisor, strict=True))
    return [1 / (scaling.unit * divisor) for _, divisor in pairs], [-shift / divisor for shift, divisor in pairs]
