"""GoogLeNet in Keras, as it was published, without weights."""

from __future__ import annotations

import keras
from keras import layers

from models.architectures.inception import MODULES, Branches

_CLASSES = 1000
_AUXILIARY = {"4a": "auxiliary1", "4d": "auxiliary2"}  # behind which module there is a head in training


def build_googlenet(auxiliary: bool = False) -> keras.Model:
    """The network of Szegedy et al. 2015, "Going deeper with convolutions", table 1, https://arxiv.org/abs/1409.4842.

    Local response normalization, which has no parameters, is left out.

    Args:
        auxiliary: with the two heads that it has in training; their answers come behind the network's own.
    """
    inputs = keras.Input((224, 224, 3))
    x = _convolution(inputs, 64, 7, "conv1", strides=2)
    x = _halved(x, "pool1")
    x = _convolution(x, 64, 1, "conv2_reduce")
    x = _convolution(x, 192, 3, "conv2")
    x = _halved(x, "pool2")
    heads = []
    for name, branches in MODULES.items():
        if name in ("4a", "5a"):
            x = _halved(x, f"pool_before_{name}")
        x = inception(x, branches, f"inception_{name}")
        if auxiliary and name in _AUXILIARY:
            heads.append(_head(x, _AUXILIARY[name]))
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dropout(0.4, name="dropout")(x)
    answer = layers.Dense(_CLASSES, activation="softmax", name="classifier")(x)
    return keras.Model(inputs, [answer, *heads] if heads else answer, name="googlenet")


def inception(x: keras.KerasTensor, branches: Branches, name: str, bottlenecks: bool = True) -> keras.KerasTensor:
    """An Inception module.

    Args:
        x: (batch, height, width, channels).
        bottlenecks: see `Branches.parameters`.

    Returns:
        (batch, height, width, `Branches.together`).
    """
    three = _convolution(x, branches.before_three, 1, f"{name}_before_3x3") if bottlenecks else x
    five = _convolution(x, branches.before_five, 1, f"{name}_before_5x5") if bottlenecks else x
    pooled = layers.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_pool")(x)
    joined = [
        _convolution(x, branches.one, 1, f"{name}_1x1"),
        _convolution(three, branches.three, 3, f"{name}_3x3"),
        _convolution(five, branches.five, 5, f"{name}_5x5"),
        _convolution(pooled, branches.behind_pool, 1, f"{name}_behind_pool"),
    ]
    return layers.Concatenate(name=name)(joined)


def _head(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    x = layers.AveragePooling2D(5, strides=3, name=f"{name}_average")(x)
    x = _convolution(x, 128, 1, f"{name}_conv")
    x = layers.Flatten(name=f"{name}_flatten")(x)
    x = layers.Dense(1024, activation="relu", name=f"{name}_dense")(x)
    x = layers.Dropout(0.7, name=f"{name}_dropout")(x)
    return layers.Dense(_CLASSES, activation="softmax", name=name)(x)


def _convolution(x: keras.KerasTensor, filters: int, side: int, name: str, strides: int = 1) -> keras.KerasTensor:
    return layers.Conv2D(filters, side, strides=strides, padding="same", activation="relu", name=name)(x)


def _halved(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.MaxPooling2D(3, strides=2, padding="same", name=name)(x)
