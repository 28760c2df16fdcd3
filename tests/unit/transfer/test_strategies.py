"""The experiments that measure which strategy is best when."""

from __future__ import annotations

from models.photo_sets.built_in import BUILT_IN_SETS
from models.transfer.strategies import DIFFERENT, FEW, MANY, SIMILAR, SITUATIONS, STRATEGIES, strategy_experiments
from tests.there import there


def test_every_situation_meets_every_strategy_once():
    experiments = strategy_experiments()
    assert set(experiments) == {
        (count, dataset, strategy)
        for count in (FEW, MANY)
        for dataset in (SIMILAR, DIFFERENT)
        for strategy in STRATEGIES
    }
    assert len(set(experiments.values())) == 16
    for (count, dataset, strategy), experiment in experiments.items():
        assert (experiment.per_class, experiment.dataset, experiment.strategy) == (count, dataset, strategy)


def test_nothing_has_to_be_downloaded():
    assert all(
        experiment.info.built_in and experiment.dataset in BUILT_IN_SETS
        for experiment in strategy_experiments().values()
    )


def test_the_strategies_of_a_situation_differ_in_nothing_else():
    experiments = strategy_experiments()
    for situation in SITUATIONS:
        row = [experiments[situation.per_class, situation.dataset, strategy] for strategy in STRATEGIES]
        differing = set().union(*(row[0].differences(other) for other in row[1:]))
        assert differing <= {"strategy", "block", "base_rate"}


def test_fine_tuning_trains_the_last_third_of_the_blocks():
    for (_, _, strategy), experiment in strategy_experiments().items():
        if strategy == "fine_tune":
            trained = len(experiment.info.layers) - there(experiment.trained_from)
            assert trained == len(experiment.info.layers) // 3
