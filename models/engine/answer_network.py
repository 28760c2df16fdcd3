"""Writes the small network of `models.architectures.answer_map`: ``python -m models.engine.answer_network``."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from models.architectures.answer_map import BLOCKS, FILE, KERNEL, POOL, SIDE, UNITS
from models.photo_sets.drawn import KINDS
from models.photo_sets.sets import load_set
from models.photo_sets.split import TEST, TRAIN

_EPOCHS = 40
_BATCH = 32
_LEARNING_RATE = 0.002  # at the beginning; it falls to 0
_SEED = 0


def main(file: Path = FILE) -> None:
    """Learn the drawn cats and dogs, and write weights in float16, with the test accuracy that they have as such."""
    keras.utils.set_random_seed(_SEED)
    drawn = load_set("drawn", "", SIDE)
    x, y = drawn.pictures / np.float32(255), (drawn.labels == KINDS.index("cat")).astype(np.float32)
    train, test = drawn.parts == TRAIN, drawn.parts == TEST
    network, moved = answer_model(), _moved()
    rate = keras.optimizers.schedules.CosineDecay(_LEARNING_RATE, _EPOCHS * -(-int(train.sum()) // _BATCH))
    network.compile(keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["accuracy"])
    for _epoch in range(_EPOCHS):
        network.fit(np.asarray(moved(x[train], training=True)), y[train], batch_size=_BATCH, verbose=2)
    rounded = [weights.astype(np.float16) for weights in network.get_weights()]
    network.set_weights(rounded)
    _loss, accuracy = network.evaluate(x[test], y[test], verbose=0)
    print(f"test accuracy {accuracy:.4f}")
    kernels, biases = rounded[::2], rounded[1::2]
    layers = {f"kernel_{at}": kernel for at, kernel in enumerate(kernels)}
    layers |= {f"bias_{at}": bias for at, bias in enumerate(biases)}
    np.savez_compressed(
        file, accuracy=np.float64(accuracy), tested=np.int64(test.sum()), layers=np.int64(len(kernels)), **layers
    )


def answer_model() -> keras.Model:
    """The network in Keras, with fresh weights."""
    layers, stack = keras.layers, []
    for block in BLOCKS:
        stack += [layers.Conv2D(filters, KERNEL, activation="relu") for filters in block]
        stack.append(layers.MaxPooling2D(POOL))
    head = [layers.Flatten(), layers.Dense(UNITS, activation="relu"), layers.Dropout(0.3)]
    return keras.Sequential(
        [keras.Input((SIDE, SIDE, 3)), layers.Rescaling(2, -1), *stack, *head, layers.Dense(1, activation="sigmoid")]
    )


def _moved() -> keras.Sequential:
    """Flips, shifts and zooms the pictures at random: the windows of a larger picture are not centred either."""
    layers = keras.layers
    return keras.Sequential(
        [layers.RandomFlip("horizontal"), layers.RandomTranslation(0.12, 0.12), layers.RandomZoom(0.15)]
    )


if __name__ == "__main__":
    main()
