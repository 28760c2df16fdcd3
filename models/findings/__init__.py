"""What the newest frame of a run says, as data: which symptom, with which numbers.

Each detector looks at the curves or at the frame and returns a `Finding` or ``None``. The words for
them are in `components.findings`. Detectors never raise: a network that overflowed is a finding too.
"""

from __future__ import annotations

import numpy as np

from models.experiment import Experiment
from models.findings.curves import CURVE_DETECTORS, rate_of, state
from models.findings.finding import WEIGHTS, Finding, found
from models.findings.layers import LAYER_DETECTORS
from models.frames import Frame, Result

__all__ = ["MOST_SHOWN", "Finding", "findings"]

MOST_SHOWN = 3  # more than three sentences are not read
# A cause makes its consequences, and a trouble the good news, not worth a sentence.
_FRAME_TROUBLES = ("overflow", "alike", "dead", "vanishing", "exploding", "saturated", "indistinct", "growing")
_LAYER_NEWS = ("balanced", "batch_norm")  # leave a running network's accuracy to be told
_SILENCES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_FRAME_TROUBLES, _LAYER_NEWS),
    "diverged": tuple(kind for kind in WEIGHTS if kind != "diverged"),
    "overflow": ("growing", "exploding", *_LAYER_NEWS),
    "growing": ("exploding", "vanishing", *_LAYER_NEWS),
    "exploding": ("vanishing", *_LAYER_NEWS),
    "alike": tuple(kind for kind in WEIGHTS if kind not in ("alike", "diverged", "overflow", "early_stopped")),
    "rate_too_high": ("underfitting", "improving", "stuck"),
    "rate_too_low": ("underfitting", "improving", "stuck"),
    "stuck": ("underfitting", "improving"),
    "overfitting": ("gap", "improving"),
    "memorised": ("gap", "train_below_validation"),
    "underfitting": ("improving",),
}


def findings(experiment: Experiment, frame: Frame, result: Result | None = None) -> list[Finding]:
    """What is worth saying about a run, most important first.

    Args:
        experiment: the run's settings, live values as they are now.
        frame: the frame on the screen. Before the first epoch's end only its layers are spoken of.
        result: the finished run's result, if the frame is its last.

    Returns:
        At most `MOST_SHOWN` findings; at least one where anything in the frame is finite.
    """
    with np.errstate(all="ignore"):  # a network that overflowed is a finding, not a warning
        detected = [detector(experiment, frame) for detector in (*LAYER_DETECTORS, *CURVE_DETECTORS)]
        detected.append(_ending(experiment, frame, result))
        by_kind = {finding.kind: finding for finding in detected if finding is not None}
        silenced = {kind for found_kind in by_kind for kind in _SILENCES.get(found_kind, ())}
        kept = [finding for kind, finding in by_kind.items() if kind not in silenced]
        quiet = all(finding.kind in _LAYER_NEWS for finding in kept)
        plain = state(frame) if quiet and (not kept or len(frame.curves.loss)) else None
    kept += [plain] if plain else []
    return sorted(kept, key=lambda finding: -finding.weight)[:MOST_SHOWN]


def _ending(experiment: Experiment, frame: Frame, result: Result | None) -> Finding | None:
    """Why the run ended, if it ended before its last epoch and not at somebody's wish."""
    if result is None:
        return None
    epoch = len(frame.curves.loss)
    if result.reason == "diverged":
        return found("diverged", epoch=epoch, rate=rate_of(experiment, frame))
    if result.reason == "early_stopping":
        return found("early_stopped", epoch=epoch, best_epoch=result.best_epoch, monitor=experiment.early_stopping)
    return found("met", epoch=epoch) if result.reason == "stop_when_met" else None
