"""The networks of "Does it help?" differ in nothing that would explain the difference away."""

from itertools import combinations

from models.convolution.compared import NETWORKS, REPEATS, Compared, compared_experiment
from models.datasets import DATASETS
from models.network.shapes import parameter_count

DIGITS = DATASETS["digits"]


def parameters(network):
    return parameter_count(compared_experiment(network, 1), DIGITS.shape, DIGITS.classes)[0]


def test_they_have_the_same_number_of_parameters_within_two_per_cent():
    assert parameters("pooled") == 16_938
    for first, second in combinations(map(parameters, NETWORKS), 2):
        assert abs(first - second) / max(first, second) < 0.02


def test_they_differ_in_their_layers_alone():
    first, *others = (compared_experiment(network, 3) for network in NETWORKS)
    for other in others:
        assert set(first.differences(other)) == {"layers"}
    assert first.examples == DIGITS.train_size


def test_all_are_repeated_with_the_same_five_seeds():
    experiments = REPEATS.experiments(compared_experiment)
    assert len(set(experiments.values())) == 5 * len(NETWORKS)
    assert [key[0] for key in list(experiments)[:3]] == list(NETWORKS)
    assert set(Compared().compared) <= set(NETWORKS)
