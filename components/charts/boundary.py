"""The decision boundary of a network on a plane: its answer everywhere, and the points it learns from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pandas as pd

from components.charts.base import Spec, chart, draw, per_language, rows_of
from components.charts.palette import class_color, tint
from components.i18n import _

EXTENT = 3.2  # the plane reaches from -EXTENT to EXTENT on both axes
SIDE = 300  # pixels
MOST_POINTS = 400  # of each kind
_CROSS = "M-.7,-.7L.7,.7M-.7,.7L.7,-.7"
_GROUND = "#efefef"  # behind everything, in either theme: where the network is in two minds

# What a row of the table is, in its column "part".
CELL, TRAINING_POINT, VALIDATION_POINT, NOISY_POINT = range(4)


@dataclass(frozen=True, eq=False)
class PlanePoints:
    """The examples of a plane dataset.

    Attributes:
        training, validation: (n, 2) float32, standardised coordinates.
        training_labels, validation_labels: (n,) class indices, as the network is told them.
        noisy: (n training,) bool, labels that label noise has changed; ``None`` for none.
    """

    training: np.ndarray
    training_labels: np.ndarray
    validation: np.ndarray
    validation_labels: np.ndarray
    noisy: np.ndarray | None = None


@per_language
def boundary_spec(classes: int = 2, cells: int = 50) -> Spec:
    """The plane as a Vega-Lite spec without data.

    Args:
        classes: number of classes; two share a scale from one colour to the other.
        cells: cells of the background on each side.
    """
    place = {"x": _axis("x", "x₁"), "y": _axis("y", "x₂")}
    hues = [class_color(index) for index in range(classes)]
    if classes == 2:
        # Three stops: a cell on the fence has neither colour.
        ground = {
            "domain": [0, 127.5, 255],
            "range": [tint(hues[0], 0.6), _GROUND, tint(hues[1], 0.6)],
            "type": "linear",
        }
    else:
        ground = {"domain": list(range(classes)), "range": [tint(hue, 0.45) for hue in hues], "type": "ordinal"}
    kind = "quantitative" if classes == 2 else "ordinal"
    cell = {"field": "value", "type": kind, "scale": ground, "legend": None}
    label = {
        "field": "value",
        "type": "ordinal",
        "scale": {"domain": list(range(classes)), "range": hues},
        "legend": None,
    }
    # Cells overlap by a hair, or the ground would shine through between them.
    size = (SIDE / cells + 0.7) ** 2
    layers = [
        _marks(CELL, {"shape": "square", "size": size, "filled": True}, {**place, "color": cell}),
        _marks(
            TRAINING_POINT,
            {"filled": True, "stroke": "white", "strokeWidth": 0.8, "size": 34},
            {**place, "fill": label},
        ),
        _marks(VALIDATION_POINT, {"fill": "white", "strokeWidth": 1.6, "size": 22}, {**place, "stroke": label}),
        _marks(
            NOISY_POINT, {"shape": _CROSS, "filled": False, "stroke": "#111111", "strokeWidth": 1.8, "size": 60}, place
        ),
    ]
    return chart(
        _("Decision boundary"),
        _(
            "The network's answer at every place of the plane as a colour, and the examples as points: "
            "training filled, validation hollow, a cross where the label is wrong on purpose."
        ),
        SIDE,
        layers,
        width=SIDE,
        autosize={"type": "pad"},
        view={"fill": _GROUND, "stroke": None},
        resolve={"scale": {"color": "independent", "fill": "independent", "stroke": "independent"}},
    )


def boundary_data(boundary: np.ndarray | None, points: PlanePoints) -> pd.DataFrame:
    """The table for `boundary_spec`: columns part, x, y, value.

    Args:
        boundary: (cells, cells) uint8 from `Frame.boundary`, or ``None`` before there is one.
        points: the examples; at most `MOST_POINTS` of each kind are shown. Give the same object each
            frame: its part of the table is then made only once.
    """
    tables = [_points_table(points)]
    if boundary is not None:
        x, y = _grid(len(boundary))
        value = boundary.ravel()
        tables.insert(0, (np.full(value.size, CELL, np.uint8), x, y, value))
    columns = (np.concatenate(column) for column in zip(*tables, strict=True))
    return pd.DataFrame(dict(zip(("part", "x", "y", "value"), columns, strict=True)))


def draw_boundary(boundary: np.ndarray | None, points: PlanePoints, *, classes: int = 2, key: str) -> None:
    """Draw the plane; see `boundary_data` for the arguments."""
    draw(boundary_data(boundary, points), boundary_spec(classes), key, width="content")


def _axis(field: str, title: str) -> Spec:
    scale = {"domain": [-EXTENT, EXTENT], "nice": False}
    axis = {"values": [-3, -2, -1, 0, 1, 2, 3], "grid": False}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale, "axis": axis}


def _marks(part: int, mark: Spec, encoding: Spec) -> Spec:
    return {
        "transform": rows_of(part),
        "mark": {"type": "point", "opacity": 1, "clip": True, **mark},
        "encoding": encoding,
    }


@cache
def _grid(cells: int) -> tuple[np.ndarray, np.ndarray]:
    """The middle of each cell, row by row from low y to high y: x and y, each (cells * cells,)."""
    middles = ((np.arange(cells, dtype=np.float32) + 0.5) * 2 / cells - 1) * np.float32(EXTENT)
    y, x = np.meshgrid(middles, middles, indexing="ij")
    return x.ravel(), y.ravel()


@lru_cache(maxsize=64)
def _points_table(points: PlanePoints) -> tuple[np.ndarray, ...]:
    """The examples as columns part, x, y, value."""
    training, validation = slice(None, MOST_POINTS), slice(None, MOST_POINTS)
    noisy = np.flatnonzero(np.zeros(0) if points.noisy is None else points.noisy[training])
    groups = [
        (TRAINING_POINT, points.training[training], points.training_labels[training]),
        (VALIDATION_POINT, points.validation[validation], points.validation_labels[validation]),
        (NOISY_POINT, points.training[noisy], points.training_labels[noisy]),
    ]
    place = np.concatenate([places for _part, places, _labels in groups]).astype(np.float32)
    part = np.concatenate([np.full(len(places), part, np.uint8) for part, places, _labels in groups])
    label = np.concatenate([labels for _part, _places, labels in groups]).astype(np.uint8)
    return part, place[:, 0], place[:, 1], label
