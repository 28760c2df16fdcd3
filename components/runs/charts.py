"""What the live pictures of the training lab and of the transfer page share: a moment of a run, and its charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.charts.curves import draw_curves
from components.charts.ridges import draw_ridges
from components.i18n import _
from components.runs.figures import epoch_number
from components.words.labels import format_value, label
from models.jobs import Run
from models.runs.frames import Frame
from models.runs.results import Result


def chosen_frame(run: Run | None, prefix: str) -> Frame | None:
    """The newest frame, or the one that the time slider points at once the run stands still.

    Args:
        prefix: what the slider's key begins with.
    """
    if run is None or not run.frames:
        return None
    still = run.is_over or run.state == "paused"
    if not still or len(run.frames) < 2:
        resting_slider(prefix)
        return run.newest
    last = len(run.frames) - 1
    place = st.select_slider(
        _("Time"),
        range(len(run.frames)),
        value=last,
        format_func=lambda index: _("epoch {n}").format(n=epoch_number(run.frames[index].epoch)),
        key=f"{prefix}_time_{run.id}_{run.state}_{last}",
        help=_("Goes back through the recorded pictures of this run."),
    )
    return run.frames[place].unpack()


def resting_slider(prefix: str) -> None:
    """The time slider while there is nothing to go back through: it keeps its place, so that no chart moves."""
    names = (_("epoch {n}").format(n=0), _("now"))
    st.select_slider(
        _("Time"),
        range(2),
        value=1,
        format_func=names.__getitem__,
        key=f"{prefix}_time_{names[1]}",
        disabled=True,
        help=_("Goes back through the recorded pictures of a run once it stands still."),
    )


def _curve_marks(frame: Frame, run: Run | None, result: Result | None) -> dict[str, Any]:
    """What is marked in all curves of a run: its length, the values that were tuned, the best epoch."""
    tuned = [
        (mark["epoch"], ", ".join(f"{label(name)} → {format_value(name, v)}" for name, v in mark["changes"].items()))
        for mark in (run.tuned if run else ())
    ]
    newest = run.newest if run is not None and run.is_over else None
    # A run that is over goes no further: its curves fill the chart.
    epochs = frame.epochs if newest is None else max(1, math.ceil(newest.epoch))
    return {"epochs": epochs, "tuned": tuned, "best_epoch": result.best_epoch if result else 0, "start": frame.start}


def draw_learning_curves(
    frame: Frame,
    run: Run | None,
    result: Result | None,
    prefix: str,
    places: Sequence[DeltaGenerator] = (),
    **loss: Any,
) -> None:
    """Draw the losses and the accuracies so far.

    Args:
        prefix: what the charts' keys begin with.
        places: where each of the two stands; by default side by side.
        loss: how the losses are drawn, see `draw_curves`.
    """
    marks, (left, right) = _curve_marks(frame, run, result), places or st.columns(2)
    with left:
        now = (frame.epoch, frame.batch_loss)
        draw_curves(frame.curves, "loss", now=now, key=f"{prefix}_loss", **loss, **marks)
    with right:
        draw_curves(frame.curves, "accuracy", key=f"{prefix}_accuracy", **marks)


def draw_layers(frame: Frame, prefix: str, own_scale: bool = False, convolutions: int = 0) -> None:
    """Draw the histograms of all layers: activations, gradients and weights, side by side.

    Args:
        prefix: what the charts' keys begin with.
        own_scale: each layer spans the whole width.
        convolutions: how many layers from the first on are convolutions.
    """
    more: dict[str, Any] = {"layers": len(frame.weights.mean), "own_scale": own_scale, "convolutions": convolutions}
    shares: dict[str, dict[str, Any]] = {"activations": {"dead": frame.dead, "saturated": frame.saturated}}
    for column, kind in zip(st.columns(3), ("activations", "gradients", "weights"), strict=True):
        with column:
            draw_ridges(kind, getattr(frame, kind), key=f"{prefix}_{kind}", **shares.get(kind, {}), **more)
