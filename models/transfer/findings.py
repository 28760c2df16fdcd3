"""What a run on the transfer page shows, as plain values that the page puts into words."""

from __future__ import annotations

import numpy as np

from models.findings.finding import Finding
from models.frames import Frame, Result, TransferResult
from models.transfer.experiment import TransferExperiment
from models.transfer.sizes import base_parameters, trainable_parameters

# Training beyond validation by this much, in shares of right answers, is called overfitting.
GAP = 0.1
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
        Findings of the kinds "ahead" (values: base, trained, strategy), "score" (accuracy, classes, photos), "time"
        (features, training, epochs), "confused" (truth, answer, count, photos), "gap" (training, validation), "few"
        (trained, parameters), "learning" (validation, epoch), "scratch" (photos) and "noise" (share).
    """
    if not isinstance(result, TransferResult):
        return _going(experiment, frame)
    found = [_score(result), _confused(result), _gap(frame), _time(experiment, result, frame), _few(result)]
    return [*filter(None, [*found, _scratch(experiment), _noise(experiment)])]


def _going(experiment: TransferExperiment, frame: Frame | None) -> list[Finding]:
    if frame is None or not len(frame.curves.val_accuracy):
        return [*filter(None, [_ahead(experiment), _scratch(experiment), _noise(experiment)])]
    learning = Finding("learning", {"validation": float(frame.curves.val_accuracy[-1]), "epoch": int(frame.epoch)}, 1.0)
    return [*filter(None, [learning, _gap(frame), _scratch(experiment)])]


def _ahead(experiment: TransferExperiment) -> Finding | None:
    if experiment.strategy == "small_cnn":
        return None
    fresh = experiment.strategy == "from_scratch"
    trained = trainable_parameters(experiment.network, experiment.trained_from, random=fresh)
    values = {"base": base_parameters(experiment.network), "trained": trained, "strategy": experiment.strategy}
    return Finding("ahead", values, 1.0)


def _score(result: TransferResult) -> Finding:
    photos = int(result.confusion.sum())
    values = {"accuracy": result.test_accuracy, "classes": len(result.confusion), "photos": photos}
    return Finding("score", values, 1.0)


def _confused(result: TransferResult) -> Finding | None:
    wrong = np.array(result.confusion) * (1 - np.eye(len(result.confusion), dtype=int))
    truth, answer = np.unravel_index(int(wrong.argmax()), wrong.shape)
    count = int(wrong[truth, answer])
    if count < FEWEST_CONFUSED:
        return None
    photos = int(result.confusion[truth].sum())
    names = {"truth": result.classes[truth], "answer": result.classes[answer]}
    return Finding("confused", names | {"count": count, "photos": photos}, 0.9)


def _gap(frame: Frame | None) -> Finding | None:
    if frame is None or not len(frame.curves.val_accuracy):
        return None
    training, validation = float(frame.curves.accuracy[-1]), float(frame.curves.val_accuracy[-1])
    if not training - validation >= GAP:
        return None
    return Finding("gap", {"training": training, "validation": validation}, 0.8)


def _time(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    if experiment.strategy == "small_cnn" or experiment.trained_from == 0:  # nothing is frozen: there are no features
        return None
    if len(result.seconds) < 2 or frame is None or not len(frame.curves.loss):
        return None
    training, features = result.seconds[:2]
    return Finding("time", {"features": features, "training": training, "epochs": len(frame.curves.loss)}, 0.7)


def _few(result: TransferResult) -> Finding | None:
    if not result.parameters or result.trainable >= FEW * result.parameters:
        return None
    return Finding("few", {"trained": result.trainable, "parameters": result.parameters}, 0.6)


def _scratch(experiment: TransferExperiment) -> Finding | None:
    if experiment.strategy not in ("from_scratch", "small_cnn"):
        return None
    return Finding("scratch", {"photos": experiment.per_class}, 0.5)


def _noise(experiment: TransferExperiment) -> Finding | None:
    return Finding("noise", {"share": experiment.label_noise}, 0.4) if experiment.label_noise else None
