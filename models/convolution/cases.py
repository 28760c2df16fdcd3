"""ANN, DNN, CNN: four networks that work on their task, or fail."""

from __future__ import annotations

from models.experiment import Experiment
from models.layers import parse_layers

_POINTS = Experiment(
    dataset="xor",
    examples=1000,
    layers=(),
    activation="tanh",
    initializer="glorot_uniform",
    optimizer="adam",
    learning_rate=0.01,
    epochs=60,
)

CASES = {
    "xor_line": _POINTS,
    "xor_hidden": _POINTS.replace(layers=parse_layers("8")),
    "spiral": _POINTS.replace(
        dataset="spiral", examples=2000, layers=parse_layers("32-32"), activation="relu", initializer="he_normal"
    ),
    "digits": _POINTS.replace(
        dataset="digits", examples=4000, layers=parse_layers("c8k3p2-c16k3p2"), activation="relu", epochs=6
    ),
}
# Epochs a second at most, so that the eye can follow; without a limit those of the points take no time to speak of.
PACE = {name: 20.0 if name != "digits" else 0.0 for name in CASES}
WORKS, FAILS = 0.9, 0.75  # shares of right answers: from the one on a network works, up to the other it fails
