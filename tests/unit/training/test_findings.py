"""Each finding on a frame made to show it, and silence on healthy ones."""

import keras
import numpy as np
import pytest

from models.experiment import Experiment
from models.layers import Layer
from models.runs.frames import Curves, Frame
from models.runs.results import Result
from models.training.findings import MOST_SHOWN, findings
from models.training.findings.averages import MOMENTUM, starting_share
from tests.unit.training.findings_data import frame, histograms, result

GOOD_NEWS = {"improving", "balanced", "batch_norm", "state"}
LN10 = np.log(10)


def curves(loss=(), val_loss=None, accuracy=None, val_accuracy=None, rate=0.05) -> Curves:
    loss = np.asarray(loss, np.float32)
    accuracy = np.exp(-loss) if accuracy is None else np.broadcast_to(np.float32(accuracy), loss.shape)
    val_loss = loss if val_loss is None else np.asarray(val_loss, np.float32)
    val_accuracy = accuracy if val_accuracy is None else np.broadcast_to(np.float32(val_accuracy), loss.shape)
    return Curves(loss, accuracy, val_loss, val_accuracy, np.full(len(loss), rate, np.float32))


def kinds(shown: Frame, experiment: Experiment | None = None, ended: Result | None = None) -> list[str]:
    return [finding.kind for finding in findings(experiment or Experiment(), shown, ended)]


def named(kind: str, shown: Frame, experiment: Experiment | None = None, ended: Result | None = None):
    return {finding.kind: finding for finding in findings(experiment or Experiment(), shown, ended)}[kind].values


def falling(epochs: int, floor: float = 0.05, start: float = 2.3, rate: float = 0.15) -> np.ndarray:
    return floor + (start - floor) * np.exp(-rate * np.arange(epochs))


def noisy(curve: np.ndarray, share: float, seed: int = 0) -> np.ndarray:
    return curve * (1 + share * np.random.default_rng(seed).standard_normal(len(curve)))


def test_a_fresh_balanced_network_raises_no_alarm():
    assert kinds(frame()) == ["balanced"]


@pytest.mark.parametrize("epochs", [1, 3, 10, 40, 200])
@pytest.mark.parametrize("seed", range(5))
def test_a_healthy_run_raises_no_alarm(epochs, seed):
    loss = noisy(falling(epochs, floor=0.1), 0.02, seed)
    shown = frame(curves(loss, noisy(falling(epochs, floor=0.15), 0.05, seed + 50), 1 - loss / 5, 1 - loss / 5 - 0.02))
    assert set(kinds(shown)) <= GOOD_NEWS


@pytest.mark.parametrize("seed", range(20))
def test_overfitting_is_dated_at_the_minimum_of_a_noisy_validation_loss(seed):
    epochs = np.arange(1, 41)
    validation = noisy(0.3 + 0.002 * (epochs - 12.0) ** 2, 0.03, seed)
    values = named("overfitting", frame(curves(falling(40), validation)))
    assert values["epoch"] == pytest.approx(12, abs=4)
    assert values["now"] > values["best"]


def test_a_flat_noisy_validation_loss_is_not_overfitting():
    alarms = [
        "overfitting" in kinds(frame(curves(falling(100), noisy(np.full(100, 0.3), 0.08, seed)))) for seed in range(50)
    ]
    assert sum(alarms) == 0


def test_both_losses_rising_is_not_overfitting():
    rising = np.concatenate([falling(10), np.linspace(0.6, 2.0, 10)])
    assert "overfitting" not in kinds(frame(curves(rising)))


def test_underfitting_names_what_holds_the_network_back():
    flat = frame(curves(np.full(20, 1.2) + 0.2 * np.exp(-np.arange(20)), accuracy=0.6, val_accuracy=0.59))
    found = {
        name: next(f for f in findings(experiment, flat) if f.kind == "underfitting")
        for name, experiment in {
            "size": Experiment(),
            "dropout": Experiment(dropout=0.8),
            "penalty": Experiment(l2=0.1),
            "linear": Experiment(activation="linear"),
        }.items()
    }
    assert found["size"].values["cause"] is None
    assert "more_units" in found["size"].remedies
    assert found["dropout"].remedies == ("less_dropout",)
    assert found["penalty"].remedies == ("less_penalty",)
    assert found["linear"].remedies == ("relu",)


@pytest.mark.parametrize("slope", [0.01, 0.003])
def test_a_training_that_still_gets_better_is_not_underfitting(slope):
    loss = 2.0 - slope * 2.3 * np.arange(60)
    shown = frame(curves(noisy(loss, 0.003), accuracy=0.3 + slope * np.arange(60), val_accuracy=0.4))
    assert "underfitting" not in kinds(shown)


def test_flat_at_a_high_accuracy_is_not_underfitting():
    assert "underfitting" not in kinds(frame(curves(np.full(12, 0.1), accuracy=0.97, val_accuracy=0.96)))


def test_a_gap_between_the_accuracies():
    shown = frame(curves(falling(20), np.full(20, 0.9), accuracy=0.99, val_accuracy=0.8))
    assert named("gap", shown)["accuracy"] == pytest.approx(0.99)
    rising = np.linspace(0.3, 0.8, 20)
    followed = frame(curves(falling(20), falling(20, floor=0.4), accuracy=0.99, val_accuracy=rising))
    assert "gap" not in kinds(followed)


def test_a_gap_within_the_chance_of_few_validation_examples_is_not_told():
    shown = frame(curves(falling(20), np.full(20, 0.6), accuracy=0.95, val_accuracy=0.8))
    assert "gap" in kinds(shown)
    assert "gap" not in kinds(shown, Experiment(examples=100))


@pytest.mark.parametrize(
    ("changes", "steps", "rises", "kind"),
    [
        ({"batch_norm": "after"}, 200, True, "lag"),
        ({"input_batch_norm": True}, 200, True, "lag"),
        ({"batch_norm": "before"}, 400, False, "gap"),
        ({"batch_norm": "before"}, 200, False, "gap"),  # validation stands still: waiting does not help
        ({}, 200, False, "gap"),
    ],
)
def test_averages_that_lag_behind_are_not_called_a_gap_while_validation_follows(changes, steps, rises, kind):
    validation = np.linspace(0.2, 0.7, 10) if rises else 0.7
    shown = frame(
        curves(falling(10, rate=0.5), falling(10, 0.9), accuracy=0.99, val_accuracy=validation),
        step=steps,
        steps_per_epoch=20,
    )
    assert {"lag", "gap"} & set(kinds(shown, Experiment(**changes))) == {kind}


def test_the_averages_are_those_of_keras():
    layer = keras.layers.BatchNormalization()
    for _ in range(100):
        layer(np.full((4, 1), 3.0, np.float32), training=True)
    assert layer.momentum == MOMENTUM
    assert 1 - float(layer.moving_mean[0]) / 3 == pytest.approx(starting_share(100), rel=1e-4)


def test_still_improving_is_told_when_the_epochs_are_nearly_over():
    shown = frame(curves(falling(20)), epochs=20)
    assert "improving" in kinds(shown)
    assert "improving" not in kinds(frame(curves(falling(20)), epochs=100))
    assert "improving" not in kinds(frame(curves(np.full(20, 0.1), accuracy=0.97), epochs=20))
    assert "improving" not in kinds(frame(curves(falling(20), accuracy=1.0), epochs=20))


def test_vanishing_gradients_as_a_factor():
    shown = frame(gradients=histograms([2e-8, 1e-6, 1e-4, 2e-2]))
    assert named("vanishing", shown)["times"] == pytest.approx(1e6)
    assert "vanishing" not in kinds(frame(gradients=histograms([1e-3, 1e-3, 1e-3, 2e-2])))
    assert named("vanishing", frame(gradients=histograms([0, 0, 0, 0.1])))["times"] is None


def test_an_optimizer_that_scales_its_steps_makes_up_for_a_small_gradient():
    shown = frame(gradients=histograms([1e-5, 1e-4, 1e-3, 2e-2]))
    assert "vanishing" in kinds(shown)
    assert "vanishing" not in kinds(shown, Experiment(optimizer="adam"))


def test_a_gradient_that_fades_is_not_praised():
    assert "balanced" not in kinds(frame(gradients=histograms([4e-4, 1e-3, 1e-3, 2e-2])))


def test_exploding_gradients():
    assert named("exploding", frame(gradients=histograms([400, 90, 20, 5])))["layer"] == 1
    assert "exploding" not in kinds(frame())


def test_half_a_layer_dead():
    values = named("dead", frame(dead=np.array([0.1, 0.2, 0.55], np.float32)))
    assert values["layer"] == 3
    assert values["share"] == pytest.approx(0.55)
    assert "dead" not in kinds(frame(dead=np.full(3, 0.3, np.float32)))
    assert "dead" not in kinds(frame(dead=np.ones(3, np.float32)), Experiment(activation="sigmoid"))


def test_saturation_counts_for_two_sided_activations_only():
    shown = frame(saturated=np.array([0.2, 0.7, 0.6], np.float32))
    assert named("saturated", shown, Experiment(activation="sigmoid"))["layer"] == 2
    assert "saturated" not in kinds(shown)
    assert "saturated" not in kinds(frame(saturated=np.full(3, np.nan, np.float32)), Experiment(activation="tanh"))


def test_zeros_make_all_units_alike_and_explain_the_rest():
    shown = frame(
        weights=histograms([0, 0, 0, 0.17]),
        gradients=histograms([0, 0, 0, 0.1]),
        activations=histograms([0, 0, 0, 0.0], [0, 0, 0, 0.1]),
        dead=np.ones(3, np.float32),
        alike=np.ones(3, bool),
    )
    assert kinds(shown, Experiment(initializer="zeros")) == ["alike"]
    values = named("alike", shown, Experiment(initializer="zeros"))
    assert (values["first"], values["last"], values["nothing"]) == (1, 3, True)


def test_the_random_output_layer_tells_the_last_units_apart():
    shown = frame(alike=np.ones(3, bool))
    values = named("alike", shown, Experiment(initializer="zeros", activation="sigmoid"))
    assert (values["first"], values["last"], values["nothing"]) == (1, 2, False)
    one = frame(alike=np.ones(1, bool), gradients=histograms([0.01, 0.1]))
    assert "alike" not in kinds(one, Experiment(initializer="zeros", activation="sigmoid", layers=(Layer(8),)))
    assert "alike" not in kinds(shown, Experiment(initializer="zeros", activation="sigmoid", dropout=0.2))


def test_a_kernel_of_one_weight_is_not_alike():
    shown = frame(alike=np.ones(1, bool), gradients=histograms([0, 0.1]))
    assert "alike" not in kinds(shown, Experiment(dataset="moons", layers=(Layer(1),)))


def test_indistinct_activations():
    flat = frame(activations=histograms([0.015, 0.014, 0.013, 0.01], [0.5, 0.5, 0.5, 0.1]))
    assert kinds(flat) == ["indistinct"]
    shrinking = frame(activations=histograms([3.0, 1.0, 0.25, 0.01], [0, 0, 0, 0.1]))
    assert "indistinct" not in kinds(shrinking)


def test_a_penalty_that_has_pulled_the_weights_together_comes_first():
    collapsed = frame(
        curves([2.31]),
        weights=histograms([1e-6, 1e-6, 1e-6, 0.1]),
        dead=np.ones(3, np.float32),
        activations=histograms([0, 0, 0, 0.01], [0, 0, 0, 0.1]),
        gradients=histograms([0, 0, 0, 0.1]),
    )
    first = findings(Experiment(l2=1.0), collapsed)[0]
    assert (first.kind, first.remedies, first.values["collapsed"]) == ("dead", ("less_penalty",), 1)
    assert findings(Experiment(), collapsed)[0].values["collapsed"] is None


def test_growing_activations_explain_exploding_gradients():
    shown = frame(activations=histograms([3, 60, 1500, 0.3], [0, 0, 0, 0.1]), gradients=histograms([5, 20, 90, 1600]))
    assert kinds(shown) == ["growing"]


def test_a_network_without_anything_to_say_gives_its_figures():
    shrinking = histograms([0.25, 0.1, 0.05, 0.05], [0, 0, 0, 0.1])
    assert named("state", frame(activations=shrinking))["spreads"] == pytest.approx([0.25, 0.1, 0.05])
    lone = frame(activations=histograms([0.04], [0.1]), weights=histograms([0.1]), gradients=histograms([0.1]))
    assert not named("state", lone, Experiment(layers=()))["hidden"]
    assert named("state", frame(curves([1.0])))["epoch"] == 1


@pytest.mark.parametrize("loss", [[2.3, np.nan], [2.3, np.inf]])
def test_a_diverged_run_is_all_that_is_said(loss):
    assert kinds(frame(curves(loss))) == ["diverged"]
    assert named("diverged", frame(curves(loss)))["epoch"] == 2


def test_divergence_within_an_epoch():
    assert kinds(frame(batch_loss=np.inf)) == ["diverged"]
    assert kinds(frame(batch_loss=np.nan, step=50)) == ["diverged"]
    assert "diverged" not in kinds(frame(batch_loss=np.nan, step=100))
    assert kinds(frame(), ended=result("diverged")) == ["diverged"]


@pytest.mark.parametrize(
    ("loss", "manner"),
    [
        ([1.0, 0.9, 1.2, 1.6, 2.0, 2.4], "grows"),
        ([1.0, 0.6, 0.9, 0.6, 0.9, 0.6, 0.9, 0.6], "jumps"),
        ([2.31, 2.31, 2.31, 2.31], "guesses"),
    ],
)
def test_the_rate_is_too_high(loss, manner):
    shown = frame(curves(loss, rate=2.0, accuracy=0.1 if manner == "guesses" else None))
    assert named("rate_too_high", shown, Experiment(learning_rate=2.0))["manner"] == manner


def test_the_rate_is_too_low():
    shown = frame(curves(np.linspace(2.32, 2.28, 10), accuracy=0.14, rate=1e-5))
    assert "rate_too_low" in kinds(shown, Experiment(learning_rate=1e-5))
    assert "rate_too_low" not in kinds(frame(curves(falling(10), rate=1e-5)), Experiment(learning_rate=1e-5))


def test_guessing_at_a_usual_rate():
    guessing = frame(curves(np.full(10, LN10), accuracy=0.1))
    assert named("stuck", guessing)["classes"] == 10
    assert named("stuck", guessing, Experiment(dropout=0.8))["cause"] == "less_dropout"


def test_right_more_often_than_by_chance_is_not_guessing():
    shown = frame(curves(np.full(12, 0.69), accuracy=0.588, val_accuracy=0.65))
    assert "stuck" not in kinds(shown, Experiment(dataset="spiral", examples=500))
    assert "stuck" in kinds(frame(curves(np.full(12, 0.69), accuracy=0.51)), Experiment(dataset="spiral", examples=500))


def test_a_loss_that_begins_to_fall_is_no_standstill():
    shown = frame(curves(LN10 - 0.001 * np.arange(12) ** 1.5, accuracy=0.1))
    assert "stuck" not in kinds(shown)


def test_training_below_validation_accuracy_has_a_reason():
    shown = frame(curves(falling(10), accuracy=0.87, val_accuracy=0.95))
    assert named("train_below_validation", shown, Experiment(dropout=0.5))["causes"] == ("dropout",)
    assert named("train_below_validation", shown, Experiment(input_dropout=0.5))["causes"] == ("input_dropout",)
    assert named("train_below_validation", shown, Experiment(label_noise=0.1))["causes"] == ("noise",)
    both = Experiment(dropout=0.1, label_noise=0.1)
    assert named("train_below_validation", shown, both)["causes"] == ("dropout", "noise")
    assert "train_below_validation" not in kinds(shown)  # it stands still: nothing in the settings explains it
    rising = frame(curves(falling(4), accuracy=np.array([0.2, 0.4, 0.6, 0.8]), val_accuracy=[0.35, 0.55, 0.75, 0.95]))
    assert named("train_below_validation", rising)["causes"] == ("average",)


def test_a_difference_within_chance_is_not_told():
    shown = frame(curves(np.full(10, 2.3), accuracy=0.107, val_accuracy=0.12))
    assert "train_below_validation" not in kinds(shown, Experiment(dropout=0.5))


def test_wrong_labels_learnt_by_heart():
    noise = Experiment(label_noise=0.2)
    assert "memorised" in kinds(frame(curves(falling(20), accuracy=0.98, val_accuracy=0.8)), noise)
    assert "memorised" not in kinds(frame(curves(falling(20), accuracy=0.79, val_accuracy=0.93)), noise)
    assert "memorised" not in kinds(frame(curves(falling(20), accuracy=0.86, val_accuracy=0.9)), noise)


def test_batch_norm_keeps_the_spread():
    assert kinds(frame(), Experiment(batch_norm="before")) == ["batch_norm"]


def test_early_stopping_and_the_accuracies_met():
    shown = frame(curves(falling(20)))
    stopping = Experiment(early_stopping="val_loss")
    assert named("early_stopped", shown, stopping, result("early_stopping", 10)) == {
        "epoch": 20,
        "best_epoch": 10,
        "monitor": "val_loss",
    }
    crossed = frame(curves(falling(20), accuracy=0.8, val_accuracy=0.79), epochs=20)
    assert kinds(crossed, ended=result("stop_when_met"))[0] == "met"
    below = frame(curves(falling(20), accuracy=0.73, val_accuracy=0.81))
    assert "train_below_validation" not in kinds(below, Experiment(dropout=0.5), result("stop_when_met"))
    assert "early_stopped" not in kinds(shown, ended=result("epochs"))


def test_most_important_first_and_few():
    shown = frame(
        curves(falling(40), np.concatenate([falling(10), np.linspace(0.7, 3, 30)]), accuracy=0.2),
        gradients=histograms([1e3, 50, 50, 0.1]),
        activations=histograms([0.5, 0.1, 0.01, 0.01], [0, 0, 0, 0.1]),
    )
    found = findings(Experiment(), shown)
    assert [finding.kind for finding in found] == ["exploding", "overfitting", "indistinct"]
    assert len(found) == MOST_SHOWN
