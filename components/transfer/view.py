"""The live picture of a run: its curves and histograms, and a time slider once it stands still."""

from __future__ import annotations

from typing import Any

from components.browser.live_figure import Moments, Progress, Row, Words, live_figure
from components.i18n import _
from components.live.source import register
from components.picture import Picture
from components.runs.charts import curve_charts, curve_tables, layer_charts, layer_tables
from components.runs.live_run import RunSource, RunView, moments_of, view_of, watch_of
from components.transfer.findings import sentences
from components.transfer.following import FOLLOWING, TransferRun, seen_result
from components.transfer.status import not_begun_text, progress
from models.transfer.experiment import TransferExperiment

_STATUS, _PICTURE = "transfer status", "transfer"


def transfer_status(run: TransferRun | None) -> None:
    """Draw how it stands with the followed run; apart from its picture, so that it is always near the buttons."""
    if run is None:
        live_figure([Progress()], {"progress": {"share": 0.0, "text": not_begun_text()}}, key="transfer_status")
        return
    view = view_of(run)
    live_figure(
        [Progress()],
        _status_picture(run, view),
        stage=FOLLOWING.stage(run),
        watch=watch_of(_STATUS, view),
        key="transfer_status",
    )


def transfer_view(experiment: TransferExperiment, run: TransferRun | None) -> None:
    """Draw the followed run, which then moves by itself; before its first frame only what is to be said."""
    words = Words(_("What you see"))
    if run is None:
        live_figure([words], {"words": sentences(experiment, None, None)}, key="transfer_picture")
        return
    view, frame = view_of(run), run.newest
    charts: list[Any] = []
    if frame is not None:
        charts = [Moments(), Row(curve_charts()), Row(layer_charts(len(frame.weights.mean)))]
    live_figure(
        [*charts, words],
        _run_picture(run, view),
        stage=FOLLOWING.stage(run),
        watch=watch_of(_PICTURE, view),
        moments=moments_of(run),
        key="transfer_picture",
    )


def _status_picture(run: TransferRun, view: RunView) -> Picture:
    return {"progress": progress(run, view.whose), "stage": FOLLOWING.stage(run)}


def _run_picture(run: TransferRun, view: RunView) -> Picture:
    frame, result = view.frame(run), seen_result(run, view.whose)
    told = run.newest if run.is_over else frame  # wherever the time slider stands
    picture: Picture = {"words": sentences(run.experiment, told, result), "stage": FOLLOWING.stage(run)}
    if frame is not None:
        picture["tables"] = curve_tables(frame, run, result) | layer_tables(frame)
    return picture


register(_STATUS, RunSource(TransferExperiment, _status_picture))
register(_PICTURE, RunSource(TransferExperiment, _run_picture))
