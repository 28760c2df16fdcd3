"""The learning curves of several runs over one another: one colour a run, training solid, validation dashed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.charts.base import Spec, Table, chart, draw, per_language
from components.charts.curves import curve_points, curve_rows, epoch_axis, tooltip_texts, value_axis
from components.charts.palette import DASH, SOLID, TEXT, run_color
from components.i18n import _
from models.frames import Curves

MOST_RUNS = 6
HEIGHT = 300
MOST_POINTS = 150  # of each run


@per_language
def comparison_spec(metric: str = "loss", y_scale: str = "zero") -> Spec:
    """The curves of up to `MOST_RUNS` runs as a Vega-Lite spec without data.

    Args:
        metric, y_scale: see `curves_spec`.
    """
    title = {
        "text": _("Loss of the runs") if metric == "loss" else _("Accuracy of the runs"),
        "subtitle": _("training solid, validation dashed"),
        "subtitleColor": TEXT,
        "subtitlePadding": 4,
    }
    layers = [_curves(metric, y_scale), _hover(metric)]
    return chart(
        title, _("Each run in its own colour: training as a solid line, validation as a dashed one."), HEIGHT, layers
    )


def comparison_data(runs: Sequence[tuple[str, Curves]], metric: str = "loss") -> Table:
    """The table for `comparison_spec`: columns run, epoch, training, validation.

    Args:
        runs: name and curves of each run. The names must differ: they are what the legend shows.
        metric: "loss" or "accuracy".
    """
    points = [curve_points(curves, metric, MOST_POINTS) for _name, curves in runs]
    names = [name for (name, _curves), (epoch, *_values) in zip(runs, points, strict=True) for _point in epoch]
    columns = [np.concatenate(column).astype(np.float32) for column in zip(*points, strict=True)] or [np.zeros(0)] * 3
    return {"run": names, **dict(zip(("epoch", "training", "validation"), columns, strict=True))}


def draw_comparison(
    runs: Sequence[tuple[str, Curves]], metric: str = "loss", *, y_scale: str = "zero", key: str
) -> None:
    """Draw the runs over one another; see `comparison_data` for the arguments."""
    draw(comparison_data(runs, metric), comparison_spec(metric, y_scale), key)


def _curves(metric: str, y_scale: str) -> Spec:
    return {
        "transform": curve_rows(y_scale),
        "mark": {"type": "line", "strokeWidth": 2, "strokeJoin": "round"},
        "encoding": {
            "x": epoch_axis(),
            "y": value_axis(metric, y_scale),
            "color": {
                "field": "run",
                "type": "nominal",
                "sort": None,
                "scale": {"range": [run_color(index) for index in range(MOST_RUNS)]},
                "legend": {"title": None, "orient": "top", "columns": 2, "labelLimit": 140, "symbolType": "stroke"},
            },
            "strokeDash": {
                "field": "curve",
                "type": "nominal",
                "scale": {"domain": ["training", "validation"], "range": [SOLID, DASH]},
                "legend": None,  # the subtitle says it in less room
            },
        },
    }


def _hover(metric: str) -> Spec:
    return {
        "transform": tooltip_texts(metric),
        "params": [
            {
                "name": "nearest_point",
                "select": {
                    "type": "point",
                    "nearest": True,
                    "on": "pointermove",
                    "clear": "pointerout",
                    "fields": ["run", "epoch"],
                },
            }
        ],
        "mark": {"type": "point", "filled": True, "size": 60},
        "encoding": {
            "x": epoch_axis(),
            "y": {"field": "training", "type": "quantitative"},
            "color": {"field": "run", "type": "nominal", "sort": None},
            "opacity": {"condition": {"param": "nearest_point", "empty": False, "value": 1}, "value": 0},
            "tooltip": [
                {"field": "run", "type": "nominal", "title": _("Run")},
                {"field": "epoch", "type": "quantitative", "title": _("Epoch")},
                {"field": "training_text", "type": "nominal", "title": _("Training")},
                {"field": "validation_text", "type": "nominal", "title": _("Validation")},
            ],
        },
    }
