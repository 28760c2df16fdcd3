"""Each rule on the lab's layers can find a sentence right, and can find it wrong."""

import numpy as np
import pytest
from truth_evidence import layer, moment, run, said

from benchmarks.truth.rules_layers import RULES


def at(**facts):
    return run(moments={20: moment(**facts)})


ZEROS = np.zeros(3, bool)
FADING = np.array([1e-6, 1e-4, 1e-2])
CASES = {
    "diverged": ((run(reason="diverged"), said("diverged", epoch=21)), (run(), said("diverged", epoch=21))),
    "overflow": (
        (at(finite_outputs=ZEROS), said("overflow", what="activations", layer=1)),
        (at(), said("overflow", what="activations", layer=1)),
    ),
    "alike": (
        (at(columns_differ=ZEROS), said("alike", "they never become different")),
        (
            run(moments={20: moment(columns_differ=ZEROS), 30: moment()}),
            said("alike", "they never become different"),
        ),
    ),
    "dead": (
        (at(layers=[layer(constant=0.9)]), said("dead", layer=1, share=0.9)),
        (at(layers=[layer(constant=0.5)]), said("dead", layer=1, share=0.9)),
    ),
    "vanishing": (
        (at(gradients=FADING, accuracy=0.1), said("vanishing", "hardly learn", exponent=-4)),
        (at(), said("vanishing", "hardly learn", exponent=-4)),
    ),
    "growing": (
        (at(layers=[layer(), layer(spread=9.0)]), said("growing", first=1.0, last=9.0, layer=2)),
        (at(layers=[layer(spread=0.0), layer(spread=9.0)]), said("growing", first=0.0, last=9.0, layer=2)),
    ),
    "exploding": (
        (at(gradients=np.array([50.0, 1, 1])), said("exploding", layer=1, spread=50.0)),
        (at(gradients=np.array([0.1, 1, 1])), said("exploding", layer=1, spread=50.0)),
    ),
    "saturated": (
        (
            at(layers=[layer(flat=0.8)], gradients=np.array([1e-4, 1e-2])),
            said("saturated", "pass hardly any gradient on", layer=1, share=0.8),
        ),
        (
            at(layers=[layer(flat=0.8)], gradients=np.array([1.0, 1e-2])),
            said("saturated", "pass hardly any gradient on", layer=1, share=0.8),
        ),
    ),
    "indistinct": (
        (
            at(layers=[layer(), layer(spread=1e-4, apart=0.01)], accuracy=0.1),
            said("indistinct", "hardly tell", first=1.0, last=1e-4, layer=2),
        ),
        (
            at(layers=[layer(), layer(spread=0.25)], accuracy=0.8),
            said("indistinct", "hardly tell", first=1.0, last=0.25, layer=2),
        ),
    ),
    "balanced": (
        (at(), said("balanced", "signals neither fade", low=1.0, high=1.0)),
        (at(layers=[layer(), layer(between=0.05)]), said("balanced", "signals neither fade", low=1.0, high=1.0)),
    ),
    "batch_norm": (
        (at(), said("batch_norm", low=1.0, high=1.0)),
        (at(layers=[layer(), layer(spread=20.0)]), said("batch_norm", low=1.0, high=20.0)),
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
