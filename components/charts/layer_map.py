"""Histograms of many layers as a map: one column of colour a layer would be too narrow, so one row a layer."""

from __future__ import annotations

import json

import altair as alt
import numpy as np

from components.charts.base import chart, per_language, rows_of
from components.charts.palette import BLUE, tint
from components.charts.ridges import shared_range, texts, value_axis, widened
from components.i18n import _
from components.picture import Table
from models.runs.frames import BINS, Histograms

MOST_RIDGES = 10  # layers; beyond that rows of bars are too flat to be read
_ROW = 8  # pixels
_CELL, _EDGE = range(2)


@per_language
def layer_map_spec(kind: str, layers: int, own_scale: bool = False) -> alt.LayerChart:
    """The map as a Vega-Lite spec without data; see `components.charts.ridges.ridges_spec`."""
    title, _axis_title, description = texts(kind)
    x = value_axis(kind, own_scale)
    y = alt.Y("y:Q").title(_("layer")).scale(domain=[layers + 0.5, 0.5], nice=False)
    few, many = json.dumps(_("few"), ensure_ascii=False), json.dumps(_("many values"), ensure_ascii=False)
    ground = tint(BLUE, 0.06)
    color = alt.Color("height:Q").title(None).scale(domain=[0, 0.15, 1], range=[ground, tint(BLUE, 0.45), "#08395a"])
    color = color.legend(
        title=None,
        orient="none",
        legendX=alt.expr("width - 140"),  # beside the title
        legendY=-30,
        direction="horizontal",
        gradientLength=110,
        gradientThickness=8,
        values=[0, 1],
        labelExpr=f"datum.value ? {many} : {few}",
    )
    edges = rows_of(_EDGE).mark_point(opacity=0).encode(x=x)
    cells = rows_of(_CELL).mark_rect()
    cells = cells.encode(
        x=x,
        x2=alt.X2("x2"),
        y=y.axis(values=[1, *range(5, layers + 1, 5)], grid=False, format="d"),
        y2=alt.Y2("y2"),
        color=color,
        tooltip=[
            alt.Tooltip("layer:Q", title=_("Layer")),
            alt.Tooltip("share:Q", title=_("share of the values"), format=".1~%"),
        ],
    )
    layer_map = chart(title, description, 82 + _ROW * layers, edges, cells)
    return layer_map.properties(view=alt.ViewBackground(fill=ground, stroke=None))


def layer_map_data(histograms: Histograms, own_scale: bool = False, span: tuple[float, float] | None = None) -> Table:
    """The table for `layer_map_spec`: columns part, layer, x, x2, y, y2, share, height (of the layer's tallest).

    See `components.charts.ridges.ridges_data` for ``span``.
    """
    low, high = histograms.low.astype(float), histograms.high.astype(float)
    tallest = histograms.counts.max(axis=1)
    drawn = np.isfinite(low) & np.isfinite(high) & (tallest > 0)
    if own_scale:
        low, high = np.zeros(len(low)), np.ones(len(low))
    left, right = (0.0, 1.0) if own_scale else shared_range(*widened(low[drawn], high[drawn], span))
    layer, bin_ = np.nonzero(histograms.counts * drawn[:, None])
    height = histograms.counts[layer, bin_] / tallest[layer]
    upwards = np.argsort(height)  # where cells lie over one another, the tallest is on top
    layer, bin_, height = layer[upwards], bin_[upwards], height[upwards]
    width = (high - low)[layer] / BINS
    thinnest = (right - left) / (2 * BINS)  # a layer whose values are all alike is still to be seen
    middle, half = low[layer] + width * (bin_ + 0.5), np.maximum(width, thinnest) / 2
    x, x2 = np.clip([middle - half, middle + half], left, right)
    cells = {
        "part": np.full(layer.size, _CELL),
        "layer": layer + 1,
        "x": x,
        "x2": x2,
        "y": layer + 0.5,
        "y2": layer + 1.5,
        "share": histograms.counts[layer, bin_],
        "height": height,
    }
    edges = dict.fromkeys(cells, np.zeros(2)) | {"part": np.full(2, _EDGE), "x": np.array([left, right])}
    return {name: np.concatenate([column, edges[name]]).astype(np.float32) for name, column in cells.items()}
