"""What a tab may see of a run that learnt from somebody's own photos: figures, but no photos and no class names."""

from __future__ import annotations

from dataclasses import replace

from components.i18n import _
from components.runs.following import is_mine
from components.transfer.following import TransferRun
from models.runs.results import TransferResult


def is_private(run: TransferRun) -> bool:
    """Whether the run learnt from photos that another tab uploaded."""
    return run.experiment.dataset == "own" and not is_mine(run)


def seen_result(run: TransferRun | None) -> TransferResult | None:
    """The result of a run that is over; with numbers for names where the classes are nobody else's business."""
    result = run.result if run is not None and run.is_over else None
    if run is None or result is None or not is_private(run):
        return result
    return replace(result, classes=tuple(_("class {n}").format(n=n + 1) for n in range(len(result.classes))))
