"""What a network sees inside: feature maps, and Grad-CAM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from models.engine.pretrained.network import PretrainedNetwork
from models.engine.pretrained.receptive_fields import reaches

_MOST_MAPS = 16


def feature_maps(network: PretrainedNetwork, picture: np.ndarray, layer: str) -> dict[str, Any]:
    """A layer's strongest feature maps.

    Args:
        picture: (size, size, 3) uint8.
        layer: a name of ``network.info.layers``, or of any other layer with (height, width, channels).

    Returns:
        ``maps``: (k, h, w) float32, the 16 channels (or all, if there are fewer) with the largest mean activation,
        strongest first; ``channels``: their numbers; ``silent``: how many channels are 0 everywhere;
        ``shape``: [h, w, channels] of the whole layer;
        ``receptive_field``: in input pixels, ``None`` for the whole picture; ``stride``: input pixels between
        neighbours; ``seconds``: of the forward pass.

    Raises:
        ValueError: no such layer.
    """
    outputs, seconds = network.outputs(picture[None], layer)
    if outputs.ndim != 4:
        raise ValueError(f"layer {layer} of {network.info.name} has no feature maps")
    activations = outputs[0]  # (h, w, channels)
    strongest = np.argsort(-activations.mean(axis=(0, 1)), kind="stable")[:_MOST_MAPS]
    reach = reaches(network.model)[layer]
    return {
        "maps": np.ascontiguousarray(activations[..., strongest].transpose(2, 0, 1)),
        "channels": strongest.tolist(),
        "silent": int((activations == 0).all(axis=(0, 1)).sum()),
        "shape": list(activations.shape),
        "receptive_field": reach.field,
        "stride": reach.stride,
        "seconds": seconds,
    }


def grad_cam(network: PretrainedNetwork, picture: np.ndarray, classes: list[int]) -> np.ndarray:
    """Where in the picture the evidence for each class is: `class_heat` at ``network.info.cam_layer``.

    Args:
        picture: (size, size, 3) uint8.
        classes: indices, 0 to 999.

    Returns:
        (len(classes), h, w) float32.

    Raises:
        ValueError: a network without its classifier, or a class that there is not.
    """
    network.require_top()
    if not classes or not all(0 <= index < network.model.output_shape[-1] for index in classes):
        raise ValueError(f"classes {classes} are not all between 0 and {network.model.output_shape[-1] - 1}")
    maps, _ = network.outputs(picture[None], network.info.cam_layer)  # (1, h, w, channels)
    head = keras.Model(network.model.get_layer(network.info.cam_layer).output, network.model.output)
    # The maps once for each class: one pass through what comes after them gives all gradients.
    return class_heat(np.repeat(maps, len(classes), axis=0), lambda repeated: head(repeated, training=False), classes)


def class_heat(
    maps: np.ndarray, logits: Callable[[tf.Tensor], tf.Tensor], classes: Sequence[int] | np.ndarray
) -> np.ndarray:
    """Where in each picture the evidence for one class is (Selvaraju et al. 2017, equations 1 and 2).

    The gradient of the class's logit with respect to the feature maps, averaged over the places, weighs the maps; of
    their sum only what speaks for the class is kept.

    Args:
        maps: (n, h, w, channels) float32.
        logits: what the network makes of the maps, (n, number of classes).
        classes: (n,) indices, one a picture.

    Returns:
        (n, h, w) float32, each scaled so that its largest value is 1; all zero where nothing speaks for the class, or
        where the network's values are not finite.
    """
    watched = tf.convert_to_tensor(maps)
    # Not the variables: the gradient of VGG's first dense kernel alone would take 411 MB.
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(watched)
        chosen = tf.gather(logits(watched), classes, batch_dims=1)
    weights = tape.gradient(chosen, watched).numpy().mean(axis=(1, 2))  # (n, channels)
    heat = np.maximum(np.einsum("nhwc,nc->nhw", maps, weights), 0.0)
    heat[~np.isfinite(heat).all(axis=(1, 2))] = 0.0
    largest = heat.max(axis=(1, 2), keepdims=True)
    return np.divide(heat, largest, out=np.zeros_like(heat), where=largest > 0)
