"""Grad-CAM through a trained network: what in a photo spoke for an answer."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from models.engine.transfer.whole import Whole


def grad_cam(whole: Whole, pictures: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Where in each photo the evidence for one class is (Selvaraju et al. 2017, equations 1 and 2).

    The gradient of the class's logit with respect to the last feature maps, averaged over the places, weighs the maps;
    of their sum only what speaks for the class is kept.

    Args:
        pictures: (n, size, size, 3) uint8.
        answers: (n,) class indices, one a photo.

    Returns:
        (n, h, w) float32 of the feature maps' height and width, each scaled so that its largest value is 1; all zero
        where nothing speaks for the class, or where the network's values are not finite.
    """
    maps = tf.convert_to_tensor(whole.maps(pictures))
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(maps)
        # (n, features) @ (features, classes); the bias has no gradient
        logits = tf.matmul(whole.entry(maps, training=False), whole.output.kernel)
        chosen = tf.gather(logits, answers, batch_dims=1)
    weights = tape.gradient(chosen, maps).numpy().mean(axis=(1, 2))  # (n, channels)
    heat = np.maximum(np.einsum("nhwc,nc->nhw", maps.numpy(), weights), 0.0)
    heat[~np.isfinite(heat).all(axis=(1, 2))] = 0.0
    largest = heat.max(axis=(1, 2), keepdims=True)
    return np.divide(heat, largest, out=np.zeros_like(heat), where=largest > 0)
