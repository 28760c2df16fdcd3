"""The live picture of a run: its curves and histograms, and a time slider once it stands still."""

from __future__ import annotations

import streamlit as st

from components.charts import draw_curves
from components.page import what_you_see
from components.runs.charts import chosen_frame, curve_marks, draw_layers
from components.runs.clock import drawing_interval, is_outdated
from components.runs.office import office
from components.transfer import followed
from components.transfer.findings import sentences
from components.transfer.private import seen_result
from components.transfer.settings import PAGE
from components.transfer.status import show_status
from models.jobs import Run
from models.runs.frames import Frame
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment

_READABLE = 0.25  # seconds; a line that changes faster cannot be read


def live_status(run: Run | None) -> None:
    """Draw how it stands with the followed run; apart from its picture, so that it is always near the buttons."""
    interval = max(_READABLE, drawing_interval(office().audience)) if run is not None and not run.is_over else None
    st.fragment(lambda: show_status(followed.followed()), run_every=interval)()


def live_view(experiment: TransferExperiment, run: Run | None) -> None:
    """Draw the followed run, again and again while it goes on.

    Args:
        run: as the rest of the page shows it; once it has come further, the whole page is drawn again.
    """
    interval = drawing_interval(office().audience) if run is not None and not run.is_over else None
    st.fragment(_draw, run_every=interval)(experiment, interval, _stage(run))


def _stage(run: Run | None) -> str | None:
    """What the rest of the page depends on; when it changes the whole page is drawn again."""
    if run is None or run.is_over or run.state == "paused":
        return None if run is None else run.state
    return "training" if run.frames else "preparing"


def _draw(experiment: TransferExperiment, interval: float | None, stage: str | None) -> None:
    run = followed.followed()
    if _stage(run) != stage or is_outdated(interval):
        st.rerun(scope="app")
    frame, result = chosen_frame(run, PAGE), seen_result(run)
    if run is not None and frame is not None:
        _draw_curves(frame, run, result)
        draw_layers(frame, PAGE)
    told = run.newest if run and run.is_over else frame  # wherever the time slider stands
    what_you_see(sentences(run.experiment if run else experiment, told, result))


def _draw_curves(frame: Frame, run: Run, result: Result | None) -> None:
    more = curve_marks(frame, run, result)
    left, right = st.columns(2)
    with left:
        draw_curves(frame.curves, "loss", now=(frame.epoch, frame.batch_loss), key=f"{PAGE}_loss", **more)
    with right:
        draw_curves(frame.curves, "accuracy", key=f"{PAGE}_accuracy", **more)
