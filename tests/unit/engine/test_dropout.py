"""Dropout with a rate in a variable: how much it drops, and that its masks look random."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from models.engine.dropout import LiveDropout, uniform
from models.engine.program_cache import acquire
from models.training.data import split_for
from tests.unit.engine.engine_runs import POINTS, plain_model

VALUES = 100_000
SHAPE = (100, 10, 100)


@pytest.fixture
def layer():
    layer = LiveDropout(tf.Variable(0, trainable=False))
    layer.rate.assign(0.3)
    layer.seed.assign(64)
    return layer


def dropped(layer, step=0):
    layer.clock.assign(step)
    return layer(tf.ones(SHAPE), training=True).numpy() == 0


_uniform = tf.function(uniform)


def draw(seed=64, step=0, count=VALUES):
    return _uniform(tf.constant([count]), tf.constant(seed), tf.constant(step)).numpy()


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.5, 0.9])
def test_the_kept_share_and_its_scale(layer, rate):
    layer.rate.assign(rate)
    outputs = layer(tf.ones(SHAPE), training=True).numpy()
    kept = outputs != 0
    assert kept.mean() == pytest.approx(1 - rate, abs=0.01)  # six standard errors
    np.testing.assert_allclose(outputs[kept], 1 / (1 - rate), rtol=1e-6)


def test_the_gradient_passes_where_the_value_did(layer):
    inputs = tf.ones((50, 4))
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = layer(inputs, training=True)
    np.testing.assert_allclose(tape.gradient(outputs, inputs), outputs, rtol=1e-6)


def test_nothing_is_dropped_in_evaluation(layer):
    np.testing.assert_array_equal(layer(tf.ones(SHAPE), training=False), np.ones(SHAPE))
    np.testing.assert_array_equal(layer(tf.ones(SHAPE)), np.ones(SHAPE))


def test_nothing_is_dropped_while_inactive(layer):
    layer.active = False
    np.testing.assert_array_equal(layer(tf.ones(SHAPE), training=True), np.ones(SHAPE))


def test_the_same_seed_and_step_give_the_same_mask(layer):
    np.testing.assert_array_equal(dropped(layer, step=5), dropped(layer, step=5))


@pytest.mark.parametrize(("seed", "step"), [(64, 6), (65, 5)])
def test_other_steps_and_layers_have_masks_of_their_own(layer, seed, step):
    before = dropped(layer, step=5)
    layer.seed.assign(seed)
    both = before & dropped(layer, step)
    assert both.mean() == pytest.approx(0.3**2, abs=0.01)


def test_xla_draws_what_eager_execution_draws():
    arguments = tf.constant(7), tf.constant(3)
    compiled = tf.function(uniform, jit_compile=True)
    np.testing.assert_array_equal(compiled([1000], *arguments), uniform(tf.constant([1000]), *arguments))


@pytest.mark.parametrize(("seed", "step"), [(0, 0), (64, 0), (64, 1), (639_936, 100_000), (2**31 - 1, 2**31 - 1)])
def test_values_are_uniform(seed, step):
    values = draw(seed, step)
    assert 0 <= values.min() <= values.max() < 1
    counts = np.histogram(values, bins=100, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 1e-4


def test_pairs_of_neighbouring_values_are_uniform():
    values = draw()
    counts = np.histogram2d(values[:-1], values[1:], bins=10, range=[(0, 1), (0, 1)])[0]
    assert stats.chisquare(counts.ravel()).pvalue > 1e-4


@pytest.mark.parametrize("other", [(64, 1), (65, 0), (64, 2), (128, 0)])
def test_steps_and_layers_are_not_correlated(other):
    limit = 5 / np.sqrt(VALUES)  # five standard errors
    values, others = draw(), draw(*other)
    for shift in (0, 1, 2, 100):
        assert abs(np.corrcoef(values, np.roll(others, shift))[0, 1]) < limit


def test_positions_are_not_correlated_over_the_steps():
    """What one unit sees of the mask from step to step is as random as a step's mask."""
    values = np.array([draw(step=step, count=8) for step in range(4000)])
    for column in values.T:
        assert stats.chisquare(np.histogram(column, bins=20, range=(0, 1))[0]).pvalue > 1e-5
        assert abs(np.corrcoef(column[:-1], column[1:])[0, 1]) < 5 / np.sqrt(len(column))


def test_scores_and_probes_of_a_network_drop_nothing():
    experiment = POINTS.replace(dropout=0.4, l2=0.01)
    split, plain = split_for(experiment), plain_model(experiment)
    with acquire(experiment) as program:
        program.load(experiment)
        probed = program.probe(split.x_train, split.y_train).outputs[-1]
    np.testing.assert_allclose(probed, plain(split.x_train, training=False), rtol=1e-4, atol=1e-6)
