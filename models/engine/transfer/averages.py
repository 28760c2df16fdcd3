"""Whether batch normalization's running averages, and not the weights, are to blame for a low validation."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from models.datasets import Split
from models.engine.program import Program
from models.training.findings.averages import LAGGING, starting_share

_BATCH = 8
_MOST_PHOTOS = 512  # that the statistics are taken from


def accuracy_with_fresh_averages(program: Program, split: Split, steps: int) -> float | None:
    """Validation accuracy with the statistics of the training photos in place of the running averages.

    All weights stay as they are. ("PreciseBN" in Wu and Johnson 2021, "Rethinking 'Batch' in BatchNorm", section 3.)

    Args:
        steps: training steps that the averages have followed.

    Returns:
        A share from 0 to 1; ``None`` where the head has no batch normalization or its averages have caught up.
    """
    layers = program.model.layers
    place = next((i for i, layer in enumerate(layers) if isinstance(layer, keras.layers.BatchNormalization)), None)
    if place is None or starting_share(steps) < LAGGING or not len(split.y_val):
        return None
    norm = layers[place]
    entry = keras.Model(program.model.input, norm.input)
    chosen = np.linspace(0, len(split.x_train) - 1, min(len(split.x_train), _MOST_PHOTOS)).round().astype(np.int64)
    given, values = _through(entry, split.x_train[chosen]), _through(entry, split.x_val)
    axes = tuple(range(given.ndim - 1))
    deviation = np.sqrt(given.var(axis=axes) + norm.epsilon)
    x = norm.gamma.numpy() * (values - given.mean(axis=axes)) / deviation + norm.beta.numpy()
    for layer in layers[place + 1 :]:
        x = layer(x, training=False)
    return float((np.asarray(x).argmax(axis=1) == split.y_val).mean())


def _through(entry: keras.Model, x: np.ndarray) -> np.ndarray:
    """What a part of the network makes of what the program is given."""
    scaled = x.astype(np.float32) / np.float32(255) if x.dtype == np.uint8 else x
    batches = [scaled[start : start + _BATCH] for start in range(0, len(x), _BATCH)]
    return np.concatenate([entry(tf.convert_to_tensor(batch), training=False).numpy() for batch in batches])
