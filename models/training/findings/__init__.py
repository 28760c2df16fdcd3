"""What the newest frame of a run says, as data: which symptom, with which numbers.

Each detector looks at a `Moment`, the frame with its run's settings, and returns a `Finding` or ``None``. The words
for them are in `components.training.findings`. Detectors never raise, whatever the numbers are.
"""

from __future__ import annotations

import numpy as np

from models.experiment import Experiment
from models.finding import Finding, found, in_order
from models.runs.frames import Frame
from models.runs.results import Result
from models.training.findings.fit import FIT_DETECTORS
from models.training.findings.layers import LAYER_DETECTORS
from models.training.findings.moment import Moment
from models.training.findings.progress import PROGRESS_DETECTORS, runs_fast, state

__all__ = ["KINDS", "MOST_SHOWN", "REPORTS", "findings"]

# Most important first.
KINDS = (
    "diverged",
    "alike",
    "rate_too_high",
    "dead",
    "vanishing",
    "growing",
    "exploding",
    "rate_too_low",
    "stuck",
    "lag",
    "memorised",
    "overfitting",
    "saturated",
    "indistinct",
    "underfitting",
    "gap",
    "early_stopped",
    "met",
    "train_below_validation",
    "improving",
    "state",
    "batch_norm",
    "balanced",
)
REPORTS = ("state",)  # these give figures and claim nothing about them
MOST_SHOWN = 3  # more than three sentences are not read
# Good news of the layers: not told beside a trouble, and they leave a running network's accuracy to be told.
_LAYER_NEWS = ("balanced", "batch_norm")
_TROUBLES = set(KINDS[: KINDS.index("train_below_validation")])
# A cause makes its consequences not worth a sentence.
_SILENCES: dict[str, tuple[str, ...]] = {
    "diverged": KINDS[1:],
    "growing": ("exploding", "vanishing"),
    "exploding": ("vanishing", "saturated"),
    "vanishing": ("underfitting", "indistinct"),
    "alike": tuple(kind for kind in KINDS if kind not in ("alike", "diverged", "early_stopped")),
    "dead": ("indistinct", "vanishing", "stuck", "underfitting"),
    "saturated": ("underfitting",),
    "indistinct": ("stuck", "underfitting"),
    "rate_too_high": ("underfitting", "improving", "stuck", "train_below_validation", "gap", "overfitting"),
    "rate_too_low": ("underfitting", "improving", "stuck", "train_below_validation", "gap"),
    "stuck": ("underfitting", "improving", "train_below_validation", "gap"),
    "gap": ("improving",),
    "met": ("improving", "train_below_validation", "underfitting"),
    "early_stopped": ("improving",),
    "lag": ("overfitting", "improving"),
    "overfitting": ("gap", "improving"),
    "memorised": ("gap", "train_below_validation", "overfitting"),
    "underfitting": ("improving", "train_below_validation"),
}


def findings(experiment: Experiment, frame: Frame, result: Result | None = None, since: float = 0.0) -> list[Finding]:
    """What is worth saying about a run, most important first.

    Args:
        experiment: the run's settings, live values as they are now.
        frame: the frame on the screen. Before the first epoch's end only its layers are spoken of.
        result: the finished run's result, if the frame is its last.
        since: the place, in epochs, where a value was last changed live. What the curves did before says nothing
            of the values now.

    Returns:
        At most `MOST_SHOWN` findings; at least one where anything in the frame is finite.
    """
    moment = Moment(experiment, frame, result, since)
    with np.errstate(all="ignore"):  # what overflowed is looked at without a warning
        detected = [detector(moment) for detector in (*LAYER_DETECTORS, *PROGRESS_DETECTORS, *FIT_DETECTORS)]
        detected.append(_ending(moment))
        by_kind = {finding.kind: finding for finding in detected if finding is not None}
        silenced = {kind for found_kind in by_kind for kind in _SILENCES.get(found_kind, ())}
        silenced.update(_LAYER_NEWS if _TROUBLES & set(by_kind) else ())
        kept = [finding for kind, finding in by_kind.items() if kind not in silenced]
        quiet = all(finding.kind in _LAYER_NEWS for finding in kept)
        told = not kept or len(frame.curves.loss) or runs_fast(moment)
        plain = state(moment) if quiet and told else None
    return in_order([*kept, plain], KINDS)[:MOST_SHOWN]


def _ending(moment: Moment) -> Finding | None:
    """Why the run ended, if it ended before its last epoch and not at somebody's wish."""
    result = moment.result
    if result is None:
        return None
    epoch = len(moment.frame.curves.loss)
    if result.reason == "early_stopping":
        monitor = moment.experiment.early_stopping
        return found("early_stopped", epoch=epoch, best_epoch=result.best_epoch, monitor=monitor)
    return found("met", epoch=epoch) if result.reason == "stop_when_met" else None
