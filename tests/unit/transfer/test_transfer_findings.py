"""What is said of a run on the transfer page, from figures made for it."""

from __future__ import annotations

import numpy as np
import pytest

from models.frames import Curves, Frame, Histograms, TransferResult
from models.transfer.experiment import TransferExperiment
from models.transfer.findings import GAP, transfer_findings

FROZEN = TransferExperiment()
CLASSES = ("cat", "dog", "fox")


def result(confusion: list[list[int]], **changes: object) -> TransferResult:
    counts = np.array(confusion, np.int32)
    values = {
        "test_loss": 0.3,
        "test_accuracy": float(np.trace(counts) / counts.sum()),
        "confusion": counts,
        "mistakes": (),
        "best_epoch": 0,
        "reason": "epochs",
        "model": b"",
        "classes": CLASSES[: len(counts)],
        "parameters": 1000,
        "trainable": 10,
        "seconds": (2.0, 8.0),
    }
    return TransferResult(**values | changes)


def frame(accuracy: list[float], val_accuracy: list[float]) -> Frame:
    empty = Histograms(np.zeros((1, 40)), *(np.zeros(1) for _ in range(4)))
    curve = np.array(accuracy, np.float32)
    curves = Curves(1 - curve, curve, 1 - curve, np.array(val_accuracy, np.float32), np.ones_like(curve))
    return Frame(len(curve) * 5, 5, 20, 1.0, curves, 0.5, empty, empty, empty, np.zeros(0), np.zeros(0))


def found(*arguments: object) -> dict[str, dict]:
    return {one.kind: one.values for one in transfer_findings(*arguments)}


def test_before_a_run_it_is_told_what_would_be_trained():
    assert found(FROZEN) == {"ahead": {"base": 3_413_024, "trained": 0, "strategy": "frozen"}}
    tuned = found(FROZEN.replace(strategy="fine_tune", block=18))["ahead"]
    assert tuned["trained"] == 409_600
    assert found(FROZEN.replace(strategy="small_cnn", label_noise=0.2)) == {
        "scratch": {"photos": 50},
        "noise": {"share": 0.2},
    }


def test_while_it_goes_on_the_validation_photos_count():
    told = found(FROZEN, frame([0.6, 0.8], [0.5, 0.75]))
    assert told == {"learning": {"validation": 0.75, "epoch": 2}}


def test_a_result_tells_its_score_time_and_how_little_was_trained():
    told = found(FROZEN, frame([0.9], [0.9]), result([[9, 1], [0, 10]]))
    assert told == {
        "score": {"accuracy": 0.95, "classes": 2, "photos": 20},
        "time": {"features": 8.0, "training": 2.0, "epochs": 1},
        "few": {"trained": 10, "parameters": 1000},
    }


def test_the_most_frequent_mistake_is_named():
    told = found(FROZEN, None, result([[8, 1, 1], [0, 6, 4], [2, 0, 8]]))
    assert told["confused"] == {"truth": "dog", "answer": "fox", "count": 4, "photos": 10}


@pytest.mark.parametrize(("training", "is_told"), [(0.8 + GAP + 0.01, True), (0.8 + GAP - 0.01, False)])
def test_a_gap_between_training_and_validation_is_overfitting(training, is_told):
    assert ("gap" in found(FROZEN, frame([training], [0.8]), result([[5, 5], [5, 5]]))) == is_told


def test_most_of_a_network_is_not_called_little():
    assert "few" not in found(FROZEN, None, result([[1, 0], [0, 1]], trainable=900))


def test_a_run_that_ended_before_its_first_epoch_tells_no_times():
    assert "time" not in found(FROZEN, frame([], []), result([[1, 0], [0, 1]]))


@pytest.mark.parametrize("strategy", ["small_cnn", "from_scratch", "everything"])
def test_where_nothing_is_frozen_no_time_for_features_is_told(strategy):
    experiment = FROZEN.replace(strategy=strategy)
    assert "time" not in found(experiment, frame([0.9], [0.9]), result([[9, 1], [0, 10]]))
