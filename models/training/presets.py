"""The textbook experiments: their exact networks and settings, and the figures they were published with.

Where the textbook says nothing, Keras's defaults hold: Glorot-uniform initial weights, a learning rate of
0.01 for SGD and 0.001 for RMSprop and Adam.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from models.experiment import Experiment
from models.layers import Layer

Figure = Literal[
    "accuracy",
    "val_accuracy",
    "test_accuracy",
    "test_loss",
    "val_loss",
    "parameters",
    "trainable_parameters",
]


@dataclass(frozen=True)
class Published:
    """One figure as the textbook gives it.

    Attributes:
        figure: what was measured or counted.
        value: accuracies as shares from 0 to 1.
        epoch: the 1-based epoch whose weights reached it; ``None`` where none is given.
        data: the dataset it was reached on, a name in `models.datasets`.
    """

    figure: Figure
    value: float
    epoch: int | None
    data: str


@dataclass(frozen=True)
class Preset:
    """A textbook experiment.

    Attributes:
        key: its number in the curriculum; "B4+" is the second half of B4, and "B3-" B3 without batch norm.
        experiment: the network and settings on the textbook's own data.
        built_in: the same network on the built-in digits, where no download is needed. An epoch has fewer
            steps there, so the number of epochs is another where that shows the same.
        published: the textbook's figures.
    """

    key: str
    experiment: Experiment
    built_in: Experiment
    published: tuple[Published, ...]


BUILT_IN_EXAMPLES = 4000


def _preset(key: str, experiment: Experiment, built_in_epochs: int, **figures: float | tuple[float, int]) -> Preset:
    """A preset whose figures are given as ``name=value`` or ``name=(value, epoch)``."""
    published = []
    for name, figure in figures.items():
        value, epoch = figure if isinstance(figure, tuple) else (figure, None)
        published.append(Published(name, value, epoch, experiment.dataset))  # type: ignore[arg-type]
    built_in = experiment.replace(dataset="digits", examples=BUILT_IN_EXAMPLES, epochs=built_in_epochs)
    return Preset(key, experiment, built_in, tuple(published))


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

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        _preset(
            "B1",
            _B1,
            built_in_epochs=400,
            accuracy=(0.9934, 200),
            test_accuracy=(0.9706, 200),
            test_loss=(0.1008, 200),
            parameters=55_082,
        ),
        _preset("B2", _B2, built_in_epochs=120, accuracy=(1.0, 200)),
        _preset(
            "B3",
            _B3,
            built_in_epochs=100,
            accuracy=(1.0, 100),
            val_accuracy=(0.9665, 100),
            val_loss=(0.1759, 100),
            parameters=65_098,
            trainable_parameters=64_778,
        ),
        _preset("B3-", _B3_MINUS, built_in_epochs=100),
        _preset("B4", _B4, built_in_epochs=60, accuracy=(0.9924, 30), val_accuracy=(0.9780, 30)),
        _preset("B4+", _B4_PLUS, built_in_epochs=60),
        _preset("B5", _B5, built_in_epochs=100),
        _preset("B6", _B6, built_in_epochs=200, test_accuracy=0.9765, test_loss=0.1266),
        _preset(
            "C1",
            _C1,
            built_in_epochs=30,
            test_accuracy=(0.9086, 6),
            test_loss=(0.2572, 6),
            parameters=66_042,
            trainable_parameters=65_914,
        ),
        _preset("C3", _C3, built_in_epochs=10, test_accuracy=(0.70, 10), parameters=160_202),
    )
}
