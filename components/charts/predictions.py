"""The classes a network thinks most likely, as bars with the class's name above each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import altair as alt
import numpy as np

from components.charts.base import chart, draw, per_language, text_color
from components.charts.palette import BLUE, ORANGE
from components.i18n import _
from components.picture import Table
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
def predictions_spec(classes: int, network: str = "") -> alt.LayerChart:
    """One bar a class, as a Vega-Lite spec without data.

    Args:
        classes: how many; decides the height.
        network: who says so, for the title, where there is more than one.
    """
    return chart(
        _("Most likely classes: {network}").format(network=network) if network else _("Most likely classes"),
        _("The classes that the network thinks most likely, most likely first, each with its probability as a bar."),
        classes * _row_height(1) + _AROUND,
        *_layers(classes * _row_height(1), alt.ColorValue(BLUE)),
    )


@per_language
def compared_spec(classes: int, cases: tuple[str, str], title: str = "") -> alt.LayerChart:
    """Two bars a class, as a Vega-Lite spec without data.

    Args:
        classes: how many; decides the height.
        cases: what the legend calls the first and the second bar, in the reader's language.
        title: of the chart, in the reader's language; by default it tells that two cases are compared.
    """
    color = alt.Color("case:N").scale(domain=cases, range=[BLUE, ORANGE])
    color = color.legend(title=None, orient="top", labelLimit=160, symbolType="square", symbolOpacity=1)
    return chart(
        title or _("Probabilities compared"),
        _("The probability of each class in two cases: two bars under each class's name."),
        classes * _row_height(2) + _AROUND + _LEGEND,
        *_layers(classes * _row_height(2), color),
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


def _layers(height: int, color: alt.Color | alt.ColorValue) -> list[alt.Chart]:
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y:Q", scale=down, axis=None)
    x = alt.X("probability:Q").title(_("probability")).scale(domain=[0, _END], nice=False)
    x = x.axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", grid=False, domain=False, ticks=False)
    rows = alt.Chart()
    tooltip = [alt.Tooltip("name:N", title=_("Class")), alt.Tooltip("text:N", title=_("Probability"))]
    bars = rows.encode(y=y, y2=alt.Y2("y2"), color=color, tooltip=tooltip)
    names = rows.transform_filter(alt.datum.first).mark_text(
        align="left",
        baseline="bottom",
        fontSize=13,
        fontWeight=600,
        color=text_color(),
        limit=alt.expr("width"),  # cut with an ellipsis where the chart ends, however wide it is
    )
    figures = rows.mark_text(align="left", baseline="middle", dx=6, dy=_BAR / 2, fontSize=12, color=text_color())
    return [
        bars.mark_rect(cornerRadius=2, opacity=_FAINT).encode(x=alt.XDatum(0), x2=alt.X2Datum(1)),
        bars.mark_rect(cornerRadius=2).encode(x=x, x2=alt.X2Datum(0)),
        names.encode(x=alt.XDatum(0), y=alt.Y("y_name:Q", scale=down, axis=None), text=alt.Text("name:N")),
        figures.encode(x=alt.XDatum(1), y=y, text=alt.Text("text:N")),
    ]
