"""What a page asks of a worker: functions of plain values and NumPy arrays, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from models.engine.moved import moved_accuracy
from models.engine.pretrained import explain
from models.engine.pretrained.answer_map import cat_dog_map
from models.engine.pretrained.cache import acquire
from models.engine.transfer.answering import answer_photo
from models.imagenet.networks import BUILT_IN, NETWORKS


def classify(network: str, weights: str, pictures: np.ndarray) -> dict[str, Any]:
    """What a network takes pictures for.

    Args:
        network: a name of `models.imagenet.networks.NETWORKS`.
        weights: path of its weights file; "" for the built-in network.
        pictures: (n, size, size, 3) uint8.

    Returns:
        ``probabilities``: (n, 1000) float32; ``seconds``: of the forward pass alone.

    Raises:
        WeightsBroken, NotEnoughMemory, ValueError: see `models.engine.pretrained.cache.acquire`.
    """
    probabilities, seconds = acquire(network, weights).probabilities(pictures)
    return {"probabilities": probabilities, "seconds": seconds}


def feature_maps(network: str, weights: str, picture: np.ndarray, layer: str) -> dict[str, Any]:
    """See `models.engine.pretrained.explain.feature_maps`; network and weights as in `classify`."""
    return explain.feature_maps(acquire(network, weights), picture, layer)


def grad_cam(network: str, weights: str, picture: np.ndarray, classes: list[int]) -> dict[str, Any]:
    """``heat`` as in `models.engine.pretrained.explain.grad_cam`, and the ``layer`` that it was computed at."""
    heat = explain.grad_cam(acquire(network, weights), picture, classes)
    return {"heat": heat, "layer": NETWORKS[network].cam_layer}


def top_k_accuracy(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """How often the label is the likeliest class, and how often it is among the five likeliest.

    Args:
        probabilities: (n, 1000). labels: (n,) class indices.
    """
    return {f"top_{k}": _accuracy(k, probabilities, labels) for k in (1, 5)}


def _accuracy(k: int, probabilities: np.ndarray, labels: np.ndarray) -> float:
    metric = keras.metrics.SparseTopKCategoricalAccuracy(k)
    metric.update_state(labels, probabilities)
    return float(metric.result())


def warm_up() -> None:
    """Load the built-in network and run it once; for a worker that has just started."""
    size = NETWORKS[BUILT_IN].size
    classify(BUILT_IN, "", np.zeros((1, size, size, 3), np.uint8))


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "answer_photo": answer_photo,
    "cat_dog_map": cat_dog_map,
    "classify": classify,
    "feature_maps": feature_maps,
    "grad_cam": grad_cam,
    "moved_accuracy": moved_accuracy,
    "top_k_accuracy": top_k_accuracy,
}
