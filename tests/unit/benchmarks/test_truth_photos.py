"""Each rule of /transfer's own can find a sentence right, and can find it wrong."""

from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.truth import rules_fit, rules_progress
from benchmarks.truth.rules_photos import RULES
from models.transfer.experiment import TransferExperiment
from tests.unit.benchmarks.truth_evidence import moment, run, said

LAB_RULES = rules_progress.RULES | rules_fit.RULES


def photo_run(confusion=((90, 10), (3, 97)), strategy="frozen", trainable=1000, **facts):
    result = SimpleNamespace(
        confusion=np.array(confusion), classes=("cat", "dog"), trainable=trainable, parameters=100_000
    )
    given = run(classes=2, **{"training": 80, **facts})
    given.extra = {"result": result, "settings": TransferExperiment(strategy=strategy)}
    return given


OVERFIT = {"accuracy": 1.0, "val_accuracy": 0.6, "moments": {20: moment(accuracy=1.0, clean=1.0)}}
FAIR = {"accuracy": 0.8, "val_accuracy": 0.78, "moments": {20: moment(accuracy=0.8)}}
CASES = {
    "coarse": (said("coarse", photos=200), photo_run(), photo_run(((900, 100), (30, 970)))),
    "confused": (
        said("confused", truth="cat", answer="dog", count=10, photos=100),
        photo_run(),
        photo_run(((90, 10), (30, 70))),
    ),
    "gap": (said("gap", training=1.0, validation=0.6), photo_run(**OVERFIT), photo_run(**FAIR)),
    "few": (said("few", trained=1000, parameters=100_000), photo_run(), photo_run(trainable=90_000)),
    "scratch": (said("scratch", photos=40), photo_run(strategy="small_cnn"), photo_run()),
    "noise": (said("noise", share=0.3), photo_run(wrong_labels=0.28), photo_run(wrong_labels=0.0)),
    "memorised": (
        said("memorised", honest=0.7),
        photo_run(wrong_labels=0.3, moments={20: moment(clean=1.0, repeated=0.9)}),
        photo_run(wrong_labels=0.3, moments={20: moment(clean=0.95, repeated=0.1)}),
    ),
}


def test_every_rule_of_the_page_is_tried():
    assert set(CASES) == {kind for kind, rule in RULES.items() if rule is not LAB_RULES.get(kind)}


@pytest.mark.parametrize("kind", CASES)
def test_a_right_sentence_passes_and_is_wrong_elsewhere(kind):
    sentence, right, wrong = CASES[kind]
    assert RULES[kind](right, sentence) == ""
    assert RULES[kind](wrong, sentence)


def test_a_gap_is_that_of_the_epoch_it_was_told_in():
    trained = {**OVERFIT, "moments": {20: moment(accuracy=0.62), 30: moment(accuracy=1.0)}, "end": 30}
    assert RULES["gap"](photo_run(**trained), said("gap", training=1.0, validation=0.6))
    assert RULES["gap"](photo_run(**OVERFIT), said("gap", training=0.93, validation=0.6))


def test_a_gap_that_closes_was_none():
    closing = np.where(np.arange(40) < 22, 0.6, 0.95)
    later = {20: moment(accuracy=1.0, clean=1.0), 30: moment(accuracy=1.0)}
    sentence = said("gap", training=1.0, validation=0.6)
    assert RULES["gap"](photo_run(accuracy=1.0, val_accuracy=0.6, moments=later), sentence) == ""
    assert RULES["gap"](photo_run(accuracy=1.0, val_accuracy=closing, moments=later), sentence)
