"""Each rule on the curves can find a sentence right, and can find it wrong."""

import numpy as np
import pytest
from truth_evidence import moment, run, said, slope

from benchmarks.truth.rules_curves import RULES

TURNING = np.concatenate([np.linspace(1, 0.2, 20), np.linspace(0.2, 1, 20)])
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
        (run(val_accuracy=0.1), said("stuck")),
        (run(val_accuracy=0.65, classes=2), said("stuck")),
    ),
    "memorised": (
        (
            run(wrong_labels=0.3, moments={20: moment(clean=0.99, repeated=0.9)}),
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
        (run(loss=slope(1, 0.1), val_loss=slope(1, 0.2)), said("overfitting", epoch=10, best=0.8, now=0.6)),
    ),
    "underfitting": (
        (run(accuracy=0.4), said("underfitting", accuracy=0.4, validation=0.4)),
        (run(accuracy=slope(0.2, 0.9)), said("underfitting", accuracy=0.52, validation=0.4)),
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
            run(reason="early_stopping", monitor="val_loss", patience=3, best_epoch=17, val_loss=slope(1, 2)),
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
        (run(val_loss=slope(1, 0.2)), said("improving")),
        (run(val_loss=TURNING), said("improving")),
    ),
}


def test_every_rule_is_tried():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("kind", CASES)
def test_a_right_sentence_passes(kind):
    assert RULES[kind](*CASES[kind][0]) == ""


@pytest.mark.parametrize("kind", CASES)
def test_a_wrong_sentence_is_found(kind):
    assert RULES[kind](*CASES[kind][1])
