"""Telling cases: one click sets the sliders."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.page import try_this
from components.training.following import FOLLOWING
from components.training.settings import EXPERIMENT
from models.experiment import Experiment
from models.layers import Layer

_DEEP = Experiment(layers=(Layer(64),) * 5, optimizer="sgd")
CASES: dict[str, Experiment] = {
    N_("Vanishing gradients"): _DEEP.replace(activation="sigmoid", initializer="normal", init_std=0.05),
    N_("Dead units"): _DEEP.replace(initializer="normal", init_std=1.0, learning_rate=1e-4, optimizer="momentum"),
    N_("Overfitting"): Experiment(examples=300, layers=(Layer(256), Layer(256)), optimizer="adam", learning_rate=0.001),
    N_("… with dropout and L2"): Experiment(
        examples=300,
        layers=(Layer(256), Layer(256)),
        optimizer="adam",
        learning_rate=0.001,
        dropout=0.5,
        l2=0.01,
    ),
    N_("Rate too high"): Experiment(learning_rate=2.0),
    N_("Spiral"): Experiment(
        dataset="spiral",
        examples=500,
        layers=(Layer(32), Layer(32), Layer(32)),
        activation="tanh",
        initializer="glorot_normal",
        optimizer="adam",
        learning_rate=0.01,
        epochs=200,
    ),
}


def lab_cases() -> None:
    """A button for each case, which also begins to train; `Undo` takes it back."""
    try_this([(_(name), partial(_open, name)) for name in CASES])


def _open(name: str) -> None:
    EXPERIMENT.replace(CASES[name], undoable=_(name))
    FOLLOWING.start(EXPERIMENT.current)
