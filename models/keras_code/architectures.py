"""The program that compiles a published network, and builds the blocks that the page on architectures takes apart."""

from __future__ import annotations

from dataclasses import astuple

from models.architectures.endings import CLASSES, Ending
from models.architectures.inception import Module

_COMPILED = """\
model = keras.applications.ResNet50(weights=None)  # "imagenet" would download trained ones
model.compile(
    optimizer="adam",  # or keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=5, name="top_5")],
)
print(f"ResNet50: {model.count_params():,} parameters")"""

_RESIDUAL = """\
def residual_block(x, filters, strides=1):
    y = layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization()(y)
    if strides > 1 or x.shape[-1] != filters:  # so that both can be added
        x = layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(layers.Add()([x, y]))"""

_CONVOLUTION = """\
def convolution(x, filters, side):
    return layers.Conv2D(filters, side, padding="same", activation="relu")(x)"""

_INCEPTION = """\
def inception(x, one, before_three, three, before_five, five, behind_pool):
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    branches = [
        convolution(x, one, 1),
        convolution({three}, three, 3),
        convolution({five}, five, 5),
        convolution(pooled, behind_pool, 1),
    ]
    return layers.Concatenate()(branches)  # in depth"""

_BUILT = """\
inputs = keras.Input(({side}, {side}, {channels}))
module = keras.Model(inputs, inception(inputs, {branches}))
block = keras.Model(inputs, residual_block(inputs, {channels}))
print(f"Inception module: {{module.output_shape}}, {{module.count_params():,}} parameters")
print(f"residual block: {{block.output_shape}}, {{block.count_params():,}} parameters")"""

_ENDED = """\
base = keras.applications.MobileNet(
    weights=None, include_top=False, input_shape=({size}, {size}, 3)
)
on_map = keras.Sequential([base, layers.Dense({classes})])
pooled = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense({classes})])
print("Dense on the map:", on_map.output_shape, "with pooling:", pooled.output_shape)"""


def architectures_cells(module: Module, ending: Ending) -> list[str]:
    """The program, step by step; nothing is trained and nothing downloaded.

    Args:
        module: which Inception module it builds.
        ending: whose picture size MobileNet takes.
    """
    three, five = "x", "x"
    if module.bottlenecks:
        three, five = "convolution(x, before_three, 1)", "convolution(x, before_five, 1)"
    return [
        "import keras\nfrom keras import layers",
        _COMPILED,
        _RESIDUAL,
        _CONVOLUTION,
        _INCEPTION.format(three=three, five=five),
        _BUILT.format(
            side=module.side, channels=module.channels_in, branches=", ".join(map(str, astuple(module.branches)))
        ),
        _ENDED.format(size=ending.picture_size, classes=CLASSES),
    ]
