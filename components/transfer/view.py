"""The live picture of a run: its curves and histograms, and a time slider once it stands still."""

from __future__ import annotations

from functools import partial

from components.page import what_you_see
from components.runs.charts import chosen_frame, draw_layers, draw_learning_curves
from components.runs.live_view import live_view
from components.transfer.findings import sentences
from components.transfer.following import FOLLOWING, TransferRun, seen_result
from components.transfer.settings import PAGE
from components.transfer.status import show_status
from models.transfer.experiment import TransferExperiment

_READABLE = 0.25  # seconds; a line that changes faster cannot be read


def transfer_status(run: TransferRun | None) -> None:
    """Draw how it stands with the followed run; apart from its picture, so that it is always near the buttons."""
    live_view(FOLLOWING, run, show_status, _READABLE)


def transfer_view(experiment: TransferExperiment, run: TransferRun | None) -> None:
    """Draw the followed run, again and again while it goes on."""
    live_view(FOLLOWING, run, partial(_draw, experiment))


def _draw(experiment: TransferExperiment, run: TransferRun | None) -> None:
    frame, result = chosen_frame(run, PAGE), seen_result(run)
    if run is not None and frame is not None:
        draw_learning_curves(frame, run, result, PAGE)
        draw_layers(frame, PAGE)
    told = run.newest if run and run.is_over else frame  # wherever the time slider stands
    what_you_see(sentences(run.experiment if run else experiment, told, result))
