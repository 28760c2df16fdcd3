"""What is said of telling networks."""

import numpy as np
import pytest
from hypothesis import given, settings

from models.initialization.findings import propagation_findings
from models.initialization.fresh_network import LARGEST_BATCH, FreshNetwork
from models.initialization.propagation import propagate
from models.initialization.remedies import RECTIFIERS
from tests.unit.strategies import SMALL_NETWORKS


def findings_of(**fields):
    network = FreshNetwork(**fields)
    return propagation_findings(network, propagate(network))


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({}, ["saturated"]),
        ({"depth": 50}, ["saturated", "gradients_explode"]),
        ({"activation": "sigmoid"}, ["saturated"]),
        ({"activation": "sigmoid", "initializer": "glorot_normal"}, ["gradients_vanish", "indistinct"]),
        ({"activation": "sigmoid", "init_std": 0.01}, ["half", "gradients_vanish"]),
        ({"initializer": "glorot_normal"}, ["balanced"]),
        ({"activation": "relu", "initializer": "he_normal"}, ["balanced"]),
        ({"activation": "relu", "init_std": 0.01}, ["activations_vanish", "gradients_vanish"]),
        ({"activation": "relu"}, ["activations_explode", "gradients_explode"]),
        ({"activation": "relu", "initializer": "he_normal", "depth": 50, "width": 300}, ["dead", "indistinct"]),
        ({"batch_norm": "before"}, ["batch_norm_repairs"]),
        ({"batch_norm": "before", "batch_size": 2}, ["pairs"]),
        (
            {"initializer": "he_normal", "activation": "relu", "batch_norm": "before", "depth": 50},
            ["gradients_explode", "batch_norm_repairs"],
        ),
        ({"init_std": 0.2, "depth": 20}, ["state"]),
        ({"init_std": 0.25}, ["state"]),
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
    assert saturated["layers"] == saturated["of"] == 5
    assert 0.5 < saturated["share"] <= 1
    vanishing = findings_of(activation="relu", init_std=0.01)
    assert vanishing[0].values["last"] < vanishing[0].values["first"]
    assert 1e-5 < vanishing[1].values["factor"] < 1e-4
    assert findings_of(activation="linear", init_std=100.0, depth=50)[0].values == {"what": "activations", "layer": 13}


def test_a_saturated_network_is_not_said_to_lose_its_gradient_where_it_does_not():
    assert findings_of()[0].values["factor"] == pytest.approx(34, rel=0.05)
    assert findings_of(activation="sigmoid")[0].values["factor"] == pytest.approx(0.71, rel=0.02)
    deep = findings_of(depth=50)
    assert deep[0].values["factor"] is None  # told by the second one
    assert deep[1].values["factor"] > 1e17


def test_glorot_is_not_recommended_to_a_deep_sigmoid():
    for fields in ({}, {"init_std": 0.01}, {"init_std": 10.0}, {"depth": 20}, {"initializer": "he_normal"}):
        advised = [name for finding in findings_of(activation="sigmoid", **fields) for name in finding.remedies]
        assert advised
        assert "glorot" not in advised


def test_what_tells_units_apart_only_is_not_said_to_tell_inputs_apart():
    indistinct = findings_of(activation="sigmoid", initializer="glorot_normal")[1].values
    assert indistinct["spread"] == pytest.approx(0.12, abs=0.01)
    assert indistinct["inputs"] < 0.001
    deep = findings_of(activation="relu", initializer="he_normal", depth=50, width=300)[1].values
    assert deep["inputs"] < 0.3 * deep["spread"]


def _figures(network):
    """Kind -> what its sentence is about; the smaller the better."""
    done = propagate(network)
    spread, gradients = done.activations.std, done.gradients.std

    def size(ratio):
        return abs(np.log(ratio)) if 0 < ratio < np.inf else np.inf

    with np.errstate(all="ignore"):
        forth, back = size(spread[-1] / spread[0]), size(gradients[0] / gradients[-1])
        told_apart = np.nan_to_num(done.input_spread[-1] / spread[-1])
    return {
        "dead": done.dead.max(),
        "saturated": np.nan_to_num(done.saturated).max(),
        "activations_vanish": forth,
        "activations_explode": forth,
        "gradients_vanish": back,
        "gradients_explode": back,
        "half": -told_apart,
        "indistinct": -told_apart,
        "alike": done.alike.mean(),
        "pairs": -done.examples,
    }


def remedied(network: FreshNetwork, remedy: str) -> FreshNetwork:
    """The network that follows the advice."""
    fitting = "he_normal" if network.activation in RECTIFIERS else "glorot_normal"
    changes: dict[str, dict[str, object]] = {
        "he": {"initializer": "he_normal"},
        "glorot": {"initializer": "glorot_normal"},
        "random_weights": {"initializer": fitting},
        "batch_norm": {"batch_norm": "before"},
        "tanh": {"activation": "tanh", "initializer": "glorot_normal"},
        "relu": {"activation": "relu", "initializer": "he_normal"},
        "leaky_relu": {"activation": "leaky_relu"},
        "fewer_layers": {"depth": max(1, network.depth // 2)},
        "smaller_bias": {"bias": 0.0},
        "larger_batches": {"batch_size": LARGEST_BATCH},
    }
    return network.replace(**changes[remedy])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"depth": 50, "width": 30},
        {"activation": "sigmoid"},
        {"activation": "sigmoid", "init_std": 0.01},
        {"activation": "sigmoid", "initializer": "glorot_normal"},
        {"activation": "relu", "init_std": 0.01},
        {"activation": "relu"},
        {"activation": "relu", "initializer": "he_normal", "depth": 50},
        {"activation": "relu", "initializer": "he_normal", "bias": -2.0},
        {"activation": "relu", "batch_norm": "before", "depth": 50, "width": 30},
        {"initializer": "glorot_normal", "bias": 2.0},
        {"activation": "gelu", "initializer": "he_normal", "depth": 50},
        {"batch_norm": "after", "activation": "tanh", "init_std": 3.0},
        {"batch_norm": "before", "batch_size": 2},
        {"initializer": "zeros"},
    ],
)
def test_what_is_advised_helps_and_is_not_set_yet(fields):
    network = FreshNetwork(**fields)
    before = _figures(network)
    claims = [found for found in propagation_findings(network, propagate(network)) if found.remedies]
    assert claims
    for found in claims:
        twins = [remedied(network, remedy) for remedy in found.remedies]
        assert network not in twins
        assert min(_figures(twin)[found.kind] for twin in twins) < before[found.kind]


@settings(deadline=None, max_examples=60)
@given(SMALL_NETWORKS)
def test_something_is_always_said(network):
    findings = propagation_findings(network, propagate(network))
    assert 1 <= len(findings) <= 3


@settings(deadline=None, max_examples=200)
@given(SMALL_NETWORKS)
def test_what_is_said_does_not_contradict_itself(network):
    done = propagate(network)
    found = {finding.kind: finding.values for finding in propagation_findings(network, done)}
    if "balanced" in found:
        assert set(found) == {"balanced"}
        gradients = done.gradients.std
        assert 1 / 3 <= gradients[0] / gradients[-1] <= 3
        assert (done.input_spread >= 0.5 * done.activations.std).all()
    if network.activation == "relu" and done.dead.max() == 1 and "underflow" in found:
        assert found["underflow"]["what"] == "activations"  # whose units all answer the same too, being rounded
