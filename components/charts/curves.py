"""Learning curves: loss or accuracy against the epoch, training solid, validation dashed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from components.charts.base import TICK_TEXT, Spec, Table, chart, draw, log_axis, per_language, rows_of
from components.charts.palette import DASH, OUTPUT, SOLID, TEXT, TRAINING, VALIDATION
from components.i18n import _
from models.runs.frames import Curves

HEIGHT = 230
MOST_POINTS = 300
FEW_POINTS = 12  # up to here, each epoch also gets a dot

# What a row of the table is, in its column "part".
POINT, TUNED, BEST, EDGE = range(4)


@per_language
def curves_spec(metric: str = "loss", y_scale: str = "zero", with_penalty: bool = False) -> Spec:
    """The learning curves as a Vega-Lite spec without data.

    Args:
        metric: "loss" or "accuracy".
        y_scale: "zero" starts the axis at 0, "log" is logarithmic, "close" spans just the values.
        with_penalty: the table's column "penalty" is drawn too, as a thin line.
    """
    if metric == "loss":
        title, description = _("Loss"), _("Loss of each epoch: training as a solid line, validation as a dashed one.")
    else:
        title = _("Accuracy")
        description = _("Share of right answers in each epoch: training as a solid line, validation as a dashed one.")
    layers = [
        {"transform": rows_of(EDGE), "mark": {"type": "point", "opacity": 0}, "encoding": {"x": epoch_axis()}},
        {
            "transform": [*rows_of(EDGE), {"filter": "isValid(datum.training)"}],
            "mark": {"type": "point", "opacity": 0},
            "encoding": {"y": {**value_axis(metric, y_scale), "field": "training"}},
        },
        _rule(TUNED, TEXT, DASH),
        _rule(BEST, OUTPUT, SOLID),
        *([_penalty(metric, y_scale)] if with_penalty else []),
        _curves(metric, y_scale),
        _dots(metric, y_scale),
        _hover(metric),
        _flag(TUNED, TEXT, "triangle-down"),
        _flag(BEST, OUTPUT, "diamond"),
    ]
    return chart(title, description, HEIGHT, layers)


def curves_data(
    curves: Curves,
    metric: str = "loss",
    *,
    epochs: int,
    tuned: Sequence[tuple[float, str]] = (),
    best_epoch: int = 0,
    now: tuple[float, float] | None = None,
    with_penalty: bool = False,
    start: tuple[float, float, float, float] | None = None,
) -> Table:
    """The table for `curves_spec`.

    Args:
        curves: the curves so far; what is not finite is left out of the lines.
        metric: "loss" or "accuracy".
        epochs: where the epoch axis ends.
        tuned: position in epochs and text of each place where a value was tuned live.
        best_epoch: 1-based epoch whose weights were kept; 0 for none.
        now: position in epochs and training value of the epoch that is going on.
        with_penalty: the penalty of each epoch is told too.
        start: of the fresh network; see `models.runs.frames.Frame`.

    Returns:
        At most `MOST_POINTS` + 3 rows for points and one for each mark; columns part, epoch,
        training, validation, text, and perhaps penalty.
    """
    epoch, training, validation = curve_points(curves, metric)
    if start is not None:
        at_start = (0, *(start[::2] if metric == "loss" else start[1::2]))
        epoch, training, validation = (
            np.insert(column.astype(float), 0, value if np.isfinite(value) else np.nan)
            for column, value in zip((epoch, training, validation), at_start, strict=True)
        )
    if now is not None and np.isfinite(now[1]):
        epoch, training, validation = (
            np.append(a, b) for a, b in ((epoch, now[0]), (training, now[1]), (validation, np.nan))
        )
    # Without a point the value axis would have no ends.
    low, high = (np.nan, np.nan) if len(epoch) else (0.1, 1.0)
    marks = [(EDGE, 0, low, ""), (EDGE, epochs, high, ""), *((TUNED, at, np.nan, text) for at, text in tuned)]
    if best_epoch:
        marks.append((BEST, best_epoch, np.nan, _("Best epoch: {n}").format(n=best_epoch)))
    parts, places, values, texts = zip(*marks, strict=True)
    table: Table = {
        "part": np.append(np.full(len(epoch), POINT), parts).astype(np.uint8),
        "epoch": np.append(epoch, places).astype(np.float32),
        "training": np.append(training, values).astype(np.float32),
        "validation": np.append(validation, np.full(len(marks), np.nan)).astype(np.float32),
        "text": [""] * len(epoch) + list(texts),
    }
    if with_penalty:
        kept = shown_epochs(len(curves.penalty))
        penalty = np.full(len(table["part"]), np.nan, np.float32)
        first = 0 if start is None else 1
        penalty[first : first + len(kept)] = np.where(np.isfinite(curves.penalty[kept]), curves.penalty[kept], np.nan)
        table["penalty"] = penalty
    return table


def draw_curves(
    curves: Curves,
    metric: str = "loss",
    *,
    epochs: int,
    tuned: Sequence[tuple[float, str]] = (),
    best_epoch: int = 0,
    now: tuple[float, float] | None = None,
    y_scale: str = "zero",
    with_penalty: bool = False,
    start: tuple[float, float, float, float] | None = None,
    key: str,
) -> None:
    """Draw the learning curves; see `curves_data` and `curves_spec` for the arguments."""
    marks: dict[str, Any] = {"epochs": epochs, "tuned": tuned, "best_epoch": best_epoch, "now": now, "start": start}
    data = curves_data(curves, metric, **marks, with_penalty=with_penalty)
    draw(data, curves_spec(metric, y_scale, with_penalty), key)


def curve_points(curves: Curves, metric: str, most: int = MOST_POINTS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Epochs (from 1), training and validation values of the `shown_epochs`; nan where not finite."""
    kept = shown_epochs(len(curves.loss), most)
    values = (getattr(curves, name)[kept] for name in (metric, f"val_{metric}"))
    training, validation = (np.where(np.isfinite(value), value, np.nan) for value in values)
    return kept + 1, training, validation


def shown_epochs(epochs: int, most: int = MOST_POINTS) -> np.ndarray:
    """Indices of at most ``most`` + 1 epochs.

    They stay the same while a run goes on (every second one, then every third), so that a long curve does not flicker;
    the newest is always among them.
    """
    kept = np.arange(0, epochs, max(1, -(-epochs // most)))
    return np.append(kept, epochs - 1) if epochs and kept[-1] != epochs - 1 else kept


def epoch_axis() -> Spec:
    """The x-axis of every chart over epochs; it ends where the table's last row does."""
    return {
        "field": "epoch",
        "type": "quantitative",
        "title": _("epoch"),
        "scale": {"zero": True, "nice": False},
        "axis": {"tickMinStep": 1, "tickCount": 6, "grid": False, "format": "d"},
    }


def value_axis(metric: str, y_scale: str) -> Spec:
    """The y-axis for loss or accuracy; see `curves_spec` for ``y_scale``."""
    axis: Spec = {"tickCount": 5}
    if metric == "loss":
        title = _("loss (cross-entropy)")
        scale: Spec = {"zero": y_scale == "zero", "nice": True}
        axis["labelExpr"] = TICK_TEXT
    else:
        title = _("right answers (%)")
        scale = {"domain": [0, 1]} if y_scale == "zero" else {"zero": False}
        axis["format"] = ".0%" if y_scale == "zero" else "~%"
    if y_scale == "log":
        scale, axis = (log_axis()[name] for name in ("scale", "axis"))
    return {"field": "value", "type": "quantitative", "title": title, "scale": scale, "axis": axis}


def curve_rows(y_scale: str) -> list[Spec]:
    """A transform from the columns training and validation to rows with "curve" and "value" that can be drawn."""
    drawable = "isValid(datum.value) && isFinite(datum.value)" + (" && datum.value > 0" if y_scale == "log" else "")
    return [{"fold": ["training", "validation"], "as": ["curve", "value"]}, {"filter": drawable}]


def tooltip_texts(metric: str) -> list[Spec]:
    """A transform that words the two values of a point; a dash where there is none."""
    form = ".4~f" if metric == "loss" else ".1%"
    return [
        {"calculate": f"isValid(datum.{name}) ? format(datum.{name}, '{form}') : '–'", "as": f"{name}_text"}
        for name in ("training", "validation")
    ]


def curve_labels() -> str:
    """An expression for a legend that names the curves in the reader's language."""
    return f"datum.label === 'training' ? {json.dumps(_('Training'))} : {json.dumps(_('Validation'))}"


def _curves(metric: str, y_scale: str) -> Spec:
    # The legend stands beside the title, where it takes no height from the curves.
    legend = {"title": None, "orient": "none", "legendX": 80, "legendY": -40, "direction": "horizontal"}
    legend |= {"symbolType": "stroke", "symbolSize": 400, "labelExpr": curve_labels()}
    scale = {"domain": ["training", "validation"]}
    return {
        "transform": [*rows_of(POINT), *curve_rows(y_scale)],
        "mark": {"type": "line", "strokeWidth": 2, "strokeJoin": "round"},
        "encoding": {
            "x": epoch_axis(),
            "y": value_axis(metric, y_scale),
            "color": {
                "field": "curve",
                "type": "nominal",
                "scale": {**scale, "range": [TRAINING, VALIDATION]},
                "legend": legend,
            },
            "strokeDash": {
                "field": "curve",
                "type": "nominal",
                "scale": {**scale, "range": [SOLID, DASH]},
                "legend": legend,
            },
        },
    }


def _penalty(metric: str, y_scale: str) -> Spec:
    positive = " && datum.penalty > 0" if y_scale == "log" else ""
    return {
        "transform": [*rows_of(POINT), {"filter": f"isValid(datum.penalty){positive}"}],
        "mark": {"type": "line", "strokeWidth": 1, "color": OUTPUT},
        "encoding": {"x": epoch_axis(), "y": {**value_axis(metric, y_scale), "field": "penalty"}},
    }


def _dots(metric: str, y_scale: str) -> Spec:
    few = [{"joinaggregate": [{"op": "count", "as": "points"}]}, {"filter": f"datum.points <= {FEW_POINTS}"}]
    return {
        "transform": [*rows_of(POINT), *few, *curve_rows(y_scale)],
        "mark": {"type": "point", "filled": True, "size": 36, "opacity": 1},
        "encoding": {
            "x": epoch_axis(),
            "y": value_axis(metric, y_scale),
            "color": {"field": "curve", "type": "nominal"},
        },
    }


def _hover(metric: str) -> Spec:
    """A thin upright line that follows the pointer and tells the values of the nearest epoch."""
    return {
        "transform": [*rows_of(POINT), *tooltip_texts(metric)],
        "params": [
            {
                "name": "nearest_epoch",
                "select": {
                    "type": "point",
                    "fields": ["epoch"],
                    "nearest": True,
                    "on": "pointermove",
                    "clear": "pointerout",
                },
            }
        ],
        "mark": {"type": "rule", "color": OUTPUT},
        "encoding": {
            "x": epoch_axis(),
            "opacity": {"condition": {"param": "nearest_epoch", "empty": False, "value": 0.7}, "value": 0},
            "tooltip": [
                {"field": "epoch", "type": "quantitative", "title": _("Epoch"), "format": ".3~f"},
                {"field": "training_text", "type": "nominal", "title": _("Training")},
                {"field": "validation_text", "type": "nominal", "title": _("Validation")},
            ],
        },
    }


def _rule(part: int, color: str, dash: tuple[int, int]) -> Spec:
    return {
        "transform": rows_of(part),
        "mark": {"type": "rule", "color": color, "strokeDash": list(dash), "opacity": 0.5},
        "encoding": {"x": epoch_axis()},
    }


def _flag(part: int, color: str, shape: str) -> Spec:
    """The mark on top of a rule, large enough to be pointed at, which tells what happened there."""
    return {
        "transform": rows_of(part),
        "mark": {"type": "point", "shape": shape, "size": 90, "filled": True, "opacity": 0.9, "color": color},
        "encoding": {
            "x": epoch_axis(),
            "y": {"value": 4},
            "tooltip": [{"field": "text", "type": "nominal", "title": _("Here")}],
        },
    }
