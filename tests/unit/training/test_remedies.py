"""What is set already, or makes no sense, is not advised."""

import pytest

from models.experiment import Experiment
from models.layers import Layer
from models.training.data import split_for
from models.training.findings.remedies import REMEDIES, still_open, training_examples

FIVE_SIGMOIDS = Experiment(layers=(Layer(64),) * 5, activation="sigmoid", initializer="normal")


@pytest.mark.parametrize(
    ("remedy", "changes"),
    [
        ("he", {"initializer": "he_uniform"}),
        ("glorot", {"initializer": "glorot_normal"}),
        ("relu", {"activation": "relu"}),
        ("batch_norm", {"batch_norm": "after"}),
        ("add_dropout", {"dropout": 0.2}),
        ("less_dropout", {"dropout": 0.0}),
        ("add_l2", {"l1": 0.001}),
        ("less_penalty", {"l2": 0.0}),
        ("more_examples", {"examples": 4000}),
        ("fewer_epochs", {"early_stopping": "val_loss"}),
        ("larger_batches", {"examples": 100, "batch_size": 80}),
        ("random_weights", {"initializer": "he_normal"}),
        ("smaller_weights", {"initializer": "glorot_normal"}),
        ("smaller_noise", {"label_noise": 0.0}),
    ],
)
def test_what_is_set_is_not_advised(remedy, changes):
    assert still_open(Experiment(**changes), [remedy]) == ()


def test_one_layer_of_its_own_leaves_a_remedy_open():
    mixed = Experiment(layers=(Layer(8), Layer(8, activation="sigmoid", initializer="normal")))
    assert still_open(mixed, ["relu", "he", "smaller_weights"]) == ("relu", "he", "smaller_weights")


def test_no_scale_of_the_weights_is_for_a_deep_sigmoid_network():
    assert still_open(FIVE_SIGMOIDS, ["smaller_weights", "he", "glorot", "relu"]) == ("relu",)
    assert still_open(FIVE_SIGMOIDS.replace(activation="tanh"), ["glorot"]) == ("glorot",)
    assert still_open(FIVE_SIGMOIDS.replace(layers=(Layer(64),) * 2), ["glorot"]) == ("glorot",)


def test_every_name_can_be_asked_of_every_network():
    assert set(still_open(Experiment(layers=()), REMEDIES)) < set(REMEDIES)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.33])
def test_the_examples_learnt_from_are_those_of_the_split(share):
    experiment = Experiment(examples=21, validation_share=share)
    assert training_examples(experiment) == len(split_for(experiment).y_train)
