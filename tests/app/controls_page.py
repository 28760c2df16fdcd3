"""A page of nothing but the controls, and what a reader does on it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from components.training.settings import EXPERIMENT
from models.experiment import Experiment
from tests.app.driver import elements

WIDGETS = ("selectbox", "select_slider", "toggle", "number_input")

# One allowed value other than the default for every field.
MOVES: dict[str, Any] = {
    "dataset": "mnist",
    "examples": 200,
    "validation_share": 0.1,
    "label_noise": 0.3,
    "seed": 7,
    "activation": "tanh",
    "initializer": "normal",
    "init_std": 0.01,
    "batch_norm": "before",
    "dropout": 0.2,
    "l1": 0.001,
    "l2": 1e-5,
    "input_batch_norm": True,
    "input_dropout": 0.1,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "momentum": 0.5,
    "rho": 0.99,
    "beta_1": 0.8,
    "beta_2": 0.99,
    "batch_size": 100,
    "epochs": 50,
    "steps_per_epoch": 10,
    "schedule": "cosine",
    "decay_factor": 0.9,
    "decay_epochs": 20,
    "early_stopping": "val_loss",
    "patience": 5,
    "restore_best": False,
    "checkpoint": "val_accuracy",
    "stop_when_met": True,
}


def lab() -> None:
    """A page as small as it can be around the controls."""
    from components.i18n import settle_language
    from components.session.notices import show_notices
    from components.session.page_settings import take_link, write_address
    from components.training.controls import single_layers, training_controls
    from components.training.settings import EXPERIMENT

    settle_language()
    take_link(EXPERIMENT)
    show_notices()
    training_controls()
    single_layers()
    write_address(EXPERIMENT.to_query())


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(lab, default_timeout=20)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def widget(at: AppTest, label: str):
    return next(w for w in elements(at, *WIDGETS) if w.label == label)


def move(at: AppTest, label: str, value) -> AppTest:
    widget(at, label).set_value(value)
    at.run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    at.run()
    assert not at.exception
    return at


def experiment(at: AppTest) -> Experiment:
    return at.session_state.get(EXPERIMENT.key, None) or Experiment()


def address(at: AppTest) -> dict[str, str]:
    return dict(at.query_params)


def warnings(at: AppTest) -> list[str]:
    return [warning.value for warning in at.warning]
