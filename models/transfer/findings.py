"""What a run on the transfer page shows, as plain values that the page puts into words."""

from __future__ import annotations

import numpy as np

from models.finding import Finding, found, in_order
from models.runs.frames import Frame
from models.runs.results import Result, TransferResult, kept_epoch
from models.training.findings.averages import starting_share
from models.training.findings.chance import standard_error
from models.transfer.experiment import TransferExperiment
from models.transfer.remedies import still_open
from models.transfer.sizes import base_parameters, trainable_parameters

# Training beyond validation by this much, in shares of right answers, is called overfitting if it cannot be chance too:
# if it is as many standard errors of the validation accuracy.
GAP, GAP_ERRORS = 0.1, 2.0
# With so few test photos the score is told as a count; with so few its standard error is told too.
FEW_PHOTOS, COARSE_PHOTOS = 50, 200
# "By heart": this share of the wrong labels at least.
BY_HEART = 0.5
# Features are called kept if this share of them was in the cache.
NEARLY_ALL = 0.95
# A class that takes in so much of what another one loses is worth naming.
FEWEST_CONFUSED = 2
# Below this share of the parameters, "few" are trained.
FEW = 0.1

# Most important first.
KINDS = (
    *("ahead", "learning", "score", "memorised", "noise", "lag", "gap", "coarse", "confused", "scratch", "time", "few"),
)
REPORTS = ("ahead", "learning", "score", "time")  # these give figures and claim nothing about them


def transfer_findings(
    experiment: TransferExperiment, frame: Frame | None = None, result: Result | None = None
) -> list[Finding]:
    """What can be said of an experiment, most important first.

    Args:
        frame: of its run; ``None`` before there is one.
        result: of its run, once that is over.

    Returns:
        Findings of the kinds "ahead" (values: base, trained, share, strategy, whole), "score" (right, classes, photos),
        "memorised" (share, training, validation), "noise" (share), "gap" (training, validation; fresh: with averages
        that do not lag, ``None`` where they do not), or "lag" (steps, share, validation, fresh) in its place, "coarse"
        (photos, error), "confused" (truth, answer, count, photos), "scratch" (photos), "time" (features, training,
        epochs, kept), "few" (trained, parameters) and "learning" (validation, epoch). Of overfitting
        nothing is said before the end: only the result knows how many photos were validated on.
    """
    if not isinstance(result, TransferResult):
        return _going(experiment, frame)
    memorised = _memorised(experiment, result, frame)
    told = [
        _score(result),
        memorised,
        None if memorised else _gap(experiment, result, frame),
        _noise(_wrong_share(result)),
        _coarse(result),
        _confused(result),
        _scratch(experiment, result),
        _time(experiment, result, frame),
        _few(result),
    ]
    return in_order(told, KINDS)


def has_features(experiment: TransferExperiment) -> bool:
    """Whether photos go through a frozen part first, which is done once for each."""
    return experiment.strategy in ("frozen", "fine_tune") and experiment.trained_from != 0


def _going(experiment: TransferExperiment, frame: Frame | None) -> list[Finding]:
    if frame is None or not len(frame.curves.val_accuracy):
        now = _ahead(experiment)
    else:
        validation = frame.curves.val_accuracy
        now = found("learning", validation=float(validation[-1]), epoch=len(validation))
    return in_order([now, _scratch(experiment), _noise(experiment.label_noise)], KINDS)


def _ahead(experiment: TransferExperiment) -> Finding | None:
    if experiment.strategy == "small_cnn":
        return None
    fresh = experiment.strategy == "from_scratch"
    base = base_parameters(experiment.network)
    trained = trainable_parameters(experiment.network, experiment.trained_from, random=fresh)
    return found(
        "ahead",
        base=base,
        trained=trained,
        share=trained / base,
        strategy=experiment.strategy,
        whole=experiment.trained_from == 0,
    )


def _score(result: TransferResult) -> Finding:
    photos = int(result.confusion.sum())
    right = int(np.trace(result.confusion))
    return found("score", right=right, classes=len(result.confusion), photos=photos)


def _coarse(result: TransferResult) -> Finding | None:
    photos = int(result.confusion.sum())
    if photos > COARSE_PHOTOS:
        return None
    return found("coarse", photos=photos, error=standard_error(result.test_accuracy, photos))


def _confused(result: TransferResult) -> Finding | None:
    wrong = np.array(result.confusion) * (1 - np.eye(len(result.confusion), dtype=int))
    truth, answer = np.unravel_index(int(wrong.argmax()), wrong.shape)
    count = int(wrong[truth, answer])
    if count < FEWEST_CONFUSED or np.count_nonzero(wrong == count) > 1:
        return None
    photos = int(result.confusion[truth].sum())
    return found("confused", truth=result.classes[truth], answer=result.classes[answer], count=count, photos=photos)


def _wrong_share(result: TransferResult) -> float:
    """The share of the training photos that were given a wrong label."""
    return result.wrong_labels / result.photos[0] if result.photos[0] else 0.0


def _memorised(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    """Whoever agrees with more labels than are right agrees with wrong ones, with so many of them at least."""
    share = _wrong_share(result)
    if not share or frame is None or not len(frame.curves.accuracy):
        return None
    epoch = kept_epoch(frame.curves, result.best_epoch)
    training, validation = float(frame.curves.accuracy[epoch]), float(frame.curves.val_accuracy[epoch])
    if training < 1 - (1 - BY_HEART) * share:
        return None
    remedies = still_open(experiment, result, "memorised")
    return found("memorised", remedies, share=share, training=training, validation=validation)


def _gap(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    photos = result.photos[1]
    if frame is None or len(frame.curves.val_accuracy) < 2 or not photos:
        return None
    epoch = kept_epoch(frame.curves, result.best_epoch)
    training, validation = float(frame.curves.accuracy[epoch]), float(frame.curves.val_accuracy[epoch])
    chance = GAP_ERRORS * standard_error(validation, photos)
    if not training - validation >= max(GAP, chance):
        return None
    fresh = result.fresh_averages
    if fresh is not None and fresh - validation >= max(GAP, chance):
        steps = (epoch + 1) * frame.steps_per_epoch
        share = starting_share(steps)
        return found("lag", ("more_epochs",), steps=steps, share=share, validation=validation, fresh=fresh)
    if fresh is not None and not training - fresh >= max(GAP, chance):
        return None  # the averages make up a part of the gap, the weights another: neither is enough to speak of
    remedies = still_open(experiment, result, "gap")
    return found("gap", remedies, training=training, validation=validation, fresh=fresh)


def _time(experiment: TransferExperiment, result: TransferResult, frame: Frame | None) -> Finding | None:
    if not has_features(experiment) or len(result.seconds) < 2:
        return None
    if frame is None or not len(frame.curves.loss):
        return None
    (training, features), (kept, total) = result.seconds[:2], result.kept
    nearly_all = 0 < NEARLY_ALL * total <= kept
    return found("time", features=features, training=training, epochs=len(frame.curves.loss), kept=nearly_all)


def _few(result: TransferResult) -> Finding | None:
    if not 0 < result.trainable < FEW * result.parameters:
        return None
    return found("few", trained=result.trainable, parameters=result.parameters)


def _scratch(experiment: TransferExperiment, result: TransferResult | None = None) -> Finding | None:
    if experiment.strategy not in ("from_scratch", "small_cnn"):
        return None
    # A set may hold fewer than were asked for.
    photos = result.photos[0] // len(result.classes) if result else experiment.per_class
    return found("scratch", photos=photos)


def _noise(share: float) -> Finding | None:
    return found("noise", share=share) if share else None
