"""Each rule on the lab's layers can find a sentence right, and can find it wrong."""

import numpy as np
import pytest

from benchmarks.truth.rules_layers import RULES
from models.experiment import Experiment
from tests.unit.benchmarks.truth_evidence import layer, moment, run, said

NORMALIZED = Experiment(batch_norm="before")


def at(settings=NORMALIZED, **facts):
    return run(moments={20: moment(**facts)}, extra={"settings": settings})


ZEROS = np.zeros(3, bool)
FADING = np.array([1e-6, 1e-4, 1e-2])
CASES = {
    "diverged": ((run(reason="diverged"), said("diverged", epoch=21)), (run(), said("diverged", epoch=21))),
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
        (at(gradients=FADING, accuracy=0.1), said("vanishing", "hardly learn", times=1e4)),
        (at(), said("vanishing", "hardly learn", times=1e4)),
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
            said("indistinct", first=1.0, last=1e-4, layer=2),
        ),
        (
            at(layers=[layer(), layer(spread=0.25)], accuracy=0.8),
            said("indistinct", first=1.0, last=0.25, layer=2),
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

FALSE = {
    "wide weights that do not make values grow": (
        run(reason="diverged", moments={0: moment()}),
        said("diverged", epoch=21, wide=True),
    ),
    "no gradient reaches, and one does": (at(columns_differ=ZEROS), said("alike", nothing=True)),
    "no gradient reaches, and they differ later": (
        run(moments={20: moment(columns_differ=ZEROS, gradients=np.zeros(3)), 30: moment()}),
        said("alike", nothing=True),
    ),
    "a share that is off by an eighth": (at(layers=[layer(constant=0.78)]), said("dead", layer=1, share=0.9)),
    "in two layers, and it is one": (
        at(layers=[layer(constant=0.9), layer()]),
        said("dead", layer=1, share=0.9, layers=2),
    ),
    "a gradient five times as small": (at(gradients=FADING, accuracy=0.1), said("vanishing", times=5e4)),
    "explodes at a spread that is usual": (at(gradients=np.full(3, 0.1)), said("exploding", layer=1, spread=0.1)),
    "none arrives, and some does": (
        at(layers=[layer(flat=0.8), layer()]),
        said("saturated", layer=1, share=0.8, ratio=0.0),
    ),
    "given nearly the same, and examples differ": (
        at(layers=[layer(), layer(spread=0.1)], accuracy=0.1),
        said("indistinct", first=1.0, last=0.1, layer=2),
    ),
    "about the same, a factor of six apart": (
        at(layers=[layer(), layer(spread=6.0)]),
        said("balanced", low=1.0, high=6.0),
    ),
}


@pytest.mark.parametrize("what", FALSE)
def test_what_else_makes_a_sentence_false(what):
    found, sentence = FALSE[what]
    assert RULES[sentence.kind](found, sentence)


def test_every_rule_is_tried():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("kind", CASES)
def test_a_right_sentence_passes(kind):
    assert RULES[kind](*CASES[kind][0]) == ""


@pytest.mark.parametrize("kind", CASES)
def test_a_wrong_sentence_is_found(kind):
    assert RULES[kind](*CASES[kind][1])
