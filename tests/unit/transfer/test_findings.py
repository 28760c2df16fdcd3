"""What is said of a run on the transfer page, from figures made for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models.runs.frames import Curves, Frame, Histograms
from models.runs.results import TransferResult, kept_epoch
from models.training.findings.chance import standard_error
from models.transfer.experiment import TransferExperiment
from models.transfer.findings import COARSE_PHOTOS, GAP, transfer_findings

FROZEN = TransferExperiment()
SOFTMAX = FROZEN.replace(head="softmax")
CLASSES = ("cat", "dog", "fox")


def result(confusion: list[list[int]], **changes: object) -> TransferResult:
    counts = np.array(confusion, np.int32)
    values: dict[str, Any] = {
        "test_loss": 0.3,
        "test_accuracy": float(np.trace(counts) / counts.sum()),
        "confusion": counts,
        "mistakes": (),
        "best_epoch": 0,
        "reason": "epochs",
        "classes": CLASSES[: len(counts)],
        "parameters": 1000,
        "trainable": 10,
        "seconds": (2.0, 8.0),
        "photos": (100, 1000, int(counts.sum())),
    }
    return TransferResult(**values | changes)


def frame(accuracy: list[float], val_accuracy: list[float]) -> Frame:
    empty = Histograms(np.zeros((1, 40)), *(np.zeros(1) for _ in range(4)))
    curve = np.array(accuracy, np.float32)
    curves = Curves(1 - curve, curve, 1 - curve, np.array(val_accuracy, np.float32), np.ones_like(curve))
    none = np.zeros(0)
    return Frame(len(curve) * 5, 5, 20, 1.0, curves, 0.5, empty, empty, empty, none, none, none)


def found(*arguments: Any) -> dict[str, dict]:
    return {one.kind: one.values for one in transfer_findings(*arguments)}


def test_before_a_run_it_is_told_what_would_be_trained():
    ahead = {"base": 3_413_024, "trained": 0, "share": 0, "strategy": "frozen", "whole": False}
    assert found(FROZEN) == {"ahead": ahead}
    tuned = found(FROZEN.replace(strategy="fine_tune", block=18))["ahead"]
    assert (tuned["trained"], tuned["whole"]) == (409_600, False)
    assert found(FROZEN.replace(strategy="small_cnn", label_noise=0.2)) == {
        "scratch": {"photos": 50},
        "noise": {"share": 0.2},
    }


@pytest.mark.parametrize("changes", [{"strategy": "everything"}, {"strategy": "fine_tune", "block": 1}])
def test_from_the_first_block_on_the_whole_network_is_trained(changes):
    assert found(FROZEN.replace(**changes))["ahead"]["whole"]


def test_while_it_goes_on_the_validation_photos_count_and_nobody_knows_how_many():
    told = found(FROZEN, frame([0.6, 1.0], [0.5, 0.75]))
    assert told == {"learning": {"validation": 0.75, "epoch": 2}}


def test_label_noise_is_told_of_while_it_goes_on():
    told = found(FROZEN.replace(label_noise=0.3), frame([0.6], [0.75]))
    assert told["noise"] == {"share": 0.3}


def test_a_result_tells_its_score_time_and_how_little_was_trained():
    told = found(FROZEN, frame([0.9], [0.9]), result([[29, 1], [0, 30]]))
    assert told == {
        "score": {"right": 59, "classes": 2, "photos": 60},
        "coarse": {"photos": 60, "error": standard_error(59 / 60, 60)},
        "time": {"features": 8.0, "training": 2.0, "epochs": 1, "kept": False},
        "few": {"trained": 10, "parameters": 1000},
    }


def test_the_most_frequent_mistake_is_named():
    told = found(FROZEN, None, result([[8, 1, 1], [0, 6, 4], [2, 0, 8]]))
    assert told["confused"] == {"truth": "dog", "answer": "fox", "count": 4, "photos": 10}


def test_of_mistakes_that_are_equally_frequent_none_is_named():
    assert "confused" not in found(FROZEN, None, result([[8, 2, 0], [0, 10, 0], [2, 0, 8]]))


@pytest.mark.parametrize(("training", "is_told"), [(0.8 + GAP + 0.01, True), (0.8 + GAP - 0.01, False)])
def test_a_gap_between_training_and_validation_is_overfitting(training, is_told):
    curves = frame([0.5, training], [0.5, 0.8])
    assert ("gap" in found(SOFTMAX, curves, result([[5, 5], [5, 5]]))) == is_told


@pytest.mark.parametrize(("photos", "is_told"), [(2, False), (3, False), (20, True), (0, False)])
def test_a_gap_that_may_be_chance_is_not_called_overfitting(photos, is_told):
    curves = frame([0.5, 1.0], [0.5, 0.5])
    told = found(SOFTMAX, curves, result([[5, 5], [5, 5]], photos=(16, photos, 20)))
    assert ("gap" in told) == is_told


def test_one_epoch_is_too_short_for_overfitting():
    assert "gap" not in found(SOFTMAX, frame([1.0], [0.5]), result([[5, 5], [5, 5]]))


def test_the_epoch_whose_weights_were_kept_counts():
    curves = frame([0.6, 0.9, 1.0], [0.6, 0.7, 0.5])
    told = found(SOFTMAX, curves, result([[5, 5], [5, 5]], best_epoch=2))["gap"]
    assert (round(told["training"], 3), round(told["validation"], 3)) == (0.9, 0.7)
    assert [kept_epoch(curves.curves, best) for best in (0, 1, 3, 9)] == [2, 0, 2, 2]


def test_of_a_set_with_fewer_photos_than_asked_for_the_real_number_is_told():
    told = found(FROZEN.replace(strategy="small_cnn"), None, result([[5, 0], [0, 5]], photos=(24, 4, 10)))
    assert told["scratch"] == {"photos": 12}


@pytest.mark.parametrize(("fresh", "kind"), [(None, "gap"), (0.5, "gap"), (0.54, "gap"), (0.95, "lag"), (0.92, "lag")])
def test_averages_that_lag_behind_come_before_overfitting_if_they_are_to_blame(fresh, kind):
    told = found(FROZEN, frame([0.5, 1.0], [0.5, 0.5]), result([[5, 5], [5, 5]], fresh_averages=fresh))
    assert {"lag", "gap"} & set(told) == {kind}
    if kind == "lag":
        assert told["lag"] == {"steps": 10, "share": pytest.approx(0.99**10), "validation": 0.5, "fresh": fresh}


def test_wrong_labels_that_are_learnt_by_heart_come_before_overfitting():
    noisy, curves = FROZEN.replace(label_noise=0.33), frame([0.5, 1.0], [0.9, 0.5])
    told = found(noisy, curves, result([[5, 5], [5, 5]], wrong_labels=30))
    assert told["memorised"] == {"share": 0.3, "training": 1.0, "validation": 0.5}
    assert not {"gap", "lag"} & set(told)


@pytest.mark.parametrize(("training", "is_told"), [(0.70, False), (0.84, False), (0.86, True)])
def test_who_agrees_with_more_labels_than_are_right_has_learnt_wrong_ones(training, is_told):
    noisy = FROZEN.replace(label_noise=0.33)
    told = found(noisy, frame([0.5, training], [0.9, 0.9]), result([[5, 5], [5, 5]], wrong_labels=30))
    assert ("memorised" in told) == is_told
    assert told["noise"] == {"share": 0.3}


def advice(experiment: TransferExperiment, kind: str, **changes: object) -> tuple[str, ...]:
    told = transfer_findings(experiment, frame([0.5, 1.0], [0.5, 0.5]), result([[5, 5], [5, 5]], **changes))
    return next(one.remedies for one in told if one.kind == kind)


def test_what_is_set_already_is_not_advised():
    every = FROZEN.replace(strategy="fine_tune")
    assert advice(every, "gap") == ("more_examples", "augmentation", "freeze")
    done = FROZEN.replace(dataset="digits", augmentation=("noise",), per_class=200)
    assert advice(done, "gap", photos=(400, 1000, 20)) == ()
    assert advice(FROZEN.replace(strategy="small_cnn"), "gap")[0] == "pretrained"
    assert "fewer_epochs" in advice(FROZEN, "memorised", wrong_labels=30)
    stopped = FROZEN.replace(early_stopping="val_accuracy")
    assert "fewer_epochs" not in advice(stopped, "memorised", wrong_labels=30)


def test_a_set_that_has_no_more_photos_is_not_asked_for_more():
    few = FROZEN.replace(dataset="cats_and_dogs", per_class=60)
    assert "more_examples" in advice(few, "gap", photos=(120, 1000, 20))
    assert "more_examples" not in advice(few, "gap", photos=(100, 1000, 20))


def test_the_standard_error_of_few_photos_is_never_zero():
    assert standard_error(0.9, 10_000) == pytest.approx(math.sqrt(0.9 * 0.1 / 10_000), rel=1e-3)
    # (2 + 1) / (2 + 2) = 3/4 of 2 photos.
    assert standard_error(1.0, 2) == pytest.approx(math.sqrt(0.75 * 0.25 / 2))
    assert standard_error(0.0, 2) == standard_error(1.0, 2)


def test_few_test_photos_are_told_of():
    told = found(FROZEN, None, result([[2, 0], [1, 1]]))["coarse"]
    assert told == {"photos": 4, "error": standard_error(0.75, 4)}
    assert "coarse" not in found(FROZEN, None, result([[COARSE_PHOTOS, 1], [0, 0]]))


def test_a_network_as_it_is_has_trained_nothing():
    experiment = FROZEN.replace(strategy="as_is")
    assert found(experiment)["ahead"]["strategy"] == "as_is"
    assert set(found(experiment, None, result([[40, 1], [0, 40]], trainable=0, seconds=(0.0, 4.0)))) == {
        "score",
        "coarse",
    }


@pytest.mark.parametrize(("kept", "is_told"), [((0, 0), False), ((0, 40), False), ((30, 40), False), ((39, 40), True)])
def test_features_are_called_kept_only_if_nearly_all_were(kept, is_told):
    told = found(FROZEN, frame([0.9], [0.9]), result([[9, 1], [0, 10]], seconds=(2.0, 0.1), kept=kept))
    assert told["time"]["kept"] == is_told


def test_most_of_a_network_is_not_called_little():
    assert "few" not in found(FROZEN, None, result([[1, 0], [0, 1]], trainable=900))


def test_a_run_that_ended_before_its_first_epoch_tells_no_times():
    assert "time" not in found(FROZEN, frame([], []), result([[1, 0], [0, 1]]))


@pytest.mark.parametrize("strategy", ["small_cnn", "from_scratch", "everything", "fine_tune"])
def test_where_nothing_is_frozen_no_time_for_features_is_told(strategy):
    experiment = FROZEN.replace(strategy=strategy, block=1)
    assert "time" not in found(experiment, frame([0.9], [0.9]), result([[9, 1], [0, 10]]))
