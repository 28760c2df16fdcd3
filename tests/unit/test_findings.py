"""Each finding on a frame made to show it, and silence on healthy ones."""

import keras
import numpy as np
import pytest

from models.experiment import Experiment
from models.findings import MOST_SHOWN, findings
from models.findings.averages import MOMENTUM, starting_share
from models.frames import BINS, Curves, Frame, Histograms, Result
from models.layers import Layer

GOOD_NEWS = {"improving", "balanced", "batch_norm", "state"}
LN10 = np.log(10)


def histograms(spread, mean=None) -> Histograms:
    spread = np.asarray(spread, np.float32)
    mean = np.zeros_like(spread) if mean is None else np.asarray(mean, np.float32)
    layers = len(spread)
    return Histograms(np.full((layers, BINS), 1 / BINS, np.float32), -np.ones(layers), np.ones(layers), mean, spread)


def curves(loss=(), val_loss=None, accuracy=None, val_accuracy=None, rate=0.05) -> Curves:
    loss = np.asarray(loss, np.float32)
    accuracy = np.exp(-loss) if accuracy is None else np.broadcast_to(np.float32(accuracy), loss.shape)
    val_loss = loss if val_loss is None else np.asarray(val_loss, np.float32)
    val_accuracy = accuracy if val_accuracy is None else np.broadcast_to(np.float32(val_accuracy), loss.shape)
    return Curves(loss, accuracy, val_loss, val_accuracy, np.full(len(loss), rate, np.float32))


def frame(shown: Curves | None = None, **changes) -> Frame:
    """A healthy frame of the default network: three hidden layers and ten classes."""
    shown = Curves.empty() if shown is None else shown
    values = {
        "step": 100 * len(shown.loss),
        "steps_per_epoch": 100,
        "epochs": 100,
        "seconds": 1.0,
        "curves": shown,
        "batch_loss": np.nan,
        "activations": histograms([0.5, 0.6, 0.5, 0.2], [0.4, 0.4, 0.4, 0.1]),
        "gradients": histograms([0.01, 0.02, 0.02, 0.03]),
        "weights": histograms([0.05, 0.17, 0.25, 0.17]),
        "dead": np.array([0.02, 0.05, 0.0], np.float32),
        "saturated": np.full(3, 0.1, np.float32),
    }
    return Frame(**(values | changes))


def result(reason: str, best_epoch: int = 0) -> Result:
    return Result(0.1, 0.97, np.eye(10, dtype=np.int32), (), best_epoch, reason, b"")


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
    flat = frame(curves(np.full(12, 1.2) + 0.2 * np.exp(-np.arange(12)), accuracy=0.6, val_accuracy=0.59))
    assert named("underfitting", flat)["cause"] == "size"
    assert named("underfitting", flat, Experiment(dropout=0.8))["cause"] == "dropout"
    assert named("underfitting", flat, Experiment(l2=0.1))["cause"] == "penalty"
    assert named("underfitting", flat, Experiment(activation="linear"))["cause"] == "linear"


def test_flat_at_a_high_accuracy_is_not_underfitting():
    assert "underfitting" not in kinds(frame(curves(np.full(12, 0.1), accuracy=0.97, val_accuracy=0.96)))


def test_a_gap_between_the_accuracies():
    shown = frame(curves(falling(20), accuracy=0.99, val_accuracy=0.8))
    assert named("gap", shown)["accuracy"] == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("changes", "steps", "kind"),
    [
        ({"batch_norm": "after"}, 200, "lag"),
        ({"input_batch_norm": True}, 200, "lag"),
        ({"batch_norm": "before"}, 400, "gap"),
        ({}, 200, "gap"),
    ],
)
def test_averages_that_lag_behind_are_not_called_a_gap(changes, steps, kind):
    shown = frame(curves(falling(20), accuracy=0.99, val_accuracy=0.8), step=steps)
    assert {"lag", "gap"} & set(kinds(shown, Experiment(**changes))) == {kind}


def test_the_averages_are_those_of_keras():
    layer = keras.layers.BatchNormalization()
    for _ in range(100):
        layer(np.full((4, 1), 3.0, np.float32), training=True)
    assert layer.momentum == MOMENTUM
    assert 1 - float(layer.moving_mean[0]) / 3 == pytest.approx(starting_share(100), rel=1e-4)


def test_still_improving():
    assert "improving" in kinds(frame(curves(falling(10))))
    assert "improving" not in kinds(frame(curves(np.full(10, 0.1), accuracy=0.97)))


def test_vanishing_gradients_as_a_power_of_ten():
    shown = frame(gradients=histograms([2e-8, 1e-6, 1e-4, 2e-2]))
    assert named("vanishing", shown) == {"exponent": -6, "layer": 4, "scaled": True}
    assert "vanishing" not in kinds(frame(gradients=histograms([2e-4, 1e-3, 1e-3, 2e-2])))


def test_a_gradient_that_fades_is_not_praised_and_what_is_there_is_not_advised():
    faded = frame(gradients=histograms([2e-4, 1e-3, 1e-3, 2e-2]))
    assert "balanced" not in kinds(faded)
    gone = frame(gradients=histograms([1e-8, 1e-6, 1e-4, 1e-2]))
    assert named("vanishing", gone, Experiment(initializer="glorot_uniform"))["scaled"]
    assert not named("vanishing", gone, Experiment(initializer="normal"))["scaled"]


def test_no_gradient_at_all_reaches_the_first_layer():
    assert named("vanishing", frame(gradients=histograms([0, 0, 0, 0.1])))["exponent"] is None


def test_exploding_gradients_and_overflow():
    assert named("exploding", frame(gradients=histograms([400, 90, 20, 5])))["layer"] == 1
    assert named("overflow", frame(activations=histograms([1, 1e30, np.inf, np.nan])))["layer"] == 3
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
    )
    assert kinds(shown, Experiment(initializer="zeros")) == ["alike"]


def test_zeros_keep_sigmoid_units_alike_after_training_but_not_under_dropout():
    shown = frame(curves(np.full(5, LN10)), weights=histograms([0.1, 0.1, 0.1, 0.1]))
    assert "alike" in kinds(shown, Experiment(initializer="zeros", activation="sigmoid"))
    assert "alike" not in kinds(shown, Experiment(initializer="zeros", activation="sigmoid", dropout=0.2))


def test_a_kernel_of_one_weight_is_not_alike():
    assert "alike" not in kinds(frame(weights=histograms([0, 0.1])), Experiment(dataset="moons", layers=(Layer(1),)))


def test_indistinct_activations():
    shrinking = frame(activations=histograms([0.5, 0.1, 0.01, 0.01], [0, 0, 0, 0.1]))
    assert named("indistinct", shrinking)["shrinks"]
    flat = frame(activations=histograms([0.015, 0.014, 0.013, 0.01], [0.5, 0.5, 0.5, 0.1]))
    assert kinds(flat) == ["indistinct"]


def test_growing_activations_explain_exploding_gradients():
    shown = frame(activations=histograms([3, 60, 1500, 0.3], [0, 0, 0, 0.1]), gradients=histograms([5, 20, 90, 1600]))
    assert kinds(shown) == ["growing"]


def test_a_network_without_anything_to_say_gives_its_figures():
    shrinking = histograms([0.25, 0.1, 0.05, 0.05], [0, 0, 0, 0.1])
    assert named("state", frame(activations=shrinking))["spreads"] == pytest.approx([0.25, 0.1, 0.05])
    assert not named("state", frame(activations=histograms([0.04], [0.1])), Experiment(layers=()))["hidden"]
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
    guessing = frame(curves(np.full(6, LN10), accuracy=0.1))
    assert named("stuck", guessing)["classes"] == 10
    assert named("stuck", guessing, Experiment(dropout=0.8))["cause"] == "dropout"


def test_training_below_validation_accuracy_has_a_reason():
    shown = frame(curves(falling(10), accuracy=0.9, val_accuracy=0.95))
    assert named("train_below_validation", shown, Experiment(dropout=0.5))["cause"] == "dropout"
    assert named("train_below_validation", shown, Experiment(label_noise=0.1))["cause"] == "noise"
    assert named("train_below_validation", shown)["cause"] == "average"


def test_wrong_labels_learnt_by_heart():
    noise = Experiment(label_noise=0.2)
    assert "memorised" in kinds(frame(curves(falling(20), accuracy=0.98, val_accuracy=0.8)), noise)
    assert "memorised" not in kinds(frame(curves(falling(20), accuracy=0.79, val_accuracy=0.93)), noise)


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
    assert "met" in kinds(shown, ended=result("stop_when_met"))
    assert "early_stopped" not in kinds(shown, ended=result("epochs"))


def test_most_important_first_and_few():
    shown = frame(
        curves(falling(40), np.concatenate([falling(10), np.linspace(0.7, 3, 30)])),
        dead=np.full(3, 0.9, np.float32),
        gradients=histograms([1e-9, 1e-5, 1e-3, 0.1]),
        activations=histograms([0.5, 0.1, 0.01, 0.01], [0, 0, 0, 0.1]),
    )
    found = findings(Experiment(), shown)
    assert [finding.kind for finding in found] == ["dead", "vanishing", "overfitting"]
    assert len(found) == MOST_SHOWN
