"""Charts as specs and tables; what they look like is seen in a browser."""

import json
from dataclasses import replace
from itertools import combinations
from typing import Any

import altair as alt
import numpy as np
import pytest

from components.charts import boundary as boundaries
from components.charts import curves as curve_charts
from components.charts import palette, ridges, row_texts
from components.charts.bands import bands_data, bands_spec
from components.charts.base import chart, per_language
from components.charts.boundary import boundary_data, boundary_spec
from components.charts.comparison import comparison_data, comparison_spec, robust_top
from components.charts.confusion import confusion_data, confusion_spec
from components.charts.curves import curves_data, curves_spec
from components.charts.named_lines import lines_data, lines_spec
from components.charts.ridges import ridges_data, ridges_spec
from models.datasets.split import Split
from models.runs.frames import BINS, Curves, Histograms
from tests.there import there

SPECS = {
    "loss": curves_spec("loss"),
    "log loss": curves_spec("loss", "log"),
    "accuracy": curves_spec("accuracy"),
    "close accuracy": curves_spec("accuracy", "close"),
    **{kind: ridges_spec(kind, 4) for kind in ridges.KINDS},
    "deepest": ridges_spec("weights", 11, True),
    "boundary": boundary_spec(),
    "confusion": confusion_spec(10, True),
    "loss and penalty": curves_spec("loss", "log", True),
    "runs' loss": comparison_spec("loss"),
    "runs' accuracy": comparison_spec("accuracy", "close"),
    "bands": bands_spec("Does deeper help?", "depth", "accuracy", ("plain", "skip"), (2, 10, 50), is_share=True),
    "named lines": lines_spec("Loss", "mean", "step", "loss", (("a", palette.BLUE), ("b", palette.ORANGE)), end=400),
    "lines on a log axis": lines_spec("Gradient", "now", "layer", "size", (("a", palette.BLUE),), "log"),
    "bands of a loss": bands_spec("Loss", "batch size", "loss", ("plain",)),
}


def some_curves(epochs: int) -> Curves:
    loss = np.linspace(2, 0.1, epochs, dtype=np.float32)
    return Curves(loss, 1 - loss / 4, loss + 0.2, 0.9 - loss / 4, np.full(epochs, 0.1, np.float32))


def some_histograms(*counts: list[float], low: float = -1.0, high: float = 1.0) -> Histograms:
    shares = np.zeros((len(counts), BINS), np.float32)
    for row, values in enumerate(counts):
        shares[row, : len(values)] = values
    ones = np.ones(len(counts), np.float32)
    return Histograms(shares, low * ones, high * ones, 0 * ones, ones)


def rows(table: dict, part: int) -> dict:
    chosen = np.asarray(table["part"]) == part
    return {name: np.asarray(column)[chosen] for name, column in table.items()}


@pytest.mark.parametrize("name", SPECS)
def test_spec_is_valid_vega_lite_without_data(name):
    text = json.dumps(SPECS[name])
    spec = json.loads(text)  # as it travels
    alt.LayerChart.from_dict(spec)  # validates against the schema of Vega-Lite
    assert spec["title"]
    assert spec["description"]
    for added in ('"$schema":', '"data":', '"datasets":', '"continuousWidth":', '"view_', '"param_'):
        assert added not in text, "Altair adds it"


@pytest.mark.parametrize("name", SPECS)
def test_every_axis_has_a_title(name):
    encodings = [layer["encoding"] for layer in SPECS[name]["layer"]]
    for channel in ("x", "y"):
        assert any(encoding.get(channel, {}).get("title") for encoding in encodings)


def test_layers_are_numbered_through_and_convolutions_are_named():
    text = json.dumps(ridges_spec("weights", 4, convolutions=2))
    for name in ("Conv layer 1", "Conv layer 2", "Layer 3", "Output"):
        assert name in text


def test_same_arguments_give_the_same_spec_object():
    assert ridges_spec("weights", 4) is ridges_spec("weights", 4)


def test_columns_of_a_table_are_equally_long():
    tables = [
        curves_data(some_curves(5), epochs=10, tuned=[(2.5, "Learning rate 0.1")], best_epoch=3, now=(5.5, 0.3)),
        ridges_data(some_histograms([0.5, 0.5], [1.0])),
        ridges_data(None),
        comparison_data([("a", some_curves(5)), ("b", some_curves(0))]),
        comparison_data([]),
        confusion_data(np.eye(3), ["a", "b", "c"]),
        bands_data([], str),
        lines_data([]),
    ]
    for table in tables:
        assert len({len(column) for column in table.values()}) == 1


def test_a_named_line_leaves_out_what_is_no_number():
    table = lines_data([("a", [1, 3, 5], np.array([1, np.nan, 2])), ("b", [1], [np.inf]), ("c", [7], [3])])
    assert table["line"] == ["a", "a", "c"]
    assert np.asarray(table["x"]).tolist() == [1, 5, 7]
    assert np.asarray(table["value"]).tolist() == [1, 2, 3]


class TestCurves:
    def test_points_and_epoch_axis(self):
        table: dict[str, Any] = curves_data(some_curves(3), "accuracy", epochs=50)
        points = rows(table, curve_charts.POINT)
        assert points["epoch"].tolist() == [1, 2, 3]
        assert points["training"] == pytest.approx(some_curves(3).accuracy)
        assert points["validation"] == pytest.approx(some_curves(3).val_accuracy)
        assert rows(table, curve_charts.EDGE)["epoch"].tolist() == [0, 50]

    def test_the_penalty_of_each_epoch_stands_beside_its_losses(self):
        curves = replace(some_curves(3), penalty=np.array([3, 2, np.inf], np.float32))
        points = rows(curves_data(curves, epochs=50, with_penalty=True), curve_charts.POINT)
        assert points["training"] == pytest.approx(curves.loss)
        np.testing.assert_array_equal(points["penalty"], [3, 2, np.nan])
        assert "penalty" not in curves_data(curves, epochs=50)

    def test_the_fresh_network_is_the_first_point(self):
        start = (2.3, 0.1, 2.4, 0.12)
        curves = replace(some_curves(2), penalty=np.array([3, 2], np.float32))
        loss = rows(curves_data(curves, epochs=50, start=start, with_penalty=True), curve_charts.POINT)
        assert loss["epoch"].tolist() == [0, 1, 2]
        assert (loss["training"][0], loss["validation"][0]) == (pytest.approx(2.3), pytest.approx(2.4))
        np.testing.assert_array_equal(loss["penalty"], [np.nan, 3, 2])
        accuracy = rows(curves_data(curves, "accuracy", epochs=50, start=start), curve_charts.POINT)
        assert (accuracy["training"][0], accuracy["validation"][0]) == (pytest.approx(0.1), pytest.approx(0.12))

    def test_before_training_there_are_axes_and_no_points(self):
        table: dict[str, Any] = curves_data(Curves.empty(), epochs=50, now=(0.0, float("nan")))
        assert set(table["part"]) == {curve_charts.EDGE}
        assert np.isfinite(table["training"]).all()

    def test_marks(self):
        table: dict[str, Any] = curves_data(some_curves(9), epochs=9, tuned=[(2.5, "L2 0.01")], best_epoch=4)
        assert rows(table, curve_charts.TUNED)["text"].tolist() == ["L2 0.01"]
        assert rows(table, curve_charts.TUNED)["epoch"].tolist() == [2.5]
        assert rows(table, curve_charts.BEST)["epoch"].tolist() == [4]

    def test_running_epoch_is_the_last_training_point(self):
        points = rows(curves_data(some_curves(2), epochs=9, now=(2.25, 0.75)), curve_charts.POINT)
        assert points["epoch"].tolist() == [1, 2, 2.25]
        assert points["training"][-1] == 0.75
        assert np.isnan(points["validation"][-1])

    @pytest.mark.parametrize("epochs", [300, 301, 600, 1000])
    def test_long_curves_are_thinned_and_keep_their_ends(self, epochs):
        points = rows(curves_data(some_curves(epochs), epochs=epochs), curve_charts.POINT)
        assert 150 <= len(points["epoch"]) <= curve_charts.MOST_POINTS + 1
        assert points["epoch"][[0, -1]].tolist() == [1, epochs]
        assert (np.diff(points["epoch"]) > 0).all()

    def test_a_diverged_run_leaves_gaps(self):
        curves = some_curves(3)
        curves.loss[1:] = np.inf, np.nan
        points = rows(curves_data(curves, epochs=3), curve_charts.POINT)
        assert np.isfinite(points["training"]).tolist() == [True, False, False]


class TestRidges:
    def test_bars_lie_in_their_rows_input_on_top(self):
        bars = rows(ridges_data(some_histograms([0.5, 0.5], [0.4, 0.6], [1.0])), ridges.BAR)
        assert bars["row"].tolist() == [0, 0, 1, 1, 2]
        assert bars["y"].tolist() == [2, 2, 1, 1, 0]
        assert (bars["y2"] - bars["y"]).max() == pytest.approx(ridges.BAR_ZONE)
        assert bars["x"][0] == pytest.approx(-1)
        assert bars["x2"][0] == pytest.approx(-1 + 2 / BINS)

    def test_a_spike_is_cut_so_that_it_does_not_flatten_the_rest(self):
        table: dict[str, Any] = ridges_data(some_histograms([0.9, 0.06, 0.04]))
        bars, tips = rows(table, ridges.BAR), rows(table, ridges.TIPS)
        heights = bars["y2"] - bars["y"]
        assert heights[1] == pytest.approx(ridges.BAR_ZONE / ridges.TALLEST, rel=1e-5)
        assert tips["share"] == pytest.approx([0.9])
        assert tips["y"][0] == bars["y2"][0]
        assert tips["y2"][0] == pytest.approx(ridges.BAR_ZONE)

    def test_an_even_histogram_is_not_cut(self):
        assert len(rows(ridges_data(some_histograms([0.6, 0.4])), ridges.TIPS)["x"]) == 0

    def test_a_narrow_row_stays_visible_beside_a_wide_one(self):
        wide = some_histograms([1.0], [1.0])
        wide.low[1], wide.high[1] = -1e-6, 1e-6
        bars = rows(ridges_data(wide), ridges.BAR)
        assert (bars["x2"] - bars["x"])[1] >= 0.99 * 2 * ridges.THINNEST

    def test_own_scale_spreads_each_row_over_the_width(self):
        histograms = some_histograms([0.02] * BINS, [0.02] * BINS)
        histograms.low[1], histograms.high[1] = 2, 5
        table: dict[str, Any] = ridges_data(histograms, own_scale=True)
        bars = rows(table, ridges.BAR)
        for row in (0, 1):
            assert bars["x"][bars["row"] == row].min() == pytest.approx(0)
            assert bars["x2"][bars["row"] == row].max() == pytest.approx(1)
        assert rows(table, ridges.LABEL)["text"].tolist() == ["−1 to 1 · std 1", "2 to 5 · std 1"]

    def test_overflow_is_told_and_does_not_spoil_the_axis(self):
        histograms = some_histograms([1.0], [])
        histograms.low[1], histograms.high[1], histograms.std[1] = np.nan, np.inf, np.inf
        table: dict[str, Any] = ridges_data(histograms, own_scale=False)
        assert rows(table, ridges.LABEL)["text"].tolist() == ["std 1", "overflow"]
        assert rows(table, ridges.EDGE)["x"].tolist() == [-1, 1]
        assert np.isfinite(table["x"]).all()

    def test_all_rows_overflowed(self):
        histograms = some_histograms([], [])
        histograms.std[:] = np.nan
        table: dict[str, Any] = ridges_data(histograms)
        assert rows(table, ridges.LABEL)["text"].tolist() == ["overflow", "overflow"]
        assert len(rows(table, ridges.BAR)["x"]) == 0

    @pytest.mark.parametrize("own_scale", [False, True])
    def test_values_that_are_all_the_same(self, own_scale):
        table: dict[str, Any] = ridges_data(some_histograms([1.0], low=0.0, high=0.0), own_scale=own_scale)
        left, right = rows(table, ridges.EDGE)["x"]
        assert left < right
        assert np.isfinite(table["x2"]).all()

    def test_row_texts_tell_dead_and_saturated_shares(self):
        texts = row_texts.row_texts(
            some_histograms([1.0], [1.0], [1.0]), dead=np.array([0.12, 0.0]), saturated=np.array([np.nan, 0.71])
        )
        assert texts == ["std 1 · 12\xa0% dead", "std 1 · 71\xa0% saturated", "std 1"]

    @pytest.mark.parametrize(
        ("low", "high", "expected"), [(0, 0.93, (0, 0.95)), (-3.2, 5.1, (-3.5, 5.5)), (-2e-6, 0, (-2e-6, 0))]
    )
    def test_shared_range_rounds_outwards(self, low, high, expected):
        assert ridges.shared_range(np.array([low]), np.array([high])) == pytest.approx(expected)


def test_boundary_cells_and_points():
    x, y = np.array([[0, 1], [-1, 2], [3, 0]], np.float32), np.array([0, 1, 1], np.int32)
    split = Split(x, y, x[:1], y[:1], x, y, np.array([False, True, False]))
    boundary = np.arange(boundaries.CELLS**2, dtype=np.uint16).reshape(boundaries.CELLS, -1).astype(np.uint8)
    table: dict[str, Any] = boundary_data(boundary, split)
    cells = rows(table, boundaries.CELL)
    first_of_second_row = boundaries.CELLS
    assert cells["x"][first_of_second_row] == cells["x"][0]
    assert cells["y"][first_of_second_row] > cells["y"][0]
    assert cells["value"][first_of_second_row] == boundary[1, 0]
    assert cells["x"].min() == pytest.approx(-cells["x"].max())
    assert rows(table, boundaries.TRAINING_POINT)["value"].tolist() == [0, 1, 1]
    assert rows(table, boundaries.NOISY_POINT)["x"].tolist() == [-1]
    assert len(rows(boundary_data(None, split), boundaries.CELL)["x"]) == 0


def test_confusion_rows_are_truths():
    table: dict[str, Any] = confusion_data(np.array([[5, 2], [0, 7]]), ["cat", "dog"])
    mistaken = list(zip(*(np.asarray(table[name]).tolist() for name in ("truth", "answer", "count")), strict=True))
    assert mistaken == [("cat", "cat", 5), ("cat", "dog", 2), ("dog", "cat", 0), ("dog", "dog", 7)]
    assert table["right"].tolist() == [True, False, False, True]


def test_comparison_keeps_the_order_of_the_runs():
    table: dict[str, Any] = comparison_data([("B", some_curves(2)), ("A", some_curves(3))], "loss")
    assert table["run"] == ["B", "B", "A", "A", "A"]
    assert table["epoch"].tolist() == [1, 2, 1, 2, 3]


def test_the_axis_of_runs_that_go_on_ends_where_they_will():
    table: dict[str, Any] = comparison_data(
        [("A", some_curves(2)), ("B", some_curves(4)), ("C", some_curves(0))], epochs=4
    )
    assert table["run"] == ["A"] * 3 + ["B"] * 4
    assert table["epoch"].tolist() == [1, 2, 4, 1, 2, 3, 4]
    assert np.isnan(table["training"]).tolist() == [False, False, True, False, False, False, False]


def test_a_hidden_run_keeps_its_rows_and_shows_no_curve():
    runs = [("A", some_curves(2)), ("B", some_curves(2))]
    table: dict[str, Any] = comparison_data(runs, shown={"B"}, curves="validation")
    assert table["run"] == ["A", "A", "B", "B"], "the legend's order and colours stay"
    assert np.isnan(table["training"]).all()
    assert np.isnan(table["validation"]).tolist() == [True, True, False, False]


def test_a_robust_axis_leaves_out_one_bad_epoch_only():
    curves = some_curves(40)
    assert robust_top(comparison_data([("A", curves)])) is None
    wild = curves.loss.copy()
    wild[0] = 13.0
    top = robust_top(comparison_data([("A", replace(curves, loss=wild))]))
    assert curves.loss[2] < there(top) < 3


def _linear(color: str) -> np.ndarray:
    channels = np.array([int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _contrast(color: str, ground: str) -> float:
    """Contrast ratio of WCAG 2."""
    one, other = (float(_linear(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (color, ground))
    return max(one, other) / min(one, other)


# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def _lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of linear RGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = to_xyz @ rgb.clip(0, 1) / [0.95047, 1.0, 1.08883]
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


class TestPalette:
    @pytest.mark.parametrize("ground", ["#ffffff", "#0e1117"])
    def test_colours_stand_out_in_both_themes(self, ground):
        assert min(_contrast(color, ground) for color in (*palette.HUES, palette.OUTPUT)) > 2.5
        assert _contrast(palette.TEXT, ground) > 4

    @pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#11161d")])
    def test_words_can_be_read_in_their_theme(self, theme, ground):
        assert _contrast(palette.WORDS[theme], ground) >= 5

    @pytest.mark.parametrize("kind", BLINDNESS)
    def test_colour_blind_readers_can_tell_them_apart(self, kind):
        colors = [_lab(np.array(BLINDNESS[kind]) @ _linear(color)) for color in (*palette.HUES, palette.OUTPUT)]
        assert min(np.linalg.norm(one - other) for one, other in combinations(colors, 2)) > 10

    def test_deep_networks_start_the_colours_again(self):
        assert palette.layer_color(0) == palette.layer_color(len(palette.HUES)) != palette.layer_color(1)

    def test_tint(self):
        assert palette.tint("#000000", 1) == "#000000"
        assert palette.tint("#123456", 0) == "#ffffff"
        assert palette.tint("#ff0000", 0.5) == "#ff8080"


class TestBands:
    def test_a_mean_its_standard_error_and_each_seed(self):
        table: dict[str, Any] = bands_data([("plain", {10: {1: 0.2, 2: 0.4}, 2: {1: 0.9}})], "{:.1f}".format)
        assert table["setting"].tolist() == [2, 2, 10, 10, 10]
        assert table["seed"] == ["", "1", "", "1", "2"]
        assert table["value"] == pytest.approx([0.9, 0.9, 0.3, 0.2, 0.4])
        assert table["low"] == pytest.approx([0.9, 0.9, 0.2, 0.2, 0.4])  # of two, half their distance
        assert table["high"] == pytest.approx([0.9, 0.9, 0.4, 0.2, 0.4])
        assert table["text"][0] == "0.9 (a single seed)"
        assert table["text"][2:4] == ["0.3 ± 0.1 (2 seeds)", "0.2 (seed 1)"]

    def test_settings_without_figures_are_left_out(self):
        table: dict[str, Any] = bands_data([("plain", {2: {}, 10: {3: 0.5}}), ("skip", {2: {}})], str)
        assert set(table["line"]) == {"plain"}
        assert set(table["setting"]) == {10}


def test_only_so_many_specs_are_kept():
    built: list[int] = []

    @per_language
    def spec(number: int) -> alt.LayerChart:
        built.append(number)
        return chart("title", "description", 100, alt.Chart().mark_point())

    for number in range(300):
        assert spec(number) is spec(number)
    spec(299)
    spec(0)
    assert built == [*range(300), 0]
