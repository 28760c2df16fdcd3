"""What is said of telling networks."""

import pytest
from hypothesis import given, settings

from models.fresh_network import FreshNetwork
from models.propagation import propagate
from models.propagation_findings import WEIGHTS, propagation_findings
from tests.unit.test_propagation import SMALL_NETWORKS


def findings_of(**fields):
    network = FreshNetwork(**fields)
    return propagation_findings(network, propagate(network))


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, ["saturated"]),
        ({"activation": "sigmoid", "init_std": 0.01}, ["half", "gradients_vanish"]),
        ({"initializer": "glorot_normal"}, ["balanced"]),
        ({"activation": "relu", "initializer": "he_normal"}, ["balanced"]),
        ({"activation": "relu", "init_std": 0.01}, ["activations_vanish", "gradients_vanish"]),
        ({"activation": "relu"}, ["activations_explode", "gradients_explode"]),
        ({"batch_norm": "before"}, ["batch_norm_repairs"]),
        ({"initializer": "zeros"}, ["alike"]),
        ({"activation": "linear", "init_std": 100.0, "depth": 50}, ["overflow"]),
        ({"activation": "relu", "init_std": 1e-5, "depth": 50}, ["underflow"]),
        ({"activation": "relu", "bias": -2.0, "init_std": 0.1, "depth": 10}, ["dead", "activations_vanish"]),
        ({"initializer": "glorot_normal", "depth": 1}, ["state"]),
        ({"init_std": 0.3, "depth": 20, "batch_size": 200}, ["gradients_explode"]),
        (
            {
                "activation": "relu",
                "initializer": "he_normal",
                "depth": 50,
                "width": 10,
                "seed": 15,
                "batch_size": 50,
            },
            ["dead", "activations_vanish"],
        ),
    ],
)
def test_telling_networks(fields, kinds):
    assert [finding.kind for finding in findings_of(**fields)] == kinds


def test_values():
    saturated = findings_of()[0].values
    assert saturated["layers"] == 5
    assert 0.5 < saturated["share"] <= 1
    vanishing = findings_of(activation="relu", init_std=0.01)
    assert vanishing[0].values["last"] < vanishing[0].values["first"]
    assert vanishing[1].values["exponent"] in (-4, -5)
    assert findings_of(activation="linear", init_std=100.0, depth=50)[0].values == {"what": "activations", "layer": 13}


@settings(deadline=None, max_examples=60)
@given(SMALL_NETWORKS)
def test_something_is_always_said(network):
    findings = propagation_findings(network, propagate(network))
    assert 1 <= len(findings) <= 3
    weights = [WEIGHTS[finding.kind] for finding in findings]
    assert weights == sorted(weights, reverse=True)


@settings(deadline=None, max_examples=200)
@given(SMALL_NETWORKS)
def test_what_is_said_does_not_contradict_itself(network):
    done = propagate(network)
    found = {finding.kind: finding.values for finding in propagation_findings(network, done)}
    if "balanced" in found:
        assert set(found) == {"balanced"}
    if network.activation == "relu" and done.dead.max() == 1 and "underflow" in found:
        assert found["underflow"]["what"] == "activations"  # whose units all answer the same too, being rounded
