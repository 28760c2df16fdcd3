"""What training and validation curves say of each other. A detector returns a finding or ``None``."""

from __future__ import annotations

import math

import numpy as np

from models.finding import Finding, found
from models.training.findings.averages import LAGGING, starting_share
from models.training.findings.chance import standard_error
from models.training.findings.moment import Moment
from models.training.findings.remedies import normalizes_batches
from models.training.findings.trends import change_ahead, is_held, scatter, smooth

SMOOTHING = (3, 5)  # epochs averaged in a short and in a long run (from LONG_RUN epochs)
LONG_RUN = 15
OVERFIT_RISE = 0.05  # relative; below it the validation loss is as good as at its minimum
OVERFIT_LEAST = 0.01  # absolute; keeps losses near 0 from raising the alarm
OVERFIT_NOISE = 5.0  # standard deviations of the smoothed curve; its minimum alone lies about 2 low
GAP, GAP_ENDS = 0.1, 0.07  # training minus validation accuracy: where the sentence begins, and ends
GAP_ERRORS = 2.5  # the same examples are validated on in every epoch: chance stays
FOLLOWING_EPOCHS, FOLLOWING_STEPS = 6, 30  # at least so many epochs and steps tell whether validation still rises
CATCHING_UP, CAUGHT_UP = 20, 0.6  # epochs in which the averages must lose so much of what they hold now
ERRORS = 2.0  # a difference of fewer standard errors may be chance
MEMORISED = 0.5  # share of the wrong labels that must have been learnt
SETTLED_WINDOW = 15  # epochs a trend is taken from
SETTLED, UNSETTLED = 0.03, 0.06  # relative fall of the training loss over the next epochs: flat below, falling above
RISES, RISES_ON = 0.015, 0.03  # the same of the training accuracy, absolute
BEGUN = 0.25  # so far on the way from guessing to always right, a network has begun to learn
BRAKED = 0.1  # the same where the settings name a cause
BELOW = 0.01  # validation above training accuracy by this much surprises a learner


def _overfitting(moment: Moment) -> Finding | None:
    curves = moment.curves
    width = SMOOTHING[moment.epochs >= LONG_RUN]
    validation, training = smooth(curves.val_loss, width), smooth(curves.loss, width)
    if len(validation) <= width:
        return None
    best = int(validation.argmin())
    margin = max(
        OVERFIT_RISE * validation[best],
        OVERFIT_LEAST,
        OVERFIT_NOISE * scatter(curves.val_loss) / math.sqrt(width),
    )
    # As many epochs in a row as one smoothed value spans: fewer may be chance.
    lasting = best < len(validation) - width and validation[-width:].min() > validation[best] + margin
    came_back = bool((curves.val_loss[best + 2 * width :] < validation[best]).any())
    if not lasting or came_back or training[-1] >= min(training[best], validation[-1]):
        return None
    lowest = best + int(curves.val_loss[best : best + width].argmin())
    return found(
        "overfitting",
        moment.open("fewer_epochs", "more_examples", "add_dropout", "more_dropout", "add_l2", "more_penalty"),
        epoch=moment.before + lowest + 1,
        best=float(curves.val_loss[lowest]),
        now=float(curves.val_loss[-1]),
    )


def _memorised(moment: Moment) -> Finding | None:
    """Right labels alone cannot give more than their share; what lies beyond are wrong ones that were learnt."""
    noise, accuracy = moment.experiment.label_noise, moment.curves.accuracy
    if not noise or len(accuracy) < 3:
        return None
    honest = 1.0 - noise
    # The share of wrong labels that was drawn differs from the one set.
    chance = ERRORS * math.sqrt(noise * honest / moment.training_size)
    learnt = (accuracy - honest - chance) / noise
    if min(learnt[-3:].mean(), learnt[-1], learnt[moment.told]) < MEMORISED:
        return None
    return found(
        "memorised",
        moment.open("fewer_epochs", "add_dropout", "more_dropout", "add_l2", "more_penalty", "smaller_network"),
        accuracy=float(accuracy[moment.told]),
        honest=honest,
    )


def _gap(moment: Moment) -> Finding | None:
    """Training that has gone well beyond validation, by more than chance, and validation that does not follow."""
    curves = moment.curves
    if moment.epochs < 3 or moment.has_heavy_penalty:
        return None
    training, validation = smooth(curves.accuracy, 3), smooth(curves.val_accuracy, 3)
    gaps, error = training - validation, _chance_difference(moment)
    told = curves.accuracy[moment.told] - curves.val_accuracy[moment.told]
    rises, rises_much = _rising(moment)
    begins = (gaps >= max(GAP, GAP_ERRORS * error)) & ~rises[2:]
    lasts = (gaps >= max(GAP_ENDS, GAP_ERRORS / 2 * error)) & ~rises_much[2:]
    if not is_held(begins, lasts) or told < GAP_ENDS:
        return None
    learnt = training[-1] >= (1 + 1 / moment.classes) / 2  # else there is no knowing of its examples to speak of
    if not learnt or _averages_guess(moment):
        return None
    return found(
        "gap",
        moment.open("more_examples", "add_dropout", "more_dropout", "add_l2", "more_penalty", "smaller_network"),
        accuracy=float(curves.accuracy[moment.told]),
        validation=float(curves.val_accuracy[moment.told]),
    )


def _chance_difference(moment: Moment) -> float:
    """The standard error of the difference between training and validation accuracy, as they are now."""
    return math.hypot(
        standard_error(float(moment.curves.accuracy[-1]), moment.training_size),
        standard_error(float(moment.curves.val_accuracy[-1]), moment.validation_size),
    )


def _averages_guess(moment: Moment) -> bool:
    """Whether batch norm's averages are still so far off that validation gives no more than guesses."""
    guessing, size = 1 / moment.classes, moment.validation_size
    limit = guessing + GAP_ERRORS * standard_error(guessing, size)
    return normalizes_batches(moment.experiment) and bool(moment.curves.val_accuracy[-1] < limit)


def _rising(moment: Moment) -> tuple[np.ndarray, np.ndarray]:
    """(epochs,) bool: whether validation was on its way up to training, and whether clearly so.

    Its loss does not tell: while averages settle it goes on falling when the accuracy has long stood still.
    """
    accuracy = moment.curves.val_accuracy
    window = max(FOLLOWING_EPOCHS, math.ceil(FOLLOWING_STEPS / moment.frame.steps_per_epoch))
    early = (accuracy >= np.maximum.accumulate(accuracy)) & (accuracy > accuracy[0])
    rise, error = change_ahead(accuracy, window)
    least = np.maximum(max(GAP, 2 * standard_error(float(accuracy[-1]), moment.validation_size)), 2 * error)
    first = early[: window - 1]
    return np.concatenate([first, rise > least]), np.concatenate([first, rise > 2 * least])


def _lag(moment: Moment) -> Finding | None:
    """Averages that still hold much of their start, and a validation that is on its way to training's figures."""
    share = starting_share(moment.frame.step)
    curves = moment.curves
    if share < LAGGING or not normalizes_batches(moment.experiment) or moment.epochs < 3 or _gap(moment):
        return None
    behind = curves.accuracy[-1] - curves.val_accuracy[-1]
    if behind < max(GAP, ERRORS * _chance_difference(moment)) or curves.val_loss[-1] < 1.2 * curves.loss[-1]:
        return None
    soon = starting_share(CATCHING_UP * moment.frame.steps_per_epoch) < CAUGHT_UP
    if not _rising(moment)[0][-1] and not (soon and _averages_guess(moment)):
        return None
    return found("lag", steps=moment.frame.step, share=share)


def _underfitting(moment: Moment) -> Finding | None:
    """Training has settled, at a loss and an accuracy that both parts should be better than."""
    curves = moment.curves
    if moment.epochs < SETTLED_WINDOW + 3:
        return None
    accuracy, validation = smooth(curves.accuracy, 3), smooth(curves.val_accuracy, 3)
    clean = 1.0 - moment.experiment.label_noise
    error = ERRORS * standard_error(float(validation[-1]), moment.validation_size)
    low = accuracy[-1] < moment.low_accuracy * clean and validation[-1] + error < moment.low_accuracy
    apart = accuracy[-1] - validation[-1] >= GAP_ENDS
    # One that hardly does better than guessing may just not have begun: a plateau can end at any time.
    begun = accuracy[-1] > 1 / moment.classes + (BRAKED if moment.brakes else BEGUN) * (1 - 1 / moment.classes)
    if not low or apart or not begun or not _has_settled(moment):
        return None
    return found(
        "underfitting",
        moment.brakes or moment.open("less_penalty", "less_dropout", "more_units", "more_layers", "other_optimizer"),
        accuracy=float(curves.accuracy[moment.told]),
        validation=float(curves.val_accuracy[moment.told]),
        cause=moment.brakes[0] if moment.brakes else None,
    )


def _has_settled(moment: Moment) -> bool:
    """Whether neither loss falls and neither accuracy rises any more; told until one of them clearly does."""
    curves = moment.curves
    windows = len(curves.loss) - SETTLED_WINDOW + 1
    begins, lasts = np.ones(windows, bool), np.ones(windows, bool)
    for loss, accuracy in ((curves.loss, curves.accuracy), (curves.val_loss, curves.val_accuracy)):
        change, change_error = change_ahead(loss, SETTLED_WINDOW)
        rise, rise_error = change_ahead(accuracy, SETTLED_WINDOW)
        level = np.lib.stride_tricks.sliding_window_view(loss, SETTLED_WINDOW).mean(axis=1)
        fall, fall_error = -change / level, change_error / level
        begins = begins & (fall + fall_error < SETTLED) & (rise + rise_error < RISES)
        lasts = lasts & (fall - fall_error < UNSETTLED) & (rise - 2 * rise_error < RISES_ON)
    return is_held(begins, lasts)


def _train_below_validation(moment: Moment) -> Finding | None:
    curves = moment.curves
    if moment.epochs < 3:
        return None
    training, validation = curves.accuracy, curves.val_accuracy
    error = _chance_difference(moment)
    least = max(BELOW, GAP_ERRORS * error)
    differences = smooth(validation - training, min(5, moment.epochs))
    told = float(validation[moment.told] - training[moment.told])
    if not is_held(differences >= least, differences >= least / 2) or told < error:
        return None
    causes = _why_below(moment, told, error)
    if not causes:
        return None
    return found(
        "train_below_validation",
        accuracy=float(training[moment.told]),
        validation=float(validation[moment.told]),
        causes=causes,
    )


def _why_below(moment: Moment, difference: float, error: float) -> tuple[str, ...]:
    """What the settings name, where it is enough; else that the network got better within the epoch, if so fast."""
    experiment = moment.experiment
    hidden = any(layer.dropout for layer in experiment.resolved_layers)
    accuracy, right = moment.curves.accuracy, float(moment.curves.val_accuracy[moment.told])
    # A network that is right in this share of clean labels agrees with noisy ones less often by so much.
    noise = experiment.label_noise * (right - (1 - right) / (moment.classes - 1))
    causes = {
        "dropout": hidden,
        "input_dropout": bool(experiment.input_dropout),
        "noise": noise > 0 and (hidden or experiment.input_dropout > 0 or difference <= noise + ERRORS * error),
    }
    if any(causes.values()):
        return tuple(name for name, on in causes.items() if on)
    return ("average",) if (accuracy[-1] - accuracy[-3]) / 2 >= difference else ()


FIT_DETECTORS = (_overfitting, _memorised, _gap, _lag, _underfitting, _train_below_validation)
