"""What is said, and what is not, while real networks train: the runs of the lessons, the buttons and the textbook."""

import math
from itertools import pairwise

import numpy as np
import pytest

from components.training.findings import sentences
from components.training.try_this import CASES
from models.engine.probes import curves_of
from models.experiment import Experiment
from models.layers import Layer
from models.runs.control import Control
from models.runs.results import Result
from models.training.data import first_training_examples
from models.training.findings import KINDS, REPORTS, findings
from models.training.presets import PRESETS
from models.training.preview import preview, probe_size
from tests.unit.engine.engine_runs import run

SMALL = Experiment(examples=1000)
DEEP = Experiment(layers=(Layer(64),) * 5)
GOOD_NEWS = {*REPORTS, "balanced", "batch_norm", "improving"}


def said(experiment, every=1, tune=None):
    """The findings of a run, by completed epochs; 0 is the fresh network, and the last has the result.

    Args:
        every: told after each so many epochs.
        tune: (epoch, values) to change live after that epoch.
    """
    told = {0: findings(experiment, preview(experiment, *first_training_examples(experiment, probe_size(experiment))))}
    control = Control()

    def listen(training):
        epoch = len(training.history)
        since = tune[0] if tune and epoch > tune[0] else 0.0
        if tune and epoch == tune[0]:
            control.tell("tune", experiment.replace(**tune[1]))
        if epoch % every == 0:
            told[epoch] = findings(training.experiment, frame_of(training), since=since)

    done = run(experiment, control, on_epoch=listen)
    last = done.values("frame")[-1]
    result = Result(0.0, 0.0, np.eye(10, dtype=np.int32), (), done.best_epoch, done.reason)
    told[len(done.history)] = findings(
        experiment.replace(**(tune[1] if tune else {})), last, result, since=tune[0] if tune else 0.0
    )
    return told


def frame_of(training):
    return training._probe.frame(
        step=training.step,
        steps_per_epoch=training._steps_per_epoch,
        epochs=training.experiment.epochs,
        seconds=0.0,
        curves=curves_of(training.history),
        batch_loss=math.nan,
    )


def kinds(told):
    return {finding.kind for found in told.values() for finding in found}


def when(told, kind):
    return [epoch for epoch, found in told.items() if kind in {finding.kind for finding in found}]


def the(kind, found):
    return next(finding for finding in found if finding.kind == kind)


@pytest.mark.slow  # 23 s
def test_the_first_textbook_experiment_is_not_given_up_while_it_rises():
    """Its accuracy goes from guessing to 0.5 between epochs 20 and 90."""
    told = said(PRESETS["B1"].built_in.replace(epochs=90))
    assert "vanishing" in {finding.kind for finding in told[0]}
    assert not when(told, "underfitting")
    assert not [epoch for epoch in when(told, "stuck") if epoch > 25]
    assert the("vanishing", told[0]).values["times"] > 100
    # A diagnosis stays: what stands first changes a few times, not twenty.
    first = [found[0].kind for found in told.values()]
    assert sum(here != there for here, there in pairwise(first)) <= 8


@pytest.mark.slow  # 20 s
def test_the_spiral_is_not_given_up_and_its_success_is_told():
    told = said(CASES["Spiral"])
    assert not when(told, "underfitting")
    assert not when(told, "stuck")
    assert kinds({200: told[200]}) <= GOOD_NEWS


def test_the_button_on_dead_units_shows_them():
    told = said(CASES["Dead units"].replace(epochs=5))
    assert {finding.kind for finding in told[0]} == {"growing"}
    dead = the("dead", told[5])
    assert dead.values["share"] > 0.9
    assert "he" in dead.remedies


def test_divergence_from_wide_weights_names_them_first():
    diverged = list(said(CASES["Dead units"].replace(learning_rate=0.01, epochs=2)).values())[-1]
    assert [finding.kind for finding in diverged] == ["diverged"]
    assert diverged[0].remedies[:2] == ("smaller_weights", "he")
    cause = list(said(SMALL.replace(activation="linear", learning_rate=2.0, epochs=3)).values())[-1]
    assert (cause[0].kind, cause[0].remedies) == ("diverged", ("usual_rate",))


def test_a_penalty_that_kills_the_network_is_named_from_the_first_epoch_on():
    told = said(Experiment(l2=1.0, epochs=8))
    for epoch in range(1, 9):
        assert told[epoch][0].remedies == ("less_penalty",)


@pytest.mark.slow  # 12 s
def test_averages_that_have_caught_up_do_not_hide_a_gap():
    told = said(SMALL.replace(examples=100, batch_norm="before", optimizer="adam", learning_rate=0.001, epochs=70), 5)
    assert when(told, "lag")
    assert max(when(told, "lag")) < 40
    assert {70} <= set(when(told, "gap")) | set(when(told, "overfitting"))


@pytest.mark.parametrize("change", [{"dropout": 0.7}, {"l2": 0.01}])
def test_a_value_changed_live_is_no_fault_of_the_learning_rate(change):
    start = {name: 0.1 if name == "dropout" else 1e-4 for name in change}
    told = said(SMALL.replace(epochs=40, **start), tune=(20, change))
    assert not when(told, "rate_too_high")


def test_the_end_of_a_cosine_is_not_too_low_a_rate():
    told = said(SMALL.replace(schedule="cosine", epochs=30), every=5)
    assert not when(told, "rate_too_low")
    assert not when(told, "improving")


@pytest.mark.parametrize(("layers", "alike"), [(1, None), (2, (1, 1)), (3, (1, 2))])
def test_zeros_keep_all_layers_alike_but_the_last(layers, alike):
    """The output layer starts at random, which tells the last hidden layer's units apart."""
    experiment = SMALL.replace(
        layers=(Layer(16),) * layers, activation="sigmoid", initializer="zeros", learning_rate=0.5, epochs=30
    )
    told = said(experiment, every=10)
    if alike is None:
        assert not when(told, "alike")
    else:
        values = the("alike", told[30]).values
        assert (values["first"], values["last"]) == alike
        assert not values["nothing"]


def test_zeros_with_relu_get_no_gradient_at_all():
    values = the("alike", said(SMALL.replace(initializer="zeros", epochs=3))[3]).values
    assert (values["first"], values["last"], values["nothing"]) == (1, 3, True)


def test_saturation_tells_what_becomes_of_the_gradient():
    wide = said(DEEP.replace(activation="tanh", initializer="normal", init_std=1.0, epochs=1))[0]
    assert the("saturated", wide).values["ratio"] > 3
    text = " ".join(sentences(wide))
    assert "times large weights" in text
    assert "Glorot" in text
    sigmoid = said(DEEP.replace(activation="sigmoid", initializer="normal", init_std=1.0, epochs=1))[0]
    assert not {"glorot", "he", "smaller_weights"} & set(the("saturated", sigmoid).remedies)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"learning_rate": 1e-4}, "rate_too_low"),
        ({"learning_rate": 2.0}, "rate_too_high"),
        ({"optimizer": "adam", "learning_rate": 0.3}, "rate_too_high"),
        (
            {"label_noise": 0.3, "optimizer": "adam", "learning_rate": 1e-3, "layers": (Layer(128), Layer(128))},
            "memorised",
        ),
        ({"dropout": 0.5, "epochs": 12}, "train_below_validation"),
        ({"examples": 300, "optimizer": "adam", "learning_rate": 3e-3}, "overfitting"),
        ({"learning_rate": 0.01, "epochs": 10}, "improving"),
    ],
)
def test_what_a_setting_does_is_said_by_the_end(changes, kind):
    told = said(SMALL.replace(**({"epochs": 40} | changes)), every=20)
    assert kind in {finding.kind for finding in told[max(told)]}
    assert kind in KINDS
