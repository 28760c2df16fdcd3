"""Learning-rate schedules beside those of Keras."""

import keras
import pytest

from models.experiment import SCHEDULES, Experiment
from models.training.schedules import rate_factor

EPOCHS = range(20)


def factors(**changes):
    experiment = Experiment(epochs=len(EPOCHS), **changes)
    return [rate_factor(experiment, epoch) for epoch in EPOCHS]


def test_constant():
    assert factors() == [1.0] * len(EPOCHS)


def test_step_is_keras_staircase():
    oracle = keras.optimizers.schedules.ExponentialDecay(1.0, decay_steps=3, decay_rate=0.5, staircase=True)
    expected = [float(oracle(epoch)) for epoch in EPOCHS]
    assert factors(schedule="step", decay_factor=0.5, decay_epochs=3) == pytest.approx(expected)


def test_cosine_is_keras_cosine():
    oracle = keras.optimizers.schedules.CosineDecay(1.0, decay_steps=len(EPOCHS))
    expected = [float(oracle(epoch)) for epoch in EPOCHS]
    assert factors(schedule="cosine") == pytest.approx(expected, abs=1e-6)


def test_exponential_begins_after_the_first_epochs():
    expected = [1.0] * 4 + [0.9**power for power in range(1, 17)]
    assert factors(schedule="exponential", decay_factor=0.9, decay_epochs=4) == pytest.approx(expected)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_factors_start_at_one_and_never_rise(schedule):
    values = factors(schedule=schedule, decay_epochs=2)
    assert values[0] == 1.0
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)
