"""Each rule on a fresh network can find a sentence right, and can find it wrong."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.truth.passes import Passed
from benchmarks.truth.rules_passes import RULES
from models.initialization.fresh_network import FreshNetwork
from tests.unit.benchmarks.truth_evidence import layer, said


def done(*layers, gradients=(1.0, 1.0), network=None, **facts):
    layers = layers or (layer(), layer())
    yes, no = np.ones(len(layers), bool), np.zeros(len(layers), bool)
    network = network or FreshNetwork(depth=len(layers))
    passed = Passed(network, layers, np.array(gradients), yes, yes, no, no, np.full(len(layers), 0.5), 1000)
    return replace(passed, **facts)


YES, NO = np.ones(2, bool), np.zeros(2, bool)
ZEROS = FreshNetwork(depth=2, initializer="zeros")
NORMED = FreshNetwork(depth=2, batch_norm="before")
ALIKE, DEAD, FLAT = layer(alike=True), layer(constant=0.9), layer(flat=0.8)
FADED, GROWN, UNMOVED = layer(spread=0.01), layer(spread=50.0), layer(between=0.05, within=0.05)
HALF = layer(spread=0.02, apart=0.02)
CASES: dict[str, Any] = {
    "overflow": ((done(finite=NO), ("", {"what": "activations", "layer": 1})), (done(), None)),
    "underflow": ((done(equal=YES), ("", {"what": "activations", "layer": 1})), (done(), None)),
    "alike": ((done(ALIKE, ALIKE, network=ZEROS), ("", {})), (done(ALIKE, layer(), network=ZEROS), None)),
    "dead": ((done(DEAD, DEAD), ("", {"layer": 2, "share": 0.9})), (done(), None)),
    "indistinct": (
        (done(layer(), UNMOVED), ("", {"layer": 2, "spread": 1.0, "inputs": 0.05})),
        (done(), None),
    ),
    "pairs": ((done(network=NORMED, examples=2), ("", {})), (done(network=NORMED), None)),
    "saturated": (
        (done(FLAT, FLAT, gradients=(1e-3, 1)), ("hardly a gradient gets through", {"layer": 1, "share": 0.8})),
        (done(FLAT, FLAT, gradients=(34, 1)), None),
    ),
    "activations_vanish": ((done(layer(), FADED), ("", {"first": 1.0, "last": 0.01, "layer": 2})), (done(), None)),
    "activations_explode": ((done(layer(), GROWN), ("", {"first": 1.0, "last": 50.0, "layer": 2})), (done(), None)),
    "half": (
        (done(layer(), HALF), ("", {"layer": 2, "mean": 0.5, "spread": 0.02})),
        (done(layer(), layer(spread=0.02)), None),
    ),
    "gradients_vanish": ((done(gradients=(1e-4, 1)), ("", {"factor": 1e-4, "layer": 2})), (done(), None)),
    "gradients_explode": ((done(gradients=(1e4, 1)), ("", {"factor": 1e4, "layer": 2})), (done(), None)),
    "batch_norm_repairs": (
        (done(network=NORMED), ("", {"low": 1.0, "high": 1.0})),
        (done(network=NORMED, examples=2), None),
    ),
    "balanced": ((done(), ("A good start.", {"low": 1.0, "high": 1.0})), (done(layer(), UNMOVED), None)),
}


def test_every_rule_is_tried():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("kind", CASES)
def test_a_right_sentence_passes_and_is_wrong_elsewhere(kind):
    (right, (sentence, values)), (wrong, _) = CASES[kind]
    assert RULES[kind](right, said(kind, sentence, **values)) == ""
    assert RULES[kind](wrong, said(kind, sentence, **values))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (done(ALIKE, ALIKE), said("alike")),
        (done(FLAT, layer()), said("saturated", "**All 2 layers are saturated:** up to", layer=1, share=0.8)),
        (done(layer(), layer(spread=0.45)), said("activations_vanish", first=1.0, last=0.45, layer=2)),
        (done(gradients=(1e-4, 1)), said("gradients_vanish", factor=3e-4, layer=2)),
        (done(gradients=(1e4, 1)), said("gradients_explode", factor=3e4, layer=2)),
        (done(layer(), layer(spread=0.12)), said("balanced", "A good start.", low=0.12, high=1.0)),
    ],
)
def test_what_else_makes_a_sentence_false(found, sentence):
    assert RULES[sentence.kind](found, sentence)
