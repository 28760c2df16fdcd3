"""Statistics of repeated runs, held against SciPy's and against runs whose truth is known."""

import math

import numpy as np
import pytest
from scipy import stats

from models.experiment import Experiment
from models.runs.repeats import Repeats, difference, mean_of


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def drawn(rng, count, mean=0.0):
    return dict(enumerate(rng.normal(mean, 1.0, count)))


def test_all_values_come_before_the_next_seed():
    repeats = Repeats((2, 10), (1, 2, 3))
    assert repeats.keys == [(2, 1), (10, 1), (2, 2), (10, 2), (2, 3), (10, 3)]
    made = repeats.experiments(lambda depth, seed: Experiment(epochs=depth, seed=seed))
    assert list(made) == repeats.keys
    assert [(one.epochs, one.seed) for one in made.values()] == repeats.keys


def test_figures_by_value_leave_out_what_is_missing_or_no_number():
    repeats = Repeats(("plain", "skip"), (1, 2))
    figures = {("plain", 1): 0.2, ("plain", 2): math.nan, ("skip", 1): 0.9, ("other", 1): 1.0}
    assert repeats.by_value(figures) == {"plain": {1: 0.2}, "skip": {1: 0.9}}


@pytest.mark.parametrize("count", [2, 3, 5, 30])
def test_mean_error_and_difference_are_scipys(rng, count):
    first, second = drawn(rng, count, 0.8), drawn(rng, count)
    assert mean_of(list(first.values())).error == pytest.approx(stats.sem(list(first.values())))
    found, test = difference(first, second), stats.ttest_rel(list(first.values()), list(second.values()))
    interval = test.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.is_sure == (test.pvalue < 0.05)


def test_a_difference_is_of_the_seeds_that_both_have():
    found = difference({1: 0.5, 2: 0.7, 4: 9.0}, {2: 0.4, 1: 0.1, 3: 8.0})
    assert (found.value, found.count) == (pytest.approx(0.35), 2)


@pytest.mark.parametrize("figures", [{}, {1: 0.5}])
def test_nothing_is_sure_of_fewer_than_two(figures):
    found = difference(figures, {1: 0.1})
    assert math.isnan(found.low)
    assert not found.is_sure


def test_chance_is_taken_for_a_difference_in_one_of_twenty_comparisons(rng):
    sure = sum(difference(drawn(rng, 5), drawn(rng, 5)).is_sure for _ in range(2000))
    assert sure / 2000 == pytest.approx(0.05, abs=0.015)


def test_the_same_figures_again_are_no_difference():
    assert not difference({1: 0.5, 2: 0.5}, {1: 0.5, 2: 0.5}).is_sure
    assert difference({1: 0.6, 2: 0.6}, {1: 0.5, 2: 0.5}).is_sure
