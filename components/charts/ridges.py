"""Histograms of every layer over one another: activations, gradients or weights, input side on top."""

from __future__ import annotations

import json
import math

import altair as alt
import numpy as np

from components.charts.base import TICK_TEXT, chart, per_language, rows_of, text_color
from components.charts.palette import OUTPUT, layer_color
from components.charts.row_texts import layer_name, row_texts
from components.i18n import _
from components.picture import Table
from models.runs.frames import BINS, Histograms

KINDS = ("activations", "gradients", "weights", "errors")

BAR_ZONE = 0.62  # of a row's height; its text stands above
TEXT_LINE = 0.79  # where its text stands
TALLEST = 1.6  # a bar is cut at this multiple of the second tallest one of its row
TIP = 0.16  # of the bar zone: the pale tip of a bar that was cut
THINNEST = 1 / 160  # of the axis: a bar that would be thinner is widened to this

_LEAST = 112  # pixels: the title of the axis stands along it

_LARGEST = float(np.finfo(np.float32).max)  # positions go to the browser as float32

# What a row of the table is, in its column "part".
BAR, TIPS, LABEL, EDGE = range(4)


@per_language
def ridges_spec(
    kind: str, layers: int, own_scale: bool = False, output: bool = True, convolutions: int = 0
) -> alt.LayerChart:
    """Histograms of all layers as a Vega-Lite spec without data.

    Args:
        kind: one of `KINDS`.
        layers: number of rows, the output included.
        own_scale: each row spans the whole width, so the axis has no figures.
        output: the last row is the output layer.
        convolutions: how many rows from the first on are convolutions.
    """
    title, _axis_title, description = texts(kind)
    x, y = value_axis(kind, own_scale), _row_axis(layers, output, convolutions)
    edges, labels = rows_of(EDGE), rows_of(LABEL)
    # In one layer: Vega warns of each layer without rows, and often no bar is cut.
    bars = alt.Chart().transform_filter(alt.datum.part <= TIPS).mark_rect()
    texts_above = labels.mark_text(align="right", baseline="middle", fontSize=11, color=text_color())
    return chart(
        title,
        description,
        height(layers),
        edges.mark_point(opacity=0).encode(x=x),
        labels.mark_rule(color=OUTPUT, opacity=0.5).encode(y=_row_axis(layers, output, convolutions, "y2")),
        bars.encode(
            x=x,
            x2=alt.X2("x2"),
            y=y,
            y2=alt.Y2("y2"),
            color=_row_color(layers, output),
            tooltip=_tooltip(own_scale),
            opacity=alt.OpacityValue(1).condition(test=alt.datum.part == TIPS, value=0.4),
        ),
        texts_above.encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N")),
    )


def ridges_data(
    histograms: Histograms | None,
    *,
    dead: np.ndarray | None = None,
    saturated: np.ndarray | None = None,
    own_scale: bool = False,
    span: tuple[float, float] | None = None,
) -> Table:
    """The table for `ridges_spec`.

    Args:
        histograms: one a row, the output last; ``None`` before there are any.
        dead, saturated: (hidden layers,) shares for the row texts; nan or 0 is not told.
        own_scale: lay each row's range over the whole width and tell it in the row's text.
        span: values that the axis holds in any case, unless each row has its own scale.

    Returns:
        One row for each bar that is not empty, each tip, each text, and two for the ends of the axis;
        columns part, row, x, x2, y, y2, share, text. Row ``i`` counts from the top and lies between
        y = layers - 1 - i and one above.
    """
    if histograms is None:
        return _table(_edges(0.0, 1.0), _NO_BAR)
    low, high = histograms.low.astype(float), histograms.high.astype(float)
    drawn = np.isfinite(low) & np.isfinite(high) & (histograms.counts.sum(axis=1) > 0)
    if own_scale:
        low, high = np.zeros(len(low)), np.ones(len(low))
    ends = (0.0, 1.0) if own_scale else shared_range(*widened(low[drawn], high[drawn], span))
    bars = _bars_table(histograms.counts * drawn[:, None], np.where(drawn, low, 0), np.where(drawn, high, 0), ends)
    texts = row_texts(histograms, dead, saturated, with_range=own_scale)
    return _table(_edges(*ends), *bars, _labels(texts))


def height(layers: int) -> int:
    """The height of the chart in pixels, axis and title included."""
    row = 48 if layers <= 4 else 42 if layers <= 6 else 38
    return 82 + max(_LEAST, layers * row)


def widened(low: np.ndarray, high: np.ndarray, span: tuple[float, float] | None) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the layers' ranges, and those of the span behind them."""
    return (low, high) if span is None else (np.append(low, span[0]), np.append(high, span[1]))


def shared_range(low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
    """One range that holds all layers, rounded outwards so that the axis does not tremble at every frame."""
    if not len(low):
        return 0.0, 1.0
    left, right = float(low.min()), float(high.max())
    largest = max(abs(left), abs(right))
    if largest == 0.0:
        return -1.0, 1.0
    step = 10.0 ** math.floor(math.log10(largest)) / 2
    left, right = math.floor(left / step) * step, math.ceil(right / step) * step
    left, right = (left, right) if left < right else (left - step, right + step)
    return max(left, -_LARGEST), min(right, _LARGEST)


def texts(kind: str) -> tuple[str, str, str]:
    """Title, axis title and description."""
    return {
        "activations": (
            _("Activations"),
            _("what a unit passes on"),
            _("Histograms of what the units of each layer pass on, one row a layer, the first layer on top."),
        ),
        "gradients": (
            _("Gradients"),
            _("gradient of the loss"),
            _("Histograms of the loss gradient of each layer's weights, one row a layer, the first layer on top."),
        ),
        "weights": (
            _("Weights"),
            _("weight"),
            _("Histograms of each layer's weights, one row a layer, the first layer on top."),
        ),
        "errors": (
            _("Gradients on the way back"),
            _("gradient at the weighted sums"),
            _("Histograms of the gradient that arrives at each layer's weighted sums, the first layer on top."),
        ),
    }[kind]


def value_axis(kind: str, own_scale: bool) -> alt.X:
    """The axis of the values that are counted."""
    x = alt.X("x:Q").scale(zero=False, nice=False, padding=0)
    if own_scale:  # what the values are: the chart's title
        return x.title(_("each row on its own scale")).axis(tickCount=4, labels=False)
    return x.title(texts(kind)[1]).axis(tickCount=4, labelExpr=TICK_TEXT)


def _row_axis(layers: int, output: bool, convolutions: int, field: str = "y") -> alt.Y:
    """The axis of the rows; the layers' names stand beside the middle of their bars."""
    names = [layer_name(n, is_conv=n <= convolutions) for n in range(1, layers + 1)]
    if output:
        names[-1] = _("Output")
    # Upright beside one or two rows it would be longer than they are high, and push the chart's title out.
    y = alt.Y(f"{field}:Q").title(_("share of the values") if layers > 2 else None)
    return y.scale(domain=[0, layers], nice=False).axis(
        values=[row + BAR_ZONE / 2 for row in range(layers)],
        labelExpr=f"{json.dumps(names[::-1], ensure_ascii=False)}[floor(datum.value)]",
        grid=False,
        labelLimit=90,
    )


def _row_color(layers: int, output: bool) -> alt.Color:
    colors = [layer_color(index) for index in range(layers)]
    if output:
        colors[-1] = OUTPUT
    return alt.Color("row:O").scale(domain=list(range(layers)), range=colors).legend(None)


def _tooltip(own_scale: bool) -> list[alt.Tooltip]:
    """The share of a bar, and its ends where the axis has figures."""
    share = alt.Tooltip("share:Q", title=_("share of the values"), format=".1~%")
    if own_scale:
        return [share]
    ends = {"x": _("from"), "x2": _("to")}
    return [*(alt.Tooltip(f"{field}:Q", title=title, format=".3~g") for field, title in ends.items()), share]


def _bars_table(counts: np.ndarray, low: np.ndarray, high: np.ndarray, ends: tuple[float, float]) -> list[dict]:
    """The bars of all rows, and the pale tips of those that were cut; arrays by column."""
    layers = len(counts)
    width = (high - low) / BINS
    middle = low[:, None] + width[:, None] * (np.arange(BINS) + 0.5)
    half = np.maximum(width, THINNEST * (ends[1] - ends[0]))[:, None] / 2
    two_tallest = np.sort(counts, axis=1)[:, -2:]
    top = np.where(two_tallest[:, 0] > 0, np.minimum(two_tallest[:, 1], TALLEST * two_tallest[:, 0]), two_tallest[:, 1])
    relative = counts / np.where(top > 0, top, 1)[:, None]
    cut = relative > 1.0001
    y = (layers - 1.0 - np.arange(layers))[:, None] + np.zeros((1, BINS))
    body = np.where(cut, 1 - TIP, np.minimum(relative, 1))
    row = np.arange(layers)[:, None] + np.zeros((1, BINS))

    def part(number: int, chosen: np.ndarray, bottom: np.ndarray, upper: np.ndarray) -> dict:
        return {
            "part": np.full(int(chosen.sum()), number),
            "row": row[chosen],
            "x": (middle - half)[chosen],
            "x2": (middle + half)[chosen],
            "y": bottom[chosen],
            "y2": upper[chosen],
            "share": counts[chosen],
        }

    return [
        part(BAR, counts > 0, y, y + BAR_ZONE * body),
        part(TIPS, cut, y + BAR_ZONE * body, y + BAR_ZONE + 0 * y),
    ]


def _labels(texts: list[str]) -> dict:
    rows = np.arange(len(texts))
    base = len(texts) - 1.0 - rows
    return {"part": np.full(len(texts), LABEL), "row": rows, "y": base + TEXT_LINE, "y2": base, "text": texts}


def _edges(left: float, right: float) -> dict:
    return {"part": np.full(2, EDGE), "x": np.array([left, right])}


_NO_BAR = {"part": np.full(1, BAR)}  # without width and height: a layer of marks without rows is warned of

_DTYPES = {"part": np.uint8, "row": np.uint8} | dict.fromkeys(("x", "x2", "y", "y2", "share"), np.float32)


def _table(*parts: dict) -> Table:
    """The parts under one another; what a part does not have stays 0 or empty."""
    lengths = [len(part["part"]) for part in parts]
    columns = {
        name: np.concatenate([part.get(name, np.zeros(n)) for part, n in zip(parts, lengths, strict=True)]).astype(kind)
        for name, kind in _DTYPES.items()
    }
    text = [text for part, n in zip(parts, lengths, strict=True) for text in part.get("text", [""] * n)]
    return {**columns, "text": text}
