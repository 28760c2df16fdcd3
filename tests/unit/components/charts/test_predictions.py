"""The bars of the most likely classes: what is handed to the browser."""

import json
from typing import Any

import altair as alt
import numpy as np
import pytest

from components.charts.predictions import (
    ComparedPrediction,
    Prediction,
    compared_data,
    compared_spec,
    predictions_data,
    predictions_spec,
)

CASES = ("whole photo", "patch hidden")
SPECS = {
    "bars": predictions_spec(5),
    "bars of a network": predictions_spec(5, "VGG16"),
    "compared": compared_spec(5, CASES),
    "compared, titled": compared_spec(3, CASES, "With a patch"),
}
TABLES: dict[str, dict[str, Any]] = {
    "bars": predictions_data([Prediction("tench", 0.75), Prediction("crane", 0.2), Prediction("crane", 0.05)]),
    "compared": compared_data([ComparedPrediction("tench", 0.75, 0.5), ComparedPrediction("crane", 0.2, 0.4)], CASES),
}


def fields(node: object) -> set[str]:
    """Every column that a spec names."""
    if isinstance(node, list):
        return set().union(*map(fields, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {node["field"]} if "field" in node else set()
    filtered = {node["filter"].removeprefix("datum.")} if "filter" in node else set()
    return own | filtered | fields(list(node.values()))


@pytest.mark.parametrize("name", SPECS)
def test_spec_is_valid_vega_lite_without_data(name):
    text = json.dumps(SPECS[name])
    alt.LayerChart.from_dict(json.loads(text))  # validates against the schema of Vega-Lite
    assert SPECS[name]["title"]
    assert SPECS[name]["description"]
    assert '"data":' not in text
    assert any("title" in layer["encoding"]["x"] for layer in SPECS[name]["layer"])


@pytest.mark.parametrize("name", TABLES)
def test_the_table_has_the_columns_that_the_spec_names(name):
    assert fields(SPECS[name]["layer"]) <= set(TABLES[name])
    assert len({len(column) for column in TABLES[name].values()}) == 1


def test_other_numbers_need_no_other_spec():
    assert compared_spec(5, CASES) is compared_spec(5, CASES)
    assert predictions_spec(5, "VGG16") is SPECS["bars of a network"]
    assert "VGG16" in SPECS["bars of a network"]["title"]


def test_classes_keep_their_order_and_those_of_the_same_name_their_own_bars():
    table: dict[str, Any] = TABLES["bars"]
    assert table["name"] == ["tench", "crane", "crane"]
    assert (np.diff(table["y"]) > 0).all()
    np.testing.assert_allclose(table["probability"], [0.75, 0.2, 0.05])


@pytest.mark.parametrize("name", TABLES)
def test_nothing_lies_over_anything_else(name):
    table: dict[str, Any] = TABLES[name]
    assert (table["y_name"] < table["y"]).all()
    assert (table["y"][1:] > table["y2"][:-1]).all()
    next_class = np.flatnonzero(table["first"])[1:]
    letters = 13  # pixels, the height of a name
    assert (table["y_name"][next_class] - letters > table["y2"][next_class - 1]).all()


@pytest.mark.parametrize(("name", "classes"), [("bars", 3), ("compared", 2)])
def test_the_axis_ends_where_the_last_bar_does(name, classes):
    spec = predictions_spec(classes) if name == "bars" else compared_spec(classes, CASES)
    height, top = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert top == 0
    assert 0 < height - TABLES[name]["y2"].max() < 15
    assert spec["height"] > height


def test_both_cases_stand_under_one_name():
    table: dict[str, Any] = TABLES["compared"]
    assert table["name"] == ["tench", "tench", "crane", "crane"]
    assert table["case"] == [*CASES, *CASES]
    assert table["first"].tolist() == [True, False, True, False]
    np.testing.assert_allclose(table["probability"], [0.75, 0.5, 0.2, 0.4])


def test_no_classes_give_an_empty_table():
    assert {len(column) for column in predictions_data([]).values()} == {0}
