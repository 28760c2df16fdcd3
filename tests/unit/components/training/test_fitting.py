"""Experiments fitted to their data."""

import pytest

from components.training.fitting import fitted, obstacle, with_dataset
from models.experiment import Experiment
from models.layers import parse_layers


def test_a_network_that_no_server_could_hold_loses_its_last_layers():
    huge = Experiment(dataset="cifar10", layers=parse_layers("c128k3-1024-1024"))
    assert obstacle(huge) == "parameters"
    new, adjusted = fitted(huge)
    assert obstacle(new) is None
    assert [notice.field for notice in adjusted] == ["layers"]


def test_an_experiment_that_fits_stays_as_it_is():
    assert fitted(Experiment()) == (Experiment(), [])


@pytest.mark.parametrize(
    ("start", "examples", "dataset", "then"),
    [
        ("digits", 4000, "xor", 2000),
        ("xor", 2000, "digits", 4000),
        ("digits", 4000, "mnist", 4000),
        ("mnist", 60_000, "cifar10", 50_000),
        ("cifar10", 50_000, "digits", 4000),
        ("digits", 500, "xor", 500),
    ],
)
def test_all_examples_stay_all_and_nothing_is_said_of_it(start, examples, dataset, then):
    new, adjusted = with_dataset(Experiment(dataset=start, examples=examples), dataset)
    assert (new.examples, adjusted) == (then, [])


def test_a_chosen_number_of_examples_that_is_too_large_is_told():
    new, adjusted = with_dataset(Experiment(examples=3000), "xor")
    assert new.examples == 2000
    assert [notice.wanted for notice in adjusted] == [3000]
    assert fitted(Experiment(dataset="xor")) == (Experiment(dataset="xor", examples=2000), [])
