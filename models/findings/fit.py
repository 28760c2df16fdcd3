"""What training and validation curves say of each other. A detector returns a finding or ``None``."""

from __future__ import annotations

import math

import numpy as np

from models.findings.averages import LAGGING, starting_share
from models.findings.finding import Finding, found
from models.findings.moment import Moment, standard_error
from models.findings.remedies import normalizes_batches
from models.findings.trends import change_ahead, is_held, scatter, smooth

SMOOTHING = (3, 5)  # epochs averaged in a short and in a long run (from LONG_RUN epochs)
LONG_RUN = 15
OVERFIT_RISE = 0.05  # relative; below it the validation loss is as good as at its minimum
OVERFIT_LEAST = 0.01  # absolute; keeps losses near 0 from raising the alarm
OVERFIT_NOISE = 5.0  # standard deviations of the smoothed curve; its minimum alone lies about 2 low
GAP, GAP_ENDS = 0.1, 0.07  # training minus validation accuracy: where the sentence begins, and ends
GAP_ERRORS = 3.0  # the same examples are validated on in every epoch: chance stays
FOLLOWING, FOLLOWS = 30, 0.02  # steps over which the validation loss must fall by this share to be on its way down
ERRORS = 2.0  # a difference of fewer standard errors may be chance
MEMORISED = 0.5  # share of the wrong labels that must have been learnt
SETTLED_WINDOW = 12  # epochs a trend is taken from
SETTLED, UNSETTLED = 0.02, 0.06  # relative fall of the training loss over the next epochs: flat below, falling above
RISES, RISES_ON = 0.01, 0.03  # the same of the training accuracy, absolute
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
    if not lasting or training[-1] >= min(training[best], validation[-1]) or curves.val_loss[-1] <= validation[best]:
        return None
    return found(
        "overfitting",
        moment.open("fewer_epochs", "more_examples", "add_dropout", "more_dropout", "add_l2", "more_penalty"),
        epoch=moment.before + best + width // 2 + 1,
        best=float(validation[best]),
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
    if moment.epochs < 3:
        return None
    training, validation = smooth(curves.accuracy, 3), smooth(curves.val_accuracy, 3)
    gaps = training - validation
    chance = GAP_ERRORS * math.hypot(
        standard_error(float(training[-1]), moment.training_size),
        standard_error(float(validation[-1]), moment.validation_size),
    )
    told = curves.accuracy[moment.told] - curves.val_accuracy[moment.told]
    if not is_held(gaps >= max(GAP, chance), gaps >= max(GAP_ENDS, chance)) or told < max(GAP_ENDS, chance):
        return None
    if _follows(moment):
        return None
    return found(
        "gap",
        moment.open("more_examples", "add_dropout", "more_dropout", "add_l2", "more_penalty", "smaller_network"),
        accuracy=float(curves.accuracy[moment.told]),
        validation=float(curves.val_accuracy[moment.told]),
    )


def _follows(moment: Moment) -> bool:
    """Whether the validation loss is still on its way down, over as many epochs as have FOLLOWING steps."""
    loss = moment.curves.val_loss
    epochs = max(3, math.ceil(FOLLOWING / moment.frame.steps_per_epoch))
    part = loss[-epochs - 1 :]
    if len(part) < 4:
        return False
    fall = part[: len(part) // 2].mean() - part[-(len(part) // 2) :].mean()
    return bool(fall > max(FOLLOWS * part[-1], 2 * scatter(loss) * math.sqrt(2 / (len(part) // 2))))


def _lag(moment: Moment) -> Finding | None:
    """Averages that still hold much of their start, and a validation that is still on its way to training's figures."""
    share = starting_share(moment.frame.step)
    curves = moment.curves
    if share < LAGGING or not normalizes_batches(moment.experiment) or moment.epochs < 3:
        return None
    behind = curves.accuracy[-1] - curves.val_accuracy[-1]
    error = standard_error(float(curves.val_accuracy[-1]), moment.validation_size)
    if behind < max(GAP, ERRORS * error) or curves.val_loss[-1] < 1.2 * curves.loss[-1] or not _follows(moment):
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
    if not low or apart or not _has_settled(moment):
        return None
    return found(
        "underfitting",
        moment.brakes or _room_to_grow(moment),
        accuracy=float(curves.accuracy[moment.told]),
        validation=float(curves.val_accuracy[moment.told]),
        cause=moment.brakes[0] if moment.brakes else None,
    )


def _room_to_grow(moment: Moment) -> tuple[str, ...]:
    rate = ("raise_rate",) if moment.times_usual < 0.5 else ("lower_rate",) if moment.times_usual > 2 else ()
    return moment.open(*rate, "less_penalty", "less_dropout", "more_units", "more_layers", "other_optimizer")


def _has_settled(moment: Moment) -> bool:
    """Whether neither the training loss nor the training accuracy gets better any more."""
    curves = moment.curves
    loss = smooth(curves.loss, 3)[-(len(curves.loss) - SETTLED_WINDOW) :]
    fall, fall_error = change_ahead(curves.loss, SETTLED_WINDOW)
    rise, rise_error = change_ahead(curves.accuracy, SETTLED_WINDOW)
    level = loss[-len(fall) :] if len(loss) >= len(fall) else np.full(len(fall), curves.loss[-1])
    falling, rising = -fall / level, rise
    begins = (falling + fall_error / level < SETTLED) & (rising + rise_error < RISES)
    lasts = (falling - fall_error / level < UNSETTLED) & (rising - 2 * rise_error < RISES_ON)
    return is_held(begins, lasts)


def _train_below_validation(moment: Moment) -> Finding | None:
    curves = moment.curves
    if moment.epochs < 3:
        return None
    training, validation = curves.accuracy, curves.val_accuracy
    error = math.hypot(
        standard_error(float(training[-1]), moment.training_size),
        standard_error(float(validation[-1]), moment.validation_size),
    )
    least = max(BELOW, ERRORS * error)
    differences = smooth(validation - training, 3)
    told = float(validation[moment.told] - training[moment.told])
    if min(differences[-1], told, float(validation[-1] - training[-1])) < least:
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
