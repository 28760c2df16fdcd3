"""The decision boundary of a network on a plane: its answer everywhere, and the points it learns from."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import altair as alt
import numpy as np

from components.charts.base import chart, per_language, rows_of
from components.charts.palette import CLASSES, tint
from components.i18n import _
from components.picture import Table
from models.datasets.split import Split

EXTENT = 3.2  # the plane reaches from -EXTENT to EXTENT on both axes
SIDE = 300  # pixels
CELLS = 50  # of the background on each side, as the engine makes them
MOST_POINTS = 400  # of each kind
_CROSS = "M-.7,-.7L.7,.7M-.7,.7L.7,-.7"
# The plane looks the same in either theme.
_GROUND = "#efefef"
_INK = "#111111"

# What a row of the table is, in its column "part".
CELL, TRAINING_POINT, VALIDATION_POINT, NOISY_POINT = range(4)


@per_language
def boundary_spec() -> alt.LayerChart:
    """The plane of a two-class dataset as a Vega-Lite spec without data."""
    # Three stops: a cell where the network is in two minds has neither colour.
    ground = alt.Scale(domain=[0, 127.5, 255], range=[tint(CLASSES[0], 0.6), _GROUND, tint(CLASSES[1], 0.6)])
    label = alt.Scale(domain=[0, 1], range=CLASSES)
    # Cells overlap by a hair, or the ground would shine through between them.
    cells = _points(CELL, shape="square", size=(SIDE / CELLS + 0.7) ** 2, filled=True)
    training = _points(TRAINING_POINT, filled=True, stroke="white", strokeWidth=0.8, size=34)
    validation = _points(VALIDATION_POINT, fill="white", strokeWidth=1.6, size=22)
    plane = chart(
        _("Decision boundary"),
        _(
            "The network's answer at every place of the plane as a colour, and the examples as points: "
            "training filled, validation hollow, a cross where the label is wrong on purpose."
        ),
        SIDE,
        cells.encode(color=alt.Color("value:Q", scale=ground, legend=None)),
        training.encode(fill=alt.Fill("value:O", scale=label, legend=None)),
        validation.encode(stroke=alt.Stroke("value:O", scale=label, legend=None)),
        _points(NOISY_POINT, shape=_CROSS, filled=False, stroke=_INK, strokeWidth=1.8, size=60),
    )
    return plane.properties(
        width=SIDE, autosize=alt.AutoSizeParams(type="pad"), view=alt.ViewBackground(fill=_GROUND, stroke=None)
    ).resolve_scale(color="independent", fill="independent", stroke="independent")


def boundary_data(boundary: np.ndarray | None, split: Split) -> Table:
    """The table for `boundary_spec`: columns part, x, y, value.

    Args:
        boundary: (CELLS, CELLS) uint8 from `Frame.boundary`, or ``None`` before there is one.
        split: the examples; at most `MOST_POINTS` of each kind are shown. Give the same object each
            frame: its part of the table is then made only once.
    """
    tables = [_points_table(split)]
    if boundary is not None:
        x, y = _grid()
        value = boundary.ravel()
        tables.insert(0, (np.full(value.size, CELL, np.uint8), x, y, value))
    columns = (np.concatenate(column) for column in zip(*tables, strict=True))
    return dict(zip(("part", "x", "y", "value"), columns, strict=True))


def _points(part: int, **mark: Any) -> alt.Chart:
    scale = alt.Scale(domain=[-EXTENT, EXTENT], nice=False)
    axis = alt.Axis(values=[-3, -2, -1, 0, 1, 2, 3], grid=False)
    points = rows_of(part).mark_point(opacity=1, clip=True, **mark)
    return points.encode(
        x=alt.X("x:Q", title="x₁", scale=scale, axis=axis), y=alt.Y("y:Q", title="x₂", scale=scale, axis=axis)
    )


@cache
def _grid() -> tuple[np.ndarray, np.ndarray]:
    """The middle of each cell, row by row from low y to high y: x and y, each (CELLS * CELLS,)."""
    middles = ((np.arange(CELLS, dtype=np.float32) + 0.5) * 2 / CELLS - 1) * np.float32(EXTENT)
    y, x = np.meshgrid(middles, middles, indexing="ij")
    return x.ravel(), y.ravel()


@lru_cache(maxsize=64)
def _points_table(split: Split) -> tuple[np.ndarray, ...]:
    """The examples as columns part, x, y, value."""
    noisy = np.flatnonzero(split.noisy[:MOST_POINTS])
    groups = [
        (TRAINING_POINT, split.x_train[:MOST_POINTS], split.y_train[:MOST_POINTS]),
        (VALIDATION_POINT, split.x_val[:MOST_POINTS], split.y_val[:MOST_POINTS]),
        (NOISY_POINT, split.x_train[noisy], split.y_train[noisy]),
    ]
    place = np.concatenate([places for _part, places, _labels in groups]).astype(np.float32)
    part = np.concatenate([np.full(len(places), part, np.uint8) for part, places, _labels in groups])
    label = np.concatenate([labels for _part, _places, labels in groups]).astype(np.uint8)
    return part, place[:, 0], place[:, 1], label
