"""Learning curves: loss or accuracy against the epoch, training solid, validation dashed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt
import numpy as np

from components.charts.base import TICK_TEXT, chart, logarithmic, per_language, rows_of
from components.charts.palette import DASH, OUTPUT, SOLID, TEXT, TRAINING, VALIDATION
from components.i18n import _
from components.picture import Table
from models.runs.frames import Curves

HEIGHT = 230
MOST_POINTS = 300
FEW_POINTS = 12  # up to here, each epoch also gets a dot

# What a row of the table is, in its column "part".
POINT, TUNED, BEST, EDGE = range(4)


@per_language
def curves_spec(metric: str = "loss", y_scale: str = "zero", with_penalty: bool = False) -> alt.LayerChart:
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
    x, y = epoch_axis(), value_axis(metric, y_scale)
    points, ends = rows_of(POINT).encode(x=x), rows_of(EDGE).mark_point(opacity=0)
    few = points.transform_joinaggregate(points="count()").transform_filter(alt.datum.points <= FEW_POINTS)
    layers = [
        ends.encode(x=x),
        ends.transform_filter(alt.expr.isValid(alt.datum.training)).encode(y=value_axis(metric, y_scale, "training")),
        rows_of(TUNED).mark_rule(color=TEXT, strokeDash=DASH, opacity=0.5).encode(x=x),
        rows_of(BEST).mark_rule(color=OUTPUT, strokeDash=SOLID, opacity=0.5).encode(x=x),
        *([_penalty(points, metric, y_scale)] if with_penalty else []),
        _curves(as_curves(points, y_scale).encode(y=y)),
        as_curves(few, y_scale).mark_point(filled=True, size=36, opacity=1).encode(y=y, color=alt.Color("curve:N")),
        _hover(points, metric),
        _flag(TUNED, TEXT, "triangle-down", x),
        _flag(BEST, OUTPUT, "diamond", x),
    ]
    return chart(title, description, HEIGHT, *layers)


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


def epoch_axis() -> alt.X:
    """The x-axis of every chart over epochs; it ends where the table's last row does."""
    x = alt.X("epoch:Q").title(_("epoch")).scale(zero=True, nice=False)
    return x.axis(tickMinStep=1, tickCount=6, grid=False, format="d")


def value_axis(metric: str, y_scale: str, field: str = "value") -> alt.Y:
    """The y-axis for loss or accuracy; see `curves_spec` for ``y_scale``."""
    y = alt.Y(f"{field}:Q")
    if metric == "loss":
        y = y.title(_("loss (cross-entropy)")).scale(zero=y_scale == "zero", nice=True)
        y = y.axis(tickCount=5, labelExpr=TICK_TEXT)
    elif y_scale == "zero":
        y = y.title(_("right answers (%)")).scale(domain=[0, 1]).axis(tickCount=5, format=".0%")
    else:
        y = y.title(_("right answers (%)")).scale(zero=False).axis(tickCount=5, format="~%")
    return logarithmic(y) if y_scale == "log" else y


def as_curves(points: alt.Chart, y_scale: str) -> alt.Chart:
    """The columns training and validation as rows with "curve" and "value", those that can be drawn."""
    drawable = alt.expr.isValid(alt.datum.value) & alt.expr.isFinite(alt.datum.value)
    if y_scale == "log":
        drawable &= alt.datum.value > 0
    return points.transform_fold(["training", "validation"], as_=["curve", "value"]).transform_filter(drawable)


def worded(points: alt.Chart, metric: str) -> alt.Chart:
    """The two values of a point as texts; a dash where there is none."""
    form = ".4~f" if metric == "loss" else ".1%"
    training, validation = (
        alt.expr.if_(alt.expr.isValid(value), alt.expr.format(value, form), "–")
        for value in (alt.datum.training, alt.datum.validation)
    )
    return points.transform_calculate(training_text=training, validation_text=validation)


def nearest_point(*fields: str) -> alt.Parameter:
    """The point that is nearest to the pointer, known by these columns."""
    return alt.selection_point(name="nearest", fields=fields, nearest=True, on="pointermove", clear="pointerout")


def _curves(curves: alt.Chart) -> alt.Chart:
    # The legend stands beside the title, where it takes no height from the curves.
    legend = alt.Legend(
        title=None,
        orient="none",
        legendX=40,
        legendY=-40,
        direction="horizontal",
        symbolType="stroke",
        symbolSize=400,
        labelExpr=f"datum.label === 'training' ? {json.dumps(_('Training'))} : {json.dumps(_('Validation'))}",
    )
    names = ["training", "validation"]
    return curves.mark_line(strokeWidth=2, strokeJoin="round").encode(
        color=alt.Color("curve:N", legend=legend).scale(domain=names, range=[TRAINING, VALIDATION]),
        strokeDash=alt.StrokeDash("curve:N", legend=legend).scale(domain=names, range=[SOLID, DASH]),
    )


def _penalty(points: alt.Chart, metric: str, y_scale: str) -> alt.Chart:
    drawable = alt.expr.isValid(alt.datum.penalty)
    if y_scale == "log":
        drawable &= alt.datum.penalty > 0
    line = points.transform_filter(drawable).mark_line(strokeWidth=1, color=OUTPUT)
    return line.encode(y=value_axis(metric, y_scale, "penalty"))


def _hover(points: alt.Chart, metric: str) -> alt.Chart:
    """A thin upright line that follows the pointer and tells the values of the nearest epoch."""
    nearest = nearest_point("epoch")
    line = worded(points, metric).mark_rule(color=OUTPUT).properties(name="hover").add_params(nearest)
    return line.encode(
        opacity=alt.OpacityValue(0).condition(param=nearest.name, empty=False, value=0.7),
        tooltip=[
            alt.Tooltip("epoch:Q", title=_("Epoch"), format=".3~f"),
            alt.Tooltip("training_text:N", title=_("Training")),
            alt.Tooltip("validation_text:N", title=_("Validation")),
        ],
    )


def _flag(part: int, color: str, shape: str, x: alt.X) -> alt.Chart:
    """The mark on top of a rule, large enough to be pointed at, which tells what happened there."""
    flag = rows_of(part).mark_point(shape=shape, size=90, filled=True, opacity=0.9, color=color)
    return flag.encode(x=x, y=alt.YValue(4), tooltip=[alt.Tooltip("text:N", title=_("Here"))])
