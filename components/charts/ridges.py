"""Histograms of every layer over one another: activations, gradients or weights, input side on top."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd

from components.charts.base import Spec, chart, draw, per_language, rows_of
from components.charts.palette import OUTPUT, TEXT, layer_color
from components.i18n import _
from models.frames import BINS, Histograms

KINDS = ("activations", "gradients", "weights")

BAR_ZONE = 0.62  # of a row's height; its text stands above
TEXT_LINE = 0.79  # where its text stands
TALLEST = 1.6  # a bar is cut at this multiple of the second tallest one of its row
TIP = 0.16  # of the bar zone: the pale tip of a bar that was cut
THINNEST = 1 / 160  # of the axis: a bar that would be thinner is widened to this

# What a row of the table is, in its column "part".
BAR, TIPS, LABEL, EDGE = range(4)


@per_language
def ridges_spec(kind: str, layers: int, own_scale: bool = False) -> Spec:
    """Histograms of all layers as a Vega-Lite spec without data.

    Args:
        kind: one of `KINDS`.
        layers: number of rows, the output included.
        own_scale: each row spans the whole width, so the axis has no figures.
    """
    title, axis_title, description = _texts(kind)
    names = [*(_("Layer {n}").format(n=n) for n in range(1, layers)), _("Output")]
    colors = [*(layer_color(index) for index in range(layers - 1)), OUTPUT]
    x_axis: Spec = {"tickCount": 4, "format": ".3~g", "labelFlush": True}
    if own_scale:
        axis_title, x_axis = (
            _("{what}, each row on its own scale").format(what=axis_title),
            {"labels": False, "tickCount": 4},
        )
    x = {"field": "x", "type": "quantitative", "title": axis_title, "axis": x_axis}
    x["scale"] = {"zero": False, "nice": False, "padding": 0}
    y = {
        "field": "y",
        "type": "quantitative",
        "title": _("share of the values"),
        "scale": {"domain": [0, layers], "nice": False},
        "axis": {
            "values": [row + BAR_ZONE / 2 for row in range(layers)],
            "labelExpr": f"{json.dumps(names[::-1], ensure_ascii=False)}[floor(datum.value)]",
            "grid": False,
            "labelLimit": 70,
        },
    }
    bars = {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}
    color = {"field": "row", "type": "ordinal", "legend": None}
    color["scale"] = {"domain": list(range(layers)), "range": colors}
    tooltip = [
        {"field": "x", "type": "quantitative", "title": _("from"), "format": ".3~g"},
        {"field": "x2", "type": "quantitative", "title": _("to"), "format": ".3~g"},
        {"field": "share", "type": "quantitative", "title": _("share of the values"), "format": ".1~%"},
    ]
    layers_of_marks = [
        {"transform": rows_of(EDGE), "mark": {"type": "point", "opacity": 0}, "encoding": {"x": x}},
        {
            "transform": rows_of(LABEL),
            "mark": {"type": "rule", "color": OUTPUT, "opacity": 0.5},
            "encoding": {"y": {**y, "field": "y2"}},
        },
        _bars(BAR, 1.0, {**bars, "color": color, "tooltip": tooltip}),
        _bars(TIPS, 0.4, {**bars, "color": color, "tooltip": tooltip}),
        {
            "transform": rows_of(LABEL),
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "middle",
                "fontSize": 11,
                "color": TEXT,
            },
            "encoding": {"x": {"value": "width"}, "y": y, "text": {"field": "text", "type": "nominal"}},
        },
    ]
    return chart(title, description, height(layers), layers_of_marks)


def ridges_data(
    histograms: Histograms | None,
    *,
    dead: np.ndarray | None = None,
    saturated: np.ndarray | None = None,
    own_scale: bool = False,
) -> pd.DataFrame:
    """The table for `ridges_spec`.

    Args:
        histograms: one a row, the output last; ``None`` before there are any.
        dead, saturated: (hidden layers,) shares for the row texts; nan or 0 is not told.
        own_scale: lay each row's range over the whole width and tell it in the row's text.

    Returns:
        One row for each bar that is not empty, each tip, each text, and two for the ends of the axis;
        columns part, row, x, x2, y, y2, share, text. Row ``i`` counts from the top and lies between
        y = layers - 1 - i and one above.
    """
    if histograms is None:
        return _table(_edges(0.0, 1.0))
    low, high = histograms.low.astype(float), histograms.high.astype(float)
    drawn = np.isfinite(low) & np.isfinite(high) & (histograms.counts.sum(axis=1) > 0)
    if own_scale:
        low, high = np.zeros(len(low)), np.ones(len(low))
    ends = (0.0, 1.0) if own_scale else shared_range(low[drawn], high[drawn])
    bars = _bars_table(histograms.counts * drawn[:, None], np.where(drawn, low, 0), np.where(drawn, high, 0), ends)
    texts = row_texts(histograms, dead, saturated, with_range=own_scale)
    return _table(_edges(*ends), *bars, _labels(texts))


def draw_ridges(
    kind: str,
    histograms: Histograms | None,
    *,
    layers: int,
    dead: np.ndarray | None = None,
    saturated: np.ndarray | None = None,
    own_scale: bool = False,
    key: str,
) -> None:
    """Draw one of `KINDS`; see `ridges_data` and `ridges_spec` for the arguments."""
    data = ridges_data(histograms, dead=dead, saturated=saturated, own_scale=own_scale)
    draw(data, ridges_spec(kind, layers, own_scale), key)


def height(layers: int) -> int:
    """The height of the chart in pixels, axis and title included."""
    row = 48 if layers <= 4 else 42 if layers <= 6 else 38
    return 82 + layers * row


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
    return (left, right) if left < right else (left - step, right + step)


def row_texts(
    histograms: Histograms, dead: np.ndarray | None, saturated: np.ndarray | None, with_range: bool = False
) -> list[str]:
    """What stands above each row: its spread, and the shares of dead and saturated units where there are any."""
    texts = []
    for row, spread in enumerate(histograms.spread):
        if not np.isfinite(spread):
            texts.append(_("overflow"))
            continue
        text = [_("std {value}").format(value=short_number(spread))]
        if with_range:
            text.insert(0, _range_text(float(histograms.low[row]), float(histograms.high[row])))
        for shares, wording in ((dead, _("{share} dead")), (saturated, _("{share} saturated"))):
            if shares is not None and row < len(shares) and shares[row] > 0:
                text.append(wording.format(share=percent(shares[row])))
        texts.append(" · ".join(text))
    return texts


def short_number(value: float) -> str:
    """Two digits, and an exponent only where it is shorter: 0.21, 15000 as 1.5e4, 1e-6."""
    mantissa, exponent, power = f"{abs(value):.2g}".partition("e")
    sign = "−" if value < 0 else ""
    return f"{sign}{mantissa}e{int(power)}" if exponent else sign + mantissa


def percent(share: float) -> str:
    """A share in whole per cent; one that rounds to nothing as "<1 %"."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.005 else "<1 %"


def _range_text(low: float, high: float) -> str:
    """The ends of a row; an end next to nothing beside the other is 0."""
    low, high = (end if abs(end) > 0.005 * (high - low) else 0.0 for end in (low, high))
    return _("{low} to {high}").format(low=short_number(low), high=short_number(high))


def _texts(kind: str) -> tuple[str, str, str]:
    """Title, axis title and description."""
    return {
        "activations": (
            _("Activations"),
            _("what a unit hands on"),
            _("Histograms of what the units of each layer hand on, one row a layer, the first layer on top."),
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
    }[kind]


def _bars(part: int, opacity: float, encoding: Spec) -> Spec:
    return {"transform": rows_of(part), "mark": {"type": "rect", "opacity": opacity}, "encoding": encoding}


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


_DTYPES = {"part": np.uint8, "row": np.uint8} | dict.fromkeys(("x", "x2", "y", "y2", "share"), np.float32)


def _table(*parts: dict) -> pd.DataFrame:
    """The parts under one another; what a part does not have stays 0 or empty."""
    lengths = [len(part["part"]) for part in parts]
    columns = {
        name: np.concatenate([part.get(name, np.zeros(n)) for part, n in zip(parts, lengths, strict=True)]).astype(kind)
        for name, kind in _DTYPES.items()
    }
    text = [text for part, n in zip(parts, lengths, strict=True) for text in part.get("text", [""] * n)]
    return pd.DataFrame({**columns, "text": text})
