"""Asking a network that a run has trained."""

from __future__ import annotations

import threading
import time
from functools import lru_cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from models.home import fingerprint
from models.transfer.saved_models import model_path

_KEPT = 2
_loading = threading.Lock()


def trained_network(model_file: str) -> keras.Model:
    """The network of a finished run; the last few are kept in memory.

    Args:
        model_file: of its `models.runs.results.Result`.

    Raises:
        ModelGone: the file is not kept any more, or never was one of ours.
    """
    with _loading:  # who wants the same one waits for it
        return _loaded(*map(str, fingerprint(model_path(model_file))))


def answer_photo(model_file: str, picture: np.ndarray) -> dict[str, Any]:
    """What a trained network takes a photo for.

    Args:
        model_file: of a `models.runs.results.TransferResult`.
        picture: (height, width, 3) uint8 of any size.

    Returns:
        ``probabilities``: (classes,) float32; ``seconds``: of the forward pass alone.

    Raises:
        ModelGone: see `trained_network`.
        ValueError: no such picture.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise ValueError(f"a picture of shape {picture.shape} and type {picture.dtype}; wanted (h, w, 3) uint8")
    model = trained_network(model_file)
    photo = tf.convert_to_tensor(picture[None])
    start = time.perf_counter()
    probabilities = model(photo, training=False).numpy()[0]
    return {"probabilities": probabilities, "seconds": time.perf_counter() - start}


@lru_cache(maxsize=_KEPT)
def _loaded(path: str, _changed: str, _size: str) -> keras.Model:
    return keras.models.load_model(path, compile=False)
