"""The rules one step at a time: numbers worked out by hand, and Keras's constants."""

import inspect

import keras
import numpy as np
import pytest

from models.experiment import OPTIMIZER_VALUES, OPTIMIZERS
from models.optimizers.rules import EPSILON, INITIAL_ACCUMULATOR, RULES

VALUES = {"momentum": 0.5, "rho": 0.75, "beta_1": 0.5, "beta_2": 0.75}


def _rule(name: str, shape: tuple[int, ...] = (2,), rate: float = 0.1):
    return RULES[name](shape, rate, **{value: VALUES[value] for value in OPTIMIZER_VALUES[name]})


def test_there_is_a_rule_for_every_optimizer():
    assert tuple(RULES) == OPTIMIZERS


def test_constants_are_keras_defaults():
    assert keras.config.epsilon() == EPSILON
    for optimizer in (keras.optimizers.Adagrad, keras.optimizers.RMSprop, keras.optimizers.Adam):
        assert inspect.signature(optimizer).parameters["epsilon"].default == EPSILON
    default = inspect.signature(keras.optimizers.Adagrad).parameters["initial_accumulator_value"].default
    assert default == INITIAL_ACCUMULATOR


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sgd", {"move": -0.1}),
        ("momentum", {"velocity_before": -0.2, "velocity": -0.2, "move": -0.2}),
        ("nesterov", {"velocity_before": -0.2, "velocity": -0.2, "move": -0.2}),
        ("adagrad", {"squares_before": 4.1, "squares": 5.1, "move": -0.1 / np.sqrt(5.1)}),
        ("rmsprop", {"squares_before": 1.0, "squares": 1.0, "move": -0.1}),
        (
            "adam",
            {
                "first_moment_before": 1.0,
                "first_moment": 1.0,
                "second_moment_before": 1.0,
                "second_moment": 1.0,
                "corrected_rate": 0.1 * np.sqrt(1 - 0.75**2) / (1 - 0.5**2),
                "move": -0.1 * np.sqrt(1 - 0.75**2) / (1 - 0.5**2),
            },
        ),
    ],
)
def test_the_second_step_after_gradients_2_and_1(name, expected):
    rule = _rule(name)
    rule.step(np.array([2.0, 0.0]))
    terms = rule.step(np.array([1.0, 0.0]))
    assert list(terms) == list(expected)
    assert {term: values[0] for term, values in terms.items()} == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_points_move_as_each_would_alone(name):
    gradients = np.random.default_rng(0).normal(size=(5, 3, 2))
    together = _rule(name, (3, 2))
    alone = [_rule(name) for _ in range(3)]
    for gradient in gradients:
        terms = together.step(gradient)
        expected = np.array([rule.step(own)["move"] for rule, own in zip(alone, gradient, strict=True)])
        np.testing.assert_allclose(terms["move"], expected, rtol=1e-12)
        assert {values.shape for values in terms.values()} == {(3, 2)}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_earlier_terms_stay_as_they_were(name):
    rule = _rule(name)
    first = rule.step(np.array([2.0, -1.0]))
    copies = {term: values.copy() for term, values in first.items()}
    rule.step(np.array([5.0, 3.0]))
    for term, values in first.items():
        np.testing.assert_array_equal(values, copies[term])
