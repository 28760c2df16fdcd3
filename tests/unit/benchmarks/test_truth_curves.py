"""Each rule on the curves can find a sentence right, and can find it wrong."""

import numpy as np
import pytest

from benchmarks.truth import rules_fit, rules_progress
from benchmarks.truth.evidence import fits
from tests.unit.benchmarks.truth_evidence import moment, run, said, slope

RULES = rules_progress.RULES | rules_fit.RULES
TURNING = np.concatenate([np.linspace(1, 0.2, 20), np.linspace(0.2, 1, 20)])


def valley(epoch):
    return 1 + 0.1 * np.abs(np.arange(1, 41) - epoch)


EARLIER = {"val_loss": valley(5), "val_accuracy": 1 - valley(5) / 10}
CASES = {
    "rate_too_high": (
        (run(loss=slope(1, 3)), said("rate_too_high", manner="grows", loss=2.0)),
        (run(loss=slope(3, 1)), said("rate_too_high", manner="grows", loss=2.0)),
    ),
    "rate_too_low": (
        (run(loss=slope(2.3, 2.2), accuracy=0.2), said("rate_too_low", first=2.3, last=2.25)),
        (run(loss=slope(2.3, 0.1), accuracy=0.95), said("rate_too_low", first=2.3, last=1.2)),
    ),
    "stuck": (
        (run(val_accuracy=0.1, moments={20: moment(accuracy=0.1)}), said("stuck")),
        (run(val_accuracy=0.65, classes=2), said("stuck")),
    ),
    "memorised": (
        (
            run(accuracy=0.97, wrong_labels=0.3, moments={20: moment(clean=0.99, repeated=0.9)}),
            said("memorised", honest=0.7, accuracy=0.97),
        ),
        (
            run(wrong_labels=0.3, moments={20: moment(clean=0.9, repeated=0.05)}),
            said("memorised", honest=0.7, accuracy=0.6),
        ),
    ),
    "overfitting": (
        (
            run(loss=slope(1, 0.1), val_loss=np.concatenate([slope(1, 0.5)[:10], slope(0.9, 2)[:30]])),
            said("overfitting", epoch=10, best=0.88, now=1.1),
        ),
        (run(loss=slope(1, 0.1), val_loss=slope(1, 0.2)), said("overfitting", epoch=10, best=0.88, now=0.63)),
    ),
    "underfitting": (
        (run(accuracy=0.4, val_accuracy=0.4), said("underfitting", accuracy=0.4, validation=0.4)),
        (run(accuracy=slope(0.2, 0.9), val_accuracy=0.4), said("underfitting", accuracy=0.52, validation=0.4)),
    ),
    "gap": (
        (
            run(accuracy=0.99, val_accuracy=0.7, moments={20: moment(accuracy=1.0)}),
            said("gap", accuracy=0.99, validation=0.7),
        ),
        (
            run(accuracy=0.78, val_accuracy=0.75, moments={20: moment(accuracy=0.78)}),
            said("gap", accuracy=0.78, validation=0.75),
        ),
    ),
    "lag": (
        (run(val_loss=slope(2, 0.5)), said("lag", steps=100, share=0.99**100)),
        (run(val_loss=slope(0.5, 2)), said("lag", steps=100, share=0.99**100)),
    ),
    "early_stopped": (
        (
            run(reason="early_stopping", monitor="val_loss", patience=3, best_epoch=17, val_loss=valley(17)),
            said("early_stopped", epoch=20, best_epoch=17),
        ),
        (
            run(reason="early_stopping", monitor="val_loss", patience=3, val_loss=slope(2, 1)),
            said("early_stopped", epoch=20, best_epoch=0),
        ),
    ),
    "met": (
        (run(reason="stop_when_met", accuracy=0.8, val_accuracy=0.8), said("met", "learn by heart")),
        (
            run(reason="stop_when_met", accuracy=0.8, val_accuracy=0.8, val_loss=slope(2, 1)),
            said("met", "learn by heart"),
        ),
    ),
    "train_below_validation": (
        (
            run(accuracy=0.6, val_accuracy=0.8, moments={20: moment(accuracy=0.82)}),
            said("train_below_validation", accuracy=0.6, validation=0.8, cause="dropout"),
        ),
        (
            run(accuracy=0.6, val_accuracy=0.8, moments={20: moment(accuracy=0.6)}),
            said("train_below_validation", accuracy=0.6, validation=0.8, cause="dropout"),
        ),
    ),
    "improving": (
        (run(loss=slope(1, 0.1), val_loss=slope(1, 0.2)), said("improving")),
        (run(loss=slope(1, 0.1), val_loss=TURNING), said("improving")),
    ),
}

WOBBLING = 1 + 0.1 * np.tile([1, -1], 20)
FLAT = {20: moment(accuracy=0.1)}
NOISY = {20: moment(clean=0.99, repeated=0.9)}
GRADUALLY = np.where(np.arange(40) < 10, 0.1, 1e-4)
FALSE = {
    "far from done, and falls soon": (run(loss=slope(3, 0.1)), said("rate_too_high", manner="far", loss=1.6)),
    "rose from a loss that never was": (
        run(loss=slope(1, 3)),
        said("rate_too_high", manner="grows", loss=2.0, least=0.5),
    ),
    "a rate that is over": (run(loss=WOBBLING), said("rate_too_high", manner="jumps", rate=0.5, loss=1.0)),
    "another usual rate": (
        run(loss=WOBBLING),
        said("rate_too_high", manner="jumps", rate=0.05, loss=1.0, times=50, optimizer="sgd"),
    ),
    "only, when it halved": (run(loss=slope(2.0, 0.1), accuracy=0.6), said("rate_too_low", first=2.0, last=0.95)),
    "guesses, and knows the training examples": (run(val_accuracy=0.1), said("stuck")),
    "guesses at a loss of another time": (
        run(loss=slope(9, 2.3), val_accuracy=0.1, moments=FLAT),
        said("stuck", loss=8.0),
    ),
    "by heart, and no better than the right labels": (
        run(accuracy=0.65, wrong_labels=0.3, moments=NOISY),
        said("memorised", honest=0.7, accuracy=0.65),
    ),
    "rose to what it is not": (
        run(loss=slope(1, 0.1), val_loss=np.concatenate([slope(1, 0.5)[:10], slope(0.9, 2)[:30]])),
        said("overfitting", epoch=10, best=0.88, now=1.9),
    ),
    "training went on falling, and did not": (
        run(loss=0.5, val_loss=np.concatenate([slope(1, 0.5)[:10], slope(0.9, 2)[:30]])),
        said("overfitting", epoch=10, best=0.88, now=1.1),
    ),
    "an accuracy of ten epochs ago": (
        run(accuracy=np.where(np.arange(40) < 12, 0.4, 0.7), val_accuracy=0.4),
        said("underfitting", accuracy=0.5, validation=0.4),
    ),
    "underfitting, only while units are dropped": (
        run(accuracy=0.6, val_accuracy=0.9, moments={20: moment(accuracy=0.98)}),
        said("underfitting", accuracy=0.6, validation=0.9),
    ),
    "much better, by three points": (
        run(accuracy=0.78, val_accuracy=0.75, validation=20_000, moments={20: moment(accuracy=0.99)}),
        said("gap", accuracy=0.78, validation=0.75),
    ),
    "averages that hold next to nothing": (run(val_loss=slope(2, 0.5)), said("lag", steps=600, share=0.99**600)),
    "behind, and is not": (
        run(val_loss=slope(0.8, 0.2), val_accuracy=0.82, moments={20: moment(accuracy=0.8, loss=0.5)}),
        said("lag", steps=100, share=0.99**100),
    ),
    "the best epoch, and another was": (
        run(reason="early_stopping", monitor="val_loss", patience=3, best_epoch=17, **EARLIER),
        said("early_stopped", epoch=20, best_epoch=17),
    ),
    "another epoch": (run(reason="stop_when_met", accuracy=0.8, val_accuracy=0.8), said("met", epoch=12)),
    "improving by chance": (run(loss=slope(1, 0.1), val_loss=WOBBLING), said("improving")),
    "both losses fall, and one does": (run(loss=0.5, val_loss=slope(1, 0.2)), said("improving")),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_else_makes_a_sentence_false(what):
    found, sentence = FALSE[what]
    assert RULES[sentence.kind](found, sentence)


def test_too_low_at_the_end_of_a_schedule_is_false():
    found, sentence = run(loss=1.0, accuracy=0.6), said("rate_too_low", first=1.0, last=1.0, epoch=15)
    assert RULES["rate_too_low"](found, sentence) == ""
    found.rate = GRADUALLY
    assert RULES["rate_too_low"](found, sentence)


def test_a_figure_is_one_of_the_last_five_epochs():
    curve = slope(0.0, 0.39)
    assert fits(0.17, curve, 20, 0.0, 0.005)
    assert not fits(0.10, curve, 20, 0.0, 0.005)


def test_every_rule_is_tried():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("kind", CASES)
def test_a_right_sentence_passes(kind):
    assert RULES[kind](*CASES[kind][0]) == ""


@pytest.mark.parametrize("kind", CASES)
def test_a_wrong_sentence_is_found(kind):
    assert RULES[kind](*CASES[kind][1])
