"""Charts of the instant pages as specs and tables, and what a slider's browser may say."""

import json
from typing import Any

import altair as alt
import numpy as np
import pytest
import streamlit as st

from components.browser import live_slider
from components.charts.depth import drawn_ends, shares_data, shares_spec, spread_data, spread_spec
from components.charts.layer_map import layer_map_data, layer_map_spec
from components.charts.ridges import EDGE, ridges_data, ridges_spec
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import propagate

SPECS = {
    "spread": spread_spec(5),
    "deep spread": spread_spec(50),
    "shares": shares_spec(5),
    "map": layer_map_spec("activations", 50),
    "map of gradients": layer_map_spec("errors", 50, True),
    "ridges without output": ridges_spec("errors", 5, False, False),
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_chart_has_a_title_axis_titles_and_a_description(spec):
    alt.Chart.from_dict(
        json.loads(json.dumps({**spec, "data": {"values": []}}))
    )  # raises for what Vega-Lite does not know
    assert spec["title"]
    assert spec["description"]
    axes = [part["encoding"][axis] for part in spec["layer"] for axis in ("x", "y") if axis in part["encoding"]]
    assert all(axis.get("title") for axis in axes if "scale" in axis)


def test_the_last_layer_has_its_own_name_where_there_is_no_output():
    assert "Output" not in json.dumps(ridges_spec("errors", 5, False, False))
    assert "Output" in json.dumps(ridges_spec("gradients", 5))


def test_spreads_that_have_no_place_on_a_logarithmic_axis_are_left_out():
    nothing = np.array([1.0, 0.0, np.inf, np.nan])
    measured = {"activation": nothing, "gradient": nothing * 2}
    table: dict[str, Any] = spread_data(measured, {"activation": np.ones(4), "gradient": np.zeros(4)})
    assert table["what"] == ["activation", "gradient", "activation", "activation", "activation", "activation"]
    assert table["spread"].tolist() == [1, 2, 1, 1, 1, 1]
    assert table["theory"].tolist() == [0, 0, 1, 1, 1, 1]
    assert drawn_ends(measured) == (1, 2)
    assert drawn_ends({"activation": np.zeros(3)}) is None


def test_two_networks_beside_each_other_have_the_same_axes():
    large, small = (propagate(FreshNetwork(init_std=std)) for std in (1.0, 0.01))
    span = (float(large.gradients.low.min()), float(large.gradients.high.max()))
    for data, edge in ((ridges_data, EDGE), (layer_map_data, 1)):
        tables: list[dict[str, Any]] = [data(one.gradients, span=span) for one in (large, small)]
        first, second = (table["x"][table["part"] == edge] for table in tables)
        np.testing.assert_array_equal(first, second)
    ends = drawn_ends({"gradient": large.gradients.std}, {"gradient": small.gradients.std})
    shared: dict[str, Any] = spread_data({"gradient": small.gradients.std}, {}, ends)
    assert shared["spread"].max() == pytest.approx(large.gradients.std.max())


def test_shares_that_do_not_apply_are_left_out():
    table: dict[str, Any] = shares_data(np.full(3, np.nan), np.array([0, 0.5, 1]))
    assert table["what"] == ["dead"] * 3
    assert table["layer"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("own_scale", [False, True])
def test_a_map_has_each_layers_values_once_and_within_its_axis(own_scale):
    histograms = propagate(FreshNetwork(depth=50)).activations
    table: dict[str, Any] = layer_map_data(histograms, own_scale)
    cells = table["part"] == 0
    shares = np.bincount(table["layer"][cells].astype(int), table["share"][cells], minlength=51)[1:]
    np.testing.assert_allclose(shares, 1, atol=1e-5)
    assert (table["x"] < table["x2"])[cells].all()
    left, right = table["x"][~cells]
    assert table["x"][cells].min() >= left
    assert table["x2"][cells].max() <= right


def test_a_map_of_what_overflowed_is_empty_there_and_finite_elsewhere():
    histograms = propagate(FreshNetwork(depth=50, activation="linear", init_std=100)).activations
    with np.errstate(all="raise"):
        table: dict[str, Any] = layer_map_data(histograms)
    assert all(np.isfinite(table[name]).all() for name in ("x", "x2", "y", "y2"))
    assert table["layer"].max() < 50


@pytest.mark.parametrize(
    "move",
    [
        None,
        "3",
        {},
        {"index": "1", "settled": True, "serial": 1},
        {"index": 99, "settled": True, "serial": 1},
        {"index": -1, "settled": True, "serial": 1},
    ],
)
def test_what_no_slider_says_moves_nothing(move, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"slider": {"move": move}})
    told = []
    live_slider._moved("slider", [10, 20, 30], lambda *moved: told.append(moved))
    assert not told


def test_what_a_slider_says_is_passed_on(monkeypatch):
    monkeypatch.setattr(st, "session_state", {"slider": {"move": {"index": 2, "settled": False, "serial": 4}}})
    told = []
    live_slider._moved("slider", [10, 20, 30], lambda *moved: told.append(moved))
    assert told == [(30, False)]
