"""Keras's callbacks as a run asks for them; most are fed figures without any training."""

import keras
import numpy as np
import pytest

from models.engine.callbacks import Callbacks
from tests.unit.engine.engine_runs import POINTS, assert_same_weights, run

GOOD = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.9}


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.optimizer = keras.optimizers.SGD()
    return model


@pytest.fixture
def feed(model):
    """Feeds the figures of one monitored value, epoch after epoch; the weight is the epoch's number from 1."""

    def feed(experiment, values, monitor="val_loss"):
        callbacks = Callbacks(experiment, model, lambda epoch: 0.1)
        callbacks.train_begin()
        for epoch, value in enumerate(values):
            callbacks.epoch_begin(epoch)
            model.set_weights([np.array([[epoch + 1.0]])])
            callbacks.epoch_end(epoch, GOOD | {monitor: value})
            if callbacks.stop_reason:
                break
        return callbacks.stop_reason, callbacks.train_end(), epoch + 1, float(model.get_weights()[0][0, 0])

    return feed


STOPPING = POINTS.replace(early_stopping="val_loss", patience=2)


@pytest.mark.parametrize(
    ("experiment", "values", "expected"),
    [
        (STOPPING, [3, 1, 2, 2, 0], ("early_stopping", 2, 4, 2.0)),
        (STOPPING, [3, 2, 1], (None, 3, 3, 3.0)),
        (STOPPING, [1, 2], (None, 1, 2, 1.0)),  # Keras restores at the end as well
        (STOPPING.replace(patience=1), [1, 2, 0], ("early_stopping", 1, 2, 1.0)),
        (STOPPING.replace(restore_best=False), [3, 1, 2, 2, 0], ("early_stopping", 0, 4, 4.0)),
        (POINTS, [1, 2, 3, 4], (None, 0, 4, 4.0)),
    ],
)
def test_early_stopping(feed, experiment, values, expected):
    assert feed(experiment, values) == expected


def test_early_stopping_on_accuracy_waits_for_a_rise(feed):
    experiment = STOPPING.replace(early_stopping="val_accuracy")
    assert feed(experiment, [0.1, 0.5, 0.4, 0.5], "val_accuracy") == ("early_stopping", 2, 4, 2.0)


@pytest.mark.parametrize(
    ("monitor", "values", "best"),
    [
        ("val_loss", [3, 1, 2], 2),
        ("val_loss", [3, 1, 1], 2),
        ("val_accuracy", [0.3, 0.1, 0.4, 0.2], 3),
        ("val_loss", [float("nan"), 1, 2], 1),  # Keras takes the first figure whatever it is
    ],
)
def test_the_checkpoint_brings_back_the_best(feed, monitor, values, best):
    assert feed(POINTS.replace(checkpoint=monitor), values, monitor) == (None, best, len(values), float(best))


def test_the_checkpoint_wins_over_early_stopping(feed):
    experiment = STOPPING.replace(checkpoint="val_accuracy")
    assert feed(experiment, [3, 1, 2, 2]) == ("early_stopping", 1, 4, 1.0)


@pytest.mark.parametrize(("accuracies", "epochs"), [([0.95, 0.8, 0.9], 3), ([0.1, 0.91], 2), ([0.1, 0.2], None)])
def test_stop_when_training_meets_validation(feed, accuracies, epochs):
    reason, best, last, _ = feed(POINTS.replace(stop_when_met=True), accuracies, "accuracy")
    assert (reason, best, last) == (("stop_when_met", 0, epochs) if epochs else (None, 0, len(accuracies)))


# --- In real runs -------------------------------------------------------------------------------


def test_early_stopping_ends_a_run_and_restores_its_best_weights():
    wild = POINTS.replace(epochs=40, learning_rate=3.0, early_stopping="val_loss", patience=2)
    stopped = run(wild)
    losses = [epoch[2] for epoch in stopped.history]
    assert stopped.reason == "early_stopping"
    assert len(losses) < 40
    assert stopped.best_epoch == 1 + int(np.argmin(losses)) == len(losses) - 2
    again = run(wild.replace(early_stopping="off", epochs=stopped.best_epoch))
    assert again.history == stopped.history[: stopped.best_epoch]
    assert_same_weights(stopped.weights, again.weights)


def test_the_checkpoint_ends_a_run_with_its_best_weights():
    wild = POINTS.replace(epochs=8, learning_rate=3.0, checkpoint="val_loss", batch_norm="after", optimizer="adam")
    kept = run(wild)
    assert kept.best_epoch == 1 + int(np.argmin([epoch[2] for epoch in kept.history]))
    assert_same_weights(kept.weights, run(wild.replace(checkpoint="off", epochs=kept.best_epoch)).weights)


def test_stop_when_met_ends_a_run():
    met = run(POINTS.replace(epochs=100, label_noise=0.0, stop_when_met=True))
    accuracy, validation = np.array(met.history)[:, 1], np.array(met.history)[:, 3]
    assert met.reason == "stop_when_met"
    assert accuracy[-1] >= validation[-1]
    assert (accuracy[1:-1] < validation[1:-1]).all()


def test_the_schedule_sets_the_rate_of_every_epoch():
    rates = [epoch[4] for epoch in run(POINTS.replace(learning_rate=0.4, schedule="step", decay_epochs=2)).history]
    assert rates == [0.4, 0.4, 0.2]


def test_the_best_weights_need_no_disk(feed, model, monkeypatch):
    def refuse(*_arguments, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(model, "save_weights", refuse)
    assert feed(POINTS.replace(checkpoint="val_loss"), [3, 1, 2])[1:] == (2, 3, 2.0)
