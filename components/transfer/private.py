"""What a tab may see of a run that learnt from somebody's own photos: figures, but no photos and no class names."""

from __future__ import annotations

from dataclasses import replace

from components.i18n import _
from components.transfer.followed import is_mine
from models.jobs import Run
from models.runs.results import Result, TransferResult


def is_private(run: Run) -> bool:
    """Whether the run learnt from photos that another tab uploaded."""
    return run.experiment.dataset == "own" and not is_mine(run)


def seen_result(run: Run | None) -> Result | None:
    """The result of a run that is over; with numbers for names where the classes are nobody else's business."""
    result = run.result if run is not None and run.is_over else None
    if run is None or not isinstance(result, TransferResult) or not is_private(run):
        return result
    return replace(result, classes=tuple(_("class {n}").format(n=n + 1) for n in range(len(result.classes))))
