"""A few lines with names of their own, over steps or over places in a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import altair as alt
import numpy as np

from components.charts.base import TICK_TEXT, chart, logarithmic, per_language
from components.charts.curves import nearest_point
from components.picture import Table

_HEIGHT = 270

Axis = Literal["from zero", "log", "share"]
# A line's name and its colour.
Named = tuple[str, str]


@per_language
def lines_spec(
    title: str,
    subtitle: str,
    across: str,
    up: str,
    names: tuple[Named, ...],
    axis: Axis = "from zero",
    end: float | None = None,
) -> alt.LayerChart:
    """A Vega-Lite spec without data.

    Args:
        across, up: what the axes are called.
        names: of the lines, with their colours; they keep their places in the legend also where they have no points.
        axis: of the values: from 0 on, logarithmic, or shares from 0 to 1.
        end: where the axis across ends, which begins at 0 then; by default it holds just what there is.
    """
    x = alt.X("x:Q").title(across).axis(grid=False, format="d", tickMinStep=1, tickCount=8)
    x = x.scale(domain=[0, end], nice=False) if end is not None else x.scale(zero=False, nice=False, padding=8)
    rows = alt.Chart().encode(x=x, color=_color(names))
    rows = rows.transform_filter(alt.datum.value > 0) if axis == "log" else rows
    nearest = nearest_point("line", "x")
    seen = alt.OpacityValue(0).condition(param=nearest.name, empty=False, value=1)
    form = ".1%" if axis == "share" else ".3~g"
    points = rows.mark_point(filled=True, size=60).properties(name="hover").add_params(nearest)
    points = points.encode(
        y=alt.Y("value:Q"),
        opacity=seen,
        tooltip=[
            alt.Tooltip("line:N", title=" "),
            alt.Tooltip("x:Q", title=across, format="d"),
            alt.Tooltip("value:Q", title=up, format=form),
        ],
    )
    return chart(
        alt.Title(title, subtitle=subtitle),
        f"{title}: {subtitle}",
        _HEIGHT,
        rows.mark_line(strokeWidth=2, strokeJoin="round", clip=True).encode(y=_value(up, axis)),
        points,
    )


def lines_data(lines: Iterable[tuple[str, Sequence[float] | np.ndarray, Sequence[float] | np.ndarray]]) -> Table:
    """The table for `lines_spec`: columns line, x, value.

    Args:
        lines: name, places across and values of each. Values that are not finite have no place.
    """
    kept = [(name, *_finite(x, values)) for name, x, values in lines]
    empty = [np.zeros(0)]
    return {
        "line": [name for name, x, _values in kept for _point in x],
        "x": np.concatenate([x for _name, x, _values in kept] or empty),
        "value": np.concatenate([values for _name, _x, values in kept] or empty),
    }


def _finite(x: Sequence[float] | np.ndarray, values: Sequence[float] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    values = np.asarray(values, np.float64)
    is_finite = np.isfinite(values)
    return np.asarray(x, np.float64)[is_finite], values[is_finite]


def _value(title: str, axis: Axis) -> alt.Y:
    y = alt.Y("value:Q").title(title)
    if axis == "log":
        return logarithmic(y)
    if axis == "share":
        return y.scale(domain=[0, 1]).axis(format="%", tickCount=5)
    return y.scale(zero=True, nice=True).axis(tickCount=5, labelExpr=TICK_TEXT)


def _color(names: tuple[Named, ...]) -> alt.Color:
    words, colors = zip(*names, strict=True)
    legend = alt.Legend(title=None, orient="top", columns=3, labelLimit=200, symbolType="stroke")
    return alt.Color("line:N", sort=None).scale(domain=list(words), range=list(colors)).legend(legend)
