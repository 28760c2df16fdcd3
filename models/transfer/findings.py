"""What a run on the transfer page shows, as plain values that the page puts into words."""

from __future__ import annotations

import math

import numpy as np

from models.findings.averages import LAGGING, starting_share
from models.findings.finding import Finding
from models.frames import Curves, Frame, Result, TransferResult
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters

# Training beyond validation by this much, in shares of right answers, is called overfitting if it cannot be chance too:
# if it is as many standard errors of the validation accuracy.
GAP, GAP_ERRORS = 0.1, 2.0
# With fewer test photos the score is too coarse to go unexplained.
FEW_PHOTOS = 50
# Features are called kept if this share of them was in the cache.
NEARLY_ALL = 0.95
# A class that takes in so much of what another one loses is worth naming.
FEWEST_CONFUSED = 2
# Below this share of the parameters, "few" are trained.
FEW = 0.2


def transfer_findings(
    experiment: TransferExperiment, frame: Frame | None = None, result: Result | None = None
) -> list[Finding]:
    """What can be said of an experiment, most important first.

    Args:
        frame: of its run; ``None`` before there is one.
        result: of its run, once that is over.

    Returns:
        Findings of the kinds "ahead" (values: base, trained, strategy, whole), "score" (right, classes, photos),
        "coarse" (photos, error), "time" (features, training, epochs, kept), "confused" (truth, answer, count, photos),
        "gap" (training, validation), or "lag" (steps, share) in its place, "few" (trained, parameters), "learning"
        (validation, epoch), "scratch" (photos) and "noise" (share). Of overfitting nothing is said before the end: only
        the result knows how many photos were validated on.
    """
    if not isinstance(result, TransferResult):
        return _going(experiment, frame)
    verdicts = [_score(result), _coarse(result), _confused(result), _gap(experiment, result, frame)]
    costs = [_time(experiment, result, frame), _few(result)]
    return [*filter(None, [*verdicts, *costs, _scratch(experiment, result), _noise(experiment)])]


def standard_error(accuracy: float, photos: int) -> float:
    """The standard error of a share of right answers, sqrt(p (1 - p) / n).

    For p Laplace's rule of succession, (right + 1) / (photos + 2): with the share itself two right answers of two would
    have an error of 0.

    Args:
        accuracy: the share, from 0 to 1, of ``photos``, of which there is one at least.
    """
    likely = (accuracy * photos + 1) / (photos + 2)
    return math.sqrt(likely * (1 - likely) / photos)


def kept_epoch(curves: Curves, best_epoch: int) -> int:
    """The place in the curves of the epoch whose weights were kept; see `models.frames.Result`."""
    return min(best_epoch or len(curves.loss), len(curves.loss)) - 1


def has_features(experiment: TransferExperiment) -> bool:
    """Whether photos go through a frozen part first, which is done once for each."""
    return experiment.strategy in ("frozen", "fine_tune") and experiment.trained_from != 0


def _going(experiment: TransferExperiment, frame: Frame | None) -> list[Finding]:
    if frame is None or not len(frame.curves.val_accuracy):
        return [*filter(None, [_ahead(experiment), _scratch(experiment), _noise(experiment)])]
    learning = Finding("learning", {"validation": float(frame.curves.val_accuracy[-1]), "epoch": int(frame.epoch)}, 1.0)
    return [*filter(None, [learning, _scratch(experiment)])]


def _ahead(experiment: TransferExperiment) -> Finding | None:
    if experiment.strategy == "small_cnn":
        return None
    fresh = experiment.strategy == "from_scratch"
    trained = trainable_parameters(experiment.network, experiment.trained_from, random=fresh)
    values = {"base": base_parameters(experiment.network), "trained": trained, "strategy": experiment.strategy}
    return Finding("ahead", values | {"whole": experiment.trained_from == 0}, 1.0)


def _score(result: TransferResult) -> Finding:
    photos = int(result.confusion.sum())
    right = int(np.trace(result.confusion))
    return Finding("score", {"right": right, "classes": len(result.confusion), "photos": photos}, 1.0)


def _coarse(result: TransferResult) -> Finding | None:
    photos = int(result.confusion.sum())
    if photos >= FEW_PHOTOS:
        return None
    return Finding("coarse", {"photos": photos, "error": standard_error(result.test_accuracy, photos)}, 0.95)


def _confused(result: TransferResult) -> Finding | None:
    wrong = np.array(result.confusion) * (1 - np.eye(len(result.confusion), dtype=int))
    truth, answer = np.unravel_index(int(wrong.argmax()), wrong.shape)
    count = int(wrong[truth, answer])
    if count < FEWEST_CONFUSED:
        return None
    photos = int(result.confusion[truth].sum())
    names = {"truth": result.classes[truth], "answer": result.classes[answer]}
    return Finding("confused", names | {"count": count, "photos": photos}, 0.9)


def _gap(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    photos = result.photos[1]
    if frame is None or len(frame.curves.val_accuracy) < 2 or not photos:
        return None
    epoch = kept_epoch(frame.curves, result.best_epoch)
    training, validation = float(frame.curves.accuracy[epoch]), float(frame.curves.val_accuracy[epoch])
    if not training - validation >= max(GAP, GAP_ERRORS * standard_error(validation, photos)):
        return None
    steps = (epoch + 1) * frame.steps_per_epoch
    if experiment.head == "dense" and starting_share(steps) >= LAGGING:
        return Finding("lag", {"steps": steps, "share": starting_share(steps)}, 0.8)
    return Finding("gap", {"training": training, "validation": validation}, 0.8)


def _time(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    if not has_features(experiment) or len(result.seconds) < 2:
        return None
    if frame is None or not len(frame.curves.loss):
        return None
    (training, features), (kept, total) = result.seconds[:2], result.kept
    values = {"features": features, "training": training, "epochs": len(frame.curves.loss)}
    return Finding("time", values | {"kept": 0 < NEARLY_ALL * total <= kept}, 0.7)


def _few(result: TransferResult) -> Finding | None:
    if not 0 < result.trainable < FEW * result.parameters:
        return None
    return Finding("few", {"trained": result.trainable, "parameters": result.parameters}, 0.6)


def _scratch(experiment: TransferExperiment, result: TransferResult | None = None) -> Finding | None:
    if experiment.strategy not in ("from_scratch", "small_cnn"):
        return None
    # A set may hold fewer than were asked for.
    photos = result.photos[0] // len(result.classes) if result else experiment.per_class
    return Finding("scratch", {"photos": photos}, 0.5)


def _noise(experiment: TransferExperiment) -> Finding | None:
    return Finding("noise", {"share": experiment.label_noise}, 0.4) if experiment.label_noise else None
