"""Writes the kernels that a small C1 learns in its first layer: ``python -m models.engine.first_layer``."""

from __future__ import annotations

import json
from pathlib import Path

import keras

from models.convolution.kernels import LEARNT, LEARNT_FILTERS, LEARNT_SIZE
from models.datasets import load

_EPOCHS = 6
_DIGITS = 4
_SEED = 0


def main(file: Path = LEARNT) -> None:
    """Learn the built-in digits, and write the first kernel as a list of (3, 3, 32), rounded."""
    keras.utils.set_random_seed(_SEED)
    digits, network = load("digits"), _network()
    network.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    network.fit(digits.x_train / 255.0, digits.y_train, batch_size=16, epochs=_EPOCHS, verbose=2)
    _loss, accuracy = network.evaluate(digits.x_test / 255.0, digits.y_test, verbose=0)
    print(f"test accuracy {accuracy:.4f}")
    kernel = network.layers[0].kernel.numpy()[:, :, 0]
    cells = [[[round(float(value), _DIGITS) for value in cell] for cell in row] for row in kernel]
    lines = ",\n ".join(json.dumps(row) for row in cells)
    file.write_text(f"[{lines}]\n", "utf-8")


def _network() -> keras.Model:
    """C1 without its batch norm and dropout, and with 8 filters in its second convolution."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(LEARNT_FILTERS, LEARNT_SIZE, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(8, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(32, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


if __name__ == "__main__":
    main()
