"""Drawings of a network's blocks: boxes with a text each, and lines that go from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import numpy as np

from components.charts.base import chart, per_language, rows_of, text_color
from components.charts.palette import TEXT
from components.picture import Table

_LINES, _ENDS, _BOXES = 0, 1, 2  # parts of the table
_ROW = 46  # pixels
GAP = 0.08  # between a box and its neighbours, of a column or a row


@dataclass(frozen=True)
class Box:
    """A box, measured in columns and rows from the upper left corner.

    Attributes:
        left, top, width, height: of its place.
        color: of its frame.
    """

    left: float
    top: float
    width: float
    text: str
    color: str = TEXT
    height: float = 1.0

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


@dataclass(frozen=True)
class Way:
    """A line through several points (column, row); a triangle shows where it ends."""

    points: tuple[tuple[float, float], ...]
    color: str = TEXT


def down(upper: Box, lower: Box, color: str = TEXT) -> Way:
    """The way from a box to one below it, straight down where the boxes lie above one another."""
    overlap = max(upper.left, lower.left), min(upper.left + upper.width, lower.left + lower.width)
    start, end = upper.middle, lower.middle
    if upper.width != lower.width and overlap[0] < overlap[1]:
        start = end = sum(overlap) / 2
    return Way(((start, upper.top + upper.height - GAP), (end, lower.top + GAP)), color)


_Row = tuple[int, float, float, float, float, str, str]  # part, x, y, x2, y2, text, color


@per_language
def drawing_spec(title: str, columns: float, rows: float, description: str) -> alt.LayerChart:
    """A drawing of so many columns and rows, a Vega-Lite spec without data."""
    color = alt.Color("color:N").scale(None).legend(None)
    x = alt.X("x:Q").scale(domain=[0, columns], nice=False).axis(None)
    y = alt.Y("y:Q").scale(domain=[rows, 0], nice=False).axis(None)
    ends = {"x2": alt.X2("x2"), "y2": alt.Y2("y2")}
    lines = rows_of(_LINES).mark_rule(strokeWidth=1.5).encode(x=x, y=y, color=color, **ends)
    tips = rows_of(_ENDS).mark_point(filled=True, size=60, opacity=1)
    tips = tips.encode(x=x, y=y, color=color, shape=alt.Shape("text:N").scale(None).legend(None))
    boxes = rows_of(_BOXES).mark_rect(fillOpacity=0.16, strokeWidth=1.5, cornerRadius=3)
    boxes = boxes.encode(x=x, y=y, stroke=color, fill=alt.Fill("color:N").scale(None).legend(None), **ends)
    # A text that is longer than its box is cut off there.
    room = alt.ExprRef(f"(datum.x2 - datum.x) * width / {columns}")
    texts = rows_of(_BOXES).mark_text(fontSize=12, color=text_color(), limit=room)
    texts = texts.encode(
        x=alt.X("middle_x:Q").scale(domain=[0, columns]), y=alt.Y("middle_y:Q"), text=alt.Text("text:N")
    )
    return chart(title, description, round(_ROW * rows), lines, tips, boxes, texts)


def drawing_data(boxes: Sequence[Box], ways: Sequence[Way]) -> Table:
    """The table for `drawing_spec`."""
    rows: list[_Row] = []
    for way in ways:
        rows += [(_LINES, *start, *end, "", way.color) for start, end in pairwise(way.points)]
        rows.append(_tip(way))
    for box in boxes:
        beside = min(GAP, box.width / 5)  # a narrow box is still to be seen
        upper_left = (box.left + beside, box.top + GAP)
        lower_right = (box.left + box.width - beside, box.top + box.height - GAP)
        rows.append((_BOXES, *upper_left, *lower_right, box.text, box.color))
    columns = dict(zip(("part", "x", "y", "x2", "y2", "text", "color"), zip(*rows, strict=True), strict=True))
    places = {name: np.array(columns[name], np.float64) for name in ("x", "y", "x2", "y2")}
    return {
        "part": np.array(columns["part"], np.uint8),
        **places,
        "middle_x": (places["x"] + places["x2"]) / 2,
        "middle_y": (places["y"] + places["y2"]) / 2,
        "text": list(columns["text"]),
        "color": list(columns["color"]),
    }


def _tip(way: Way) -> _Row:
    """The triangle at the end of a way; its text says which way it points."""
    (before, _above), (x, y) = way.points[-2:]
    if before > x and _above == y:
        return _ENDS, x + GAP / 2, y, x, y, "triangle-left", way.color
    return _ENDS, x, y - GAP, x, y, "triangle-down", way.color
