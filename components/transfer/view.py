"""The live picture of a run: its curves and histograms, and a time slider once it stands still."""

from __future__ import annotations

import streamlit as st

from components.charts import draw_curves, draw_ridges
from components.controls.labels import format_value, label
from components.i18n import _
from components.lab.following import tuned_experiment
from components.lab.office import office
from components.lab.status import epoch_number
from components.lab.view import drawing_interval
from components.page import what_you_see
from components.transfer import followed
from components.transfer.findings import sentences
from components.transfer.status import show_status
from models.frames import Frame, Result
from models.jobs import Run
from models.transfer.experiment import TransferExperiment

_READABLE = 0.25  # seconds; a line that changes faster cannot be read


def live_status() -> None:
    """Draw how it stands with the followed run; apart from its picture, so that it is always near the buttons."""
    run = followed.followed()
    interval = max(_READABLE, drawing_interval(office().audience)) if run is not None and not run.is_over else None
    st.fragment(lambda: show_status(followed.followed()), run_every=interval)()


def live_view(experiment: TransferExperiment) -> None:
    """Draw the followed run, again and again while it goes on."""
    run = followed.followed()
    interval = drawing_interval(office().audience) if run is not None and not run.is_over else None
    st.fragment(_draw, run_every=interval)(experiment, interval, _stage(run))


def _stage(run: Run | None) -> str | None:
    """What the rest of the page depends on; when it changes the whole page is drawn again."""
    if run is None or run.is_over or run.state == "paused":
        return run and run.state
    return "training" if run.frames else "preparing"


def _draw(experiment: TransferExperiment, interval: float | None, stage: str | None) -> None:
    run = followed.followed()
    if _stage(run) != stage or (interval and drawing_interval(office().audience) != interval):
        st.rerun(scope="app")
    frame, result = _chosen_frame(run), run.result if run and run.is_over else None
    if run is not None and frame is not None:
        _draw_curves(frame, run, result)
        _draw_layers(frame)
    what_you_see(sentences(tuned_experiment(run) if run else experiment, frame, result))


def _chosen_frame(run: Run | None) -> Frame | None:
    """The newest frame, or the one that the time slider points at once the run stands still."""
    if run is None or not run.frames:
        return None
    if not (run.is_over or run.state == "paused") or len(run.frames) < 2:
        return run.newest
    last = len(run.frames) - 1
    place = st.select_slider(
        _("Time"),
        range(len(run.frames)),
        value=last,
        format_func=lambda index: _("epoch {n}").format(n=epoch_number(run.frames[index].epoch)),
        key=f"transfer_time_{run.id}_{run.state}_{last}",
        help=_("Goes back through the recorded pictures of this run."),
    )
    return run.frames[place].unpack()


def _draw_curves(frame: Frame, run: Run, result: Result | None) -> None:
    tuned = [
        (mark["epoch"], ", ".join(f"{label(name)} → {format_value(name, v)}" for name, v in mark["changes"].items()))
        for mark in run.tuned
    ]
    more = {"epochs": frame.epochs, "tuned": tuned, "best_epoch": result.best_epoch if result else 0}
    left, right = st.columns(2)
    with left:
        draw_curves(frame.curves, "loss", now=(frame.epoch, frame.batch_loss), key="transfer_loss", **more)
    with right:
        draw_curves(frame.curves, "accuracy", key="transfer_accuracy", **more)


def _draw_layers(frame: Frame) -> None:
    layers = len(frame.weights.mean)
    left, middle, right = st.columns(3)
    with left:
        draw_ridges(
            "activations",
            frame.activations,
            layers=layers,
            dead=frame.dead,
            saturated=frame.saturated,
            key="transfer_activations",
        )
    with middle:
        draw_ridges("gradients", frame.gradients, layers=layers, key="transfer_gradients")
    with right:
        draw_ridges("weights", frame.weights, layers=layers, key="transfer_weights")
