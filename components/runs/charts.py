"""What the live pictures of the training lab and of the transfer page share: the charts of a run, and their tables."""

from __future__ import annotations

import math
from typing import Any

from components.browser.live_figure import Chart
from components.charts.comparison import comparison_spec
from components.charts.curves import curves_data, curves_spec
from components.charts.ridges import ridges_data, ridges_spec
from components.picture import Table
from components.words.labels import format_value, label
from models.jobs import Run
from models.runs.frames import Frame
from models.runs.results import Result

KINDS = ("activations", "gradients", "weights")


def curve_charts(y_scale: str = "zero", with_penalty: bool = False) -> tuple[Chart, Chart]:
    """The losses and the accuracies.

    Args:
        y_scale, with_penalty: how the losses are drawn, see `curves_spec`.
    """
    return Chart("loss", curves_spec("loss", y_scale, with_penalty)), Chart("accuracy", curves_spec("accuracy"))


def curve_tables(
    frame: Frame, run: Run | None = None, result: Result | None = None, with_penalty: bool = False
) -> dict[str, Table]:
    """The tables of `curve_charts`, with what is marked in all curves: tuned values, the best epoch."""
    tuned = [
        (mark["epoch"], ", ".join(f"{label(name)} → {format_value(name, v)}" for name, v in mark["changes"].items()))
        for mark in (run.tuned if run else ())
    ]
    newest = run.newest if run is not None and run.is_over else None
    # A run that is over goes no further: its curves fill the chart.
    epochs = frame.epochs if newest is None else max(1, math.ceil(newest.epoch))
    best = result.best_epoch if result else 0
    marks: dict[str, Any] = {"epochs": epochs, "tuned": tuned, "best_epoch": best, "start": frame.start}
    now = (frame.epoch, frame.batch_loss)
    return {
        "loss": curves_data(frame.curves, "loss", now=now, with_penalty=with_penalty, **marks),
        "accuracy": curves_data(frame.curves, "accuracy", **marks),
    }


def comparison_chart(metric: str, y_scale: str = "zero") -> Chart:
    """The curves of several runs over one another, see `comparison_spec`; its table is `comparison_data`."""
    return Chart(metric, comparison_spec(metric, y_scale))


def layer_charts(layers: int, own_scale: bool = False, convolutions: int = 0) -> tuple[Chart, ...]:
    """The histograms of all layers: activations, gradients and weights.

    Args:
        layers: the output counted. own_scale: each layer spans the whole width.
        convolutions: how many layers from the first on are convolutions.
    """
    return tuple(Chart(kind, ridges_spec(kind, layers, own_scale, True, convolutions)) for kind in KINDS)


def layer_tables(frame: Frame, own_scale: bool = False) -> dict[str, Table]:
    """The tables of `layer_charts`."""
    shares: dict[str, dict[str, Any]] = {"activations": {"dead": frame.dead, "saturated": frame.saturated}}
    return {kind: ridges_data(getattr(frame, kind), own_scale=own_scale, **shares.get(kind, {})) for kind in KINDS}
