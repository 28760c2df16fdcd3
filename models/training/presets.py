"""The textbook experiments: their exact networks and settings, and the figures they were published with.

Where the textbook says nothing, Keras's defaults hold: Glorot-uniform initial weights, a learning rate of
0.01 for SGD and 0.001 for RMSprop and Adam.
"""

from __future__ import annotations

import math
from dataclasses import replace

from models.experiment import Experiment
from models.layers import Layer
from models.textbook import Preset, Published, by_key, published

BUILT_IN_EXAMPLES = 4000


def _preset(
    key: str, experiment: Experiment, figures: tuple[Published, ...] = (), *, built_in_epochs: int
) -> Preset[Experiment]:
    """A preset with its twin: the same network on the built-in digits.

    An epoch has fewer steps there, so the number of epochs is another where that shows the same.
    """
    built_in = experiment.replace(dataset="digits", examples=BUILT_IN_EXAMPLES, epochs=built_in_epochs)
    return Preset(key, experiment, built_in, figures)


# All of B learns from the 60,000 digits and validates on the 10,000 test digits.
_MNIST = Experiment(
    dataset="mnist",
    examples=60_000,
    validation_share=0.0,
    initializer="glorot_uniform",
    learning_rate=0.01,
)

_B1 = _MNIST.replace(layers=(Layer(64), Layer(32), Layer(64)), activation="sigmoid", batch_size=32, epochs=200)

_B2 = _B1.replace(activation="relu", initializer="he_normal", epochs=300)


def _block(units: int, l2: float | None = None, dropout: float | None = None) -> tuple[Layer, Layer]:
    """B3's block: weights, batch norm, weights, ReLU. B6 adds a penalty, and dropout behind the batch norm."""
    linear = Layer(units, activation="linear", initializer="he_normal", batch_norm="after", l2=l2, dropout=dropout)
    return linear, Layer(units)


_B3 = _MNIST.replace(layers=_block(64) + _block(32) + _block(64), batch_size=100, epochs=100)

# What B3 can be held against: B2 has other layers, and other batches too.
_B3_MINUS = _B3.replace(layers=tuple(replace(layer, batch_norm=None) for layer in _B3.layers))

_B4 = _MNIST.replace(
    layers=(Layer(100), Layer(50)),
    activation="sigmoid",
    input_batch_norm=True,
    input_dropout=0.2,
    optimizer="rmsprop",
    learning_rate=0.001,
    batch_size=100,
    epochs=30,
)

_B4_PLUS = _B4.replace(layers=(Layer(100, batch_norm="after", dropout=0.2), Layer(50)))

_B5 = _B3.replace(early_stopping="val_loss", patience=10, restore_best=True)

_B6 = _B5.replace(
    layers=_block(64, l2=0.01, dropout=0.2) + _block(32, l2=0.01) + _block(64, l2=0.01),
    epochs=200,
    early_stopping="val_accuracy",
    checkpoint="val_accuracy",  # the network is saved, and what is loaded and scored is the best epoch's
    stop_when_met=True,
)

_C1 = Experiment(
    dataset="fashion_mnist",
    examples=60_000,
    validation_share=0.2,
    layers=(
        Layer(32, kernel=3, pool=2),
        Layer(16, kernel=5, pool=2),
        Layer(64, batch_norm="after", dropout=0.3),
        Layer(32),
    ),
    initializer="glorot_uniform",
    optimizer="adam",
    learning_rate=0.001,
    batch_size=16,
    epochs=30,
    schedule="exponential",
    decay_epochs=10,
    decay_factor=round(math.exp(-0.1), 6),
    early_stopping="val_loss",
    patience=3,
    restore_best=True,
    checkpoint="val_loss",
)

_C3 = Experiment(
    dataset="cifar10",
    examples=50_000,
    validation_share=0.0,
    layers=(
        Layer(32, kernel=3, pool=2, padding="valid"),
        Layer(64, kernel=3, pool=2, padding="valid"),
        Layer(128, kernel=3, pool=2, padding="valid"),
        Layer(128, dropout=0.6),
    ),
    initializer="glorot_uniform",
    optimizer="adam",
    learning_rate=0.001,
    batch_size=128,
    epochs=10,
)

# A1: one network from three starting points, 2,000 steps each: on the built-in digits 80 epochs of 25, where an epoch
# is all examples, and on MNIST five of 400.
_A1 = Experiment(layers=(Layer(100),) * 5, learning_rate=0.01, batch_size=128)
_A1_DATA: dict[str, Experiment] = {
    "digits": _A1.replace(epochs=80),
    "mnist": _A1.replace(dataset="mnist", examples=60_000, validation_share=0.0, epochs=5, steps_per_epoch=400),
}
_A1_STARTS: dict[str, dict[str, str | float]] = {
    "small": {"initializer": "normal", "init_std": 0.01},
    "glorot": {"initializer": "glorot_normal"},
    "he": {"initializer": "he_normal"},
}
# Dataset -> starting point -> run.
INITIALIZER_RUNS: dict[str, dict[str, Experiment]] = {
    dataset: {name: experiment.replace(**start) for name, start in _A1_STARTS.items()}
    for dataset, experiment in _A1_DATA.items()
}

PRESETS: dict[str, Preset[Experiment]] = by_key(
    _preset(
        "B1",
        _B1,
        published(
            {"accuracy": 0.9934, "test_accuracy": 0.9706, "test_loss": 0.1008}, {"parameters": 55_082}, epoch=200
        ),
        built_in_epochs=400,
    ),
    _preset("B2", _B2, published({"accuracy": 1.0}, {}, epoch=200), built_in_epochs=120),
    _preset(
        "B3",
        _B3,
        published(
            {"accuracy": 1.0, "val_accuracy": 0.9665, "val_loss": 0.1759},
            {"parameters": 65_098, "trainable_parameters": 64_778},
            epoch=100,
        ),
        built_in_epochs=100,
    ),
    _preset("B3-", _B3_MINUS, built_in_epochs=100),
    _preset("B4", _B4, published({"accuracy": 0.9924, "val_accuracy": 0.9780}, {}, epoch=30), built_in_epochs=60),
    _preset("B4+", _B4_PLUS, built_in_epochs=60),
    _preset("B5", _B5, built_in_epochs=100),
    _preset("B6", _B6, published({"test_accuracy": 0.9765, "test_loss": 0.1266}, {}), built_in_epochs=200),
    _preset(
        "C1",
        _C1,
        published(
            {"test_accuracy": 0.9086, "test_loss": 0.2572},
            {"parameters": 66_042, "trainable_parameters": 65_914},
            epoch=6,
        ),
        built_in_epochs=30,
    ),
    _preset("C3", _C3, published({"test_accuracy": 0.70}, {"parameters": 160_202}, epoch=10), built_in_epochs=10),
)
