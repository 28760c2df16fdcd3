"""AlexNet in Keras, as it was published, without weights."""

from __future__ import annotations

import keras
from keras import layers

_CLASSES = 1000


def build_alexnet() -> keras.Model:
    """The network of Krizhevsky, Sutskever and Hinton 2012, "ImageNet classification with deep convolutional neural
    networks", section 3: five convolutions, three of them in two groups, as on its two GPUs, and three dense layers.

    The paper's pictures have 224 pixels, of which its first layer makes 55 only if they are 227. Local response
    normalization, which has no parameters, is left out.
    """
    inputs = x = keras.Input((227, 227, 3))
    x = layers.Conv2D(96, 11, strides=4, activation="relu", name="conv1")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    x = layers.Conv2D(256, 5, padding="same", groups=2, activation="relu", name="conv2")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool2")(x)
    x = layers.Conv2D(384, 3, padding="same", activation="relu", name="conv3")(x)
    x = layers.Conv2D(384, 3, padding="same", groups=2, activation="relu", name="conv4")(x)
    x = layers.Conv2D(256, 3, padding="same", groups=2, activation="relu", name="conv5")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool5")(x)
    x = layers.Flatten(name="flatten")(x)
    for number in (6, 7):
        x = layers.Dense(4096, activation="relu", name=f"dense{number}")(x)
        x = layers.Dropout(0.5, name=f"dropout{number}")(x)
    return keras.Model(inputs, layers.Dense(_CLASSES, activation="softmax", name="dense8")(x), name="alexnet")
