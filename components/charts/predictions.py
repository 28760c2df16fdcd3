"""The classes a network thinks most likely, as bars with the class's name above each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from components.charts.base import Spec, Table, chart, draw, per_language, text_color
from components.charts.palette import BLUE, ORANGE
from components.i18n import _
from components.words.numbers import probability

# Pixels: a row's parts, from the top. The chart's y axis counts them too.
_NAME = 22
_BAR = 12
_BETWEEN = 3
_BELOW = 9
# Title and axis, and the legend, which the chart's height holds too.
_AROUND = 70
_LEGEND = 45

_END = 1.22  # of the axis: beyond certainty there is room for the figure
_FAINT = 0.16


@dataclass(frozen=True)
class Prediction:
    """A class and its probability.

    Attributes:
        name: of the class, in the reader's language.
        probability: 0 to 1.
    """

    name: str
    probability: float


@dataclass(frozen=True)
class ComparedPrediction:
    """A class and its probability in two cases: the whole photo and a part of it hidden, one crop and many.

    Attributes:
        name: of the class, in the reader's language.
        before, after: the probabilities, 0 to 1.
    """

    name: str
    before: float
    after: float


@per_language
def predictions_spec(classes: int, network: str = "") -> Spec:
    """One bar a class, as a Vega-Lite spec without data.

    Args:
        classes: how many; decides the height.
        network: who says so, for the title, where there is more than one.
    """
    return chart(
        _("Most likely classes: {network}").format(network=network) if network else _("Most likely classes"),
        _("The classes that the network thinks most likely, most likely first, each with its probability as a bar."),
        classes * _row_height(1) + _AROUND,
        _layers(classes * _row_height(1), {"value": BLUE}),
    )


@per_language
def compared_spec(classes: int, cases: tuple[str, str], title: str = "") -> Spec:
    """Two bars a class, as a Vega-Lite spec without data.

    Args:
        classes: how many; decides the height.
        cases: what the legend calls the first and the second bar, in the reader's language.
        title: of the chart, in the reader's language; by default it tells that two cases are compared.
    """
    color = {
        "field": "case",
        "type": "nominal",
        "scale": {"domain": list(cases), "range": [BLUE, ORANGE]},
        "legend": {"title": None, "orient": "top", "labelLimit": 160, "symbolType": "square", "symbolOpacity": 1},
    }
    return chart(
        title or _("Probabilities compared"),
        _("The probability of each class in two cases: two bars under each class's name."),
        classes * _row_height(2) + _AROUND + _LEGEND,
        _layers(classes * _row_height(2), color),
    )


def predictions_data(rows: Sequence[Prediction]) -> Table:
    """The table for `predictions_spec`, one row a bar.

    Returns:
        Columns name, probability, text (the probability as written), case, and y_name, y, y2 (pixels from the top).
    """
    return _table([row.name for row in rows], [[row.probability] for row in rows], [""])


def compared_data(rows: Sequence[ComparedPrediction], cases: tuple[str, str]) -> Table:
    """The table for `compared_spec`: columns as in `predictions_data`, two rows a class."""
    return _table([row.name for row in rows], [[row.before, row.after] for row in rows], cases)


def prediction_bars(rows: Sequence[Prediction], *, network: str = "", key: str) -> None:
    """Draw the most likely classes.

    Args:
        rows: the classes, most likely first; as a rule five.
        network: who says so, for the title, where there is more than one.
        key: the chart's key on the page.
    """
    draw(predictions_data(rows), predictions_spec(len(rows), network), key)


def compared_bars(rows: Sequence[ComparedPrediction], cases: tuple[str, str], *, title: str = "", key: str) -> None:
    """Draw the probabilities of the same classes in two cases; see `compared_spec` for the arguments."""
    draw(compared_data(rows, cases), compared_spec(len(rows), cases, title), key)


def _row_height(bars: int) -> int:
    return _NAME + bars * _BAR + (bars - 1) * _BETWEEN + _BELOW


def _table(names: Sequence[str], probabilities: Sequence[Sequence[float]], cases: Sequence[str]) -> Table:
    bars = len(cases)
    row, bar = np.divmod(np.arange(len(names) * bars), bars)
    top = row * _row_height(bars)
    y = top + _NAME + bar * (_BAR + _BETWEEN)
    flat = list(chain.from_iterable(probabilities))
    return {
        "name": [names[index] for index in row],
        "case": [cases[index] for index in bar],
        "probability": np.array(flat, np.float32),
        "text": [probability(value) for value in flat],
        "first": bar == 0,
        "y_name": (top + _NAME - 4).astype(np.float32),
        "y": y.astype(np.float32),
        "y2": (y + _BAR).astype(np.float32),
    }


def _layers(height: int, color: Spec) -> list[Spec]:
    x = {
        "field": "probability",
        "type": "quantitative",
        "title": _("probability"),
        "scale": {"domain": [0, _END], "nice": False},
        "axis": {"values": [0, 0.25, 0.5, 0.75, 1], "format": ".0%", "grid": False, "domain": False, "ticks": False},
    }
    scale = {"domain": [height, 0], "nice": False, "zero": False}
    y = {"field": "y", "type": "quantitative", "scale": scale, "axis": None}
    y2 = {"field": "y2"}
    tooltip = [
        {"field": "name", "type": "nominal", "title": _("Class")},
        {"field": "text", "type": "nominal", "title": _("Probability")},
    ]
    bar = {"type": "rect", "cornerRadius": 2}
    certain = {"x": {"datum": 0}, "x2": {"datum": 1}, "y": y, "y2": y2, "color": color, "tooltip": tooltip}
    return [
        {"mark": {**bar, "opacity": _FAINT}, "encoding": certain},
        {"mark": bar, "encoding": {**certain, "x": x, "x2": {"datum": 0}}},
        {
            "transform": [{"filter": "datum.first"}],
            # Cut with an ellipsis where the chart ends, however wide it is.
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "fontSize": 13,
                "fontWeight": 600,
                "color": text_color(),
                "limit": {"expr": "width"},
            },
            "encoding": {"x": {"datum": 0}, "y": {**y, "field": "y_name"}, "text": {"field": "name"}},
        },
        {
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "middle",
                "dx": 6,
                "dy": _BAR / 2,
                "fontSize": 12,
                "color": text_color(),
            },
            "encoding": {"x": {"datum": 1}, "y": y, "text": {"field": "text"}},
        },
    ]
