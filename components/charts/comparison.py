"""The learning curves of several runs over one another: one colour a run, training solid, validation dashed."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import altair as alt
import numpy as np

from components.charts.base import chart, draw, per_language
from components.charts.curves import as_curves, curve_points, epoch_axis, nearest_point, value_axis, worded
from components.charts.palette import DASH, SOLID, run_color
from components.i18n import _
from components.picture import Table
from models.runs.frames import Curves

MOST_RUNS = 6
HEIGHT = 420
MOST_POINTS = 150  # of each run
USUAL_SHARE = 0.95  # of a run's values, which a robust axis holds
_TOPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # where a robust axis ends, times a power of ten


@per_language
def comparison_spec(metric: str = "loss", y_scale: str = "zero", top: float | None = None) -> alt.LayerChart:
    """The curves of up to `MOST_RUNS` runs as a Vega-Lite spec without data.

    Args:
        metric, y_scale: see `curves_spec`.
        top: where the value axis ends; what is above it is left out.
    """
    title = _("Loss of the runs") if metric == "loss" else _("Accuracy of the runs")
    rows = alt.Chart().encode(x=epoch_axis())
    return chart(
        alt.Title(title, subtitle=_("training solid, validation dashed")),
        _("Each run in its own colour: training as a solid line, validation as a dashed one."),
        HEIGHT,
        # Nothing to be seen: runs that are hidden keep their places in the legend, and the axis its end.
        rows.mark_point(size=0).encode(color=_run()),
        _curves(as_curves(rows, y_scale), metric, y_scale, top),
        _hover(worded(rows, metric)),
    )


def comparison_data(
    runs: Sequence[tuple[str, Curves]],
    metric: str = "loss",
    *,
    shown: Collection[str] | None = None,
    curves: str = "both",
    epochs: int = 0,
) -> Table:
    """The table for `comparison_spec`: columns run, epoch, training, validation.

    Args:
        runs: name and curves of each run. The names must differ: they are what the legend shows.
        metric: "loss" or "accuracy".
        shown: names of the runs that are drawn; ``None`` for all. The others keep their place and colour in the legend.
        curves: "training", "validation" or "both".
        epochs: where the axis ends, if not with the last epoch there is.
    """
    points = [_up_to(epochs, *curve_points(run, metric, MOST_POINTS)) for _name, run in runs]
    for (name, _run), (_epoch, training, validation) in zip(runs, points, strict=True):
        hidden = shown is not None and name not in shown
        training[:] = np.nan if hidden or curves == "validation" else training
        validation[:] = np.nan if hidden or curves == "training" else validation
    names = [name for (name, _curves), (epoch, *_values) in zip(runs, points, strict=True) for _point in epoch]
    nothing = [np.zeros(0, np.float32)] * 3
    columns = [np.concatenate(column).astype(np.float32) for column in zip(*points, strict=True)] or nothing
    return {"run": names, **dict(zip(("epoch", "training", "validation"), columns, strict=True))}


def draw_comparison(
    runs: Sequence[tuple[str, Curves]],
    metric: str = "loss",
    *,
    y_scale: str = "zero",
    robust: bool = False,
    shown: Collection[str] | None = None,
    curves: str = "both",
    epochs: int = 0,
    key: str,
) -> None:
    """Draw the runs over one another; see `comparison_data` for the arguments.

    Args:
        robust: end the value axis where nearly all values are below it, so that one bad epoch does not flatten the
            others; not for runs that go on, since another axis is another chart.
    """
    data = comparison_data(runs, metric, shown=shown, curves=curves, epochs=epochs)
    top = robust_top(data) if robust and y_scale == "zero" else None
    measured = _("loss") if metric == "loss" else _("accuracy")
    columns = {
        "run": _("Run"),
        "epoch": _("Epoch"),
        "training": f"{_('Training')}: {measured}",
        "validation": f"{_('Validation')}: {measured}",
    }
    draw(data, comparison_spec(metric, y_scale, top), key, columns=columns)


def _up_to(epochs: int, epoch: np.ndarray, *values: np.ndarray) -> tuple[np.ndarray, ...]:
    """The columns, with a row without values at ``epochs`` if they end before it."""
    if not len(epoch) or epoch[-1] >= epochs:
        return epoch, *values
    return np.append(epoch, epochs), *(np.append(column, np.nan) for column in values)


def robust_top(data: Table) -> float | None:
    """Where a value axis may end that holds `USUAL_SHARE` of each curve; ``None`` if it holds all of them anyway.

    Args:
        data: of `comparison_data`.
    """
    names = np.asarray(data["run"])
    curves = [np.asarray(data[curve])[names == name] for curve in ("training", "validation") for name in set(names)]
    drawn = [curve[np.isfinite(curve)] for curve in curves]
    usual = max((float(np.quantile(curve, USUAL_SHARE)) for curve in drawn if len(curve)), default=0.0)
    if usual <= 0 or max(float(curve.max()) for curve in drawn if len(curve)) <= 2 * usual:
        return None
    magnitude = 10.0 ** math.floor(math.log10(usual))
    return next(step * magnitude for step in _TOPS if step * magnitude >= usual)


def _run() -> alt.Color:
    return alt.Color("run:N", sort=None)


def _curves(curves: alt.Chart, metric: str, y_scale: str, top: float | None) -> alt.Chart:
    y = value_axis(metric, y_scale)
    color = _run().scale(range=[run_color(index) for index in range(MOST_RUNS)])
    dash = alt.StrokeDash("curve:N").scale(domain=["training", "validation"], range=[SOLID, DASH])
    return curves.mark_line(strokeWidth=2, strokeJoin="round", clip=True).encode(
        y=y if top is None else y.scale(domain=[0, top]),
        color=color.legend(title=None, orient="top", columns=2, labelLimit=230, symbolType="stroke"),
        strokeDash=dash.legend(None),  # the subtitle says it in less room
    )


def _hover(points: alt.Chart) -> alt.Chart:
    nearest = nearest_point("run", "epoch")
    point = points.mark_point(filled=True, size=60, clip=True).properties(name="hover").add_params(nearest)
    return point.encode(
        y=alt.Y("training:Q"),
        color=_run(),
        opacity=alt.OpacityValue(0).condition(param=nearest.name, empty=False, value=1),
        tooltip=[
            alt.Tooltip("run:N", title=_("Run")),
            alt.Tooltip("epoch:Q", title=_("Epoch")),
            alt.Tooltip("training_text:N", title=_("Training")),
            alt.Tooltip("validation_text:N", title=_("Validation")),
        ],
    )
