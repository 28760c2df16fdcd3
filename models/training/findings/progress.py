"""Whether the training gets on: divergence, learning rates, standstill. A detector returns a finding or ``None``."""

from __future__ import annotations

import math

import numpy as np

from models.finding import Finding, found
from models.training.findings.beginnings import TOO_WIDE, initial_growth
from models.training.findings.chance import standard_error
from models.training.findings.layers import collapsed_layer, fades
from models.training.findings.moment import FAR_TOO_HIGH, Moment
from models.training.findings.trends import change_ahead, is_held, scatter, smooth

FALLING = 0.02  # relative fall of both losses over FALLING_EPOCHS that is worth going on for
FALLING_EPOCHS = 5
NEARLY_OVER = 0.9  # share of the epochs from which on it is worth saying that more would help
PERFECT = 0.99  # accuracy of both parts from which on there is hardly anything left to improve
JUMP = 0.05  # rise of the training loss from one epoch to the next, in units of ln(classes)
JUMPS = 3  # so many in RECENT epochs are no accident
RECENT = 10
SOLVED = 0.15  # median loss, in units of ln(classes), below which jumps do no harm
FALLS = 0.9  # the last of RECENT epochs over the first, where a loss gets on
GUESSING = 0.97  # loss in units of ln(classes) from which on the network only guesses
GUESSED_ERRORS = 2.5  # accuracy above chance, in standard errors, that may still be guessing
STILL = 0.01  # fall of the loss over the next epochs, in units of ln(classes), below which it stands still
STILL_WINDOW = 8  # epochs a standstill is judged by
LITTLE_PROGRESS = 0.1  # fall of the loss since the first epoch, in units of ln(classes)
LOW_EPOCHS = 5


def _diverged(moment: Moment) -> Finding | None:
    frame = moment.frame
    bad = np.flatnonzero(~np.isfinite(np.asarray(frame.curves.loss, np.float64)))
    # Between epochs the mean batch loss is nan even in a healthy run.
    within_epoch = bool(frame.step % frame.steps_per_epoch)
    lost = math.isinf(frame.batch_loss) or (within_epoch and math.isnan(frame.batch_loss))
    ended = moment.result is not None and moment.result.reason == "diverged"
    if not (bad.size or lost or ended):
        return None
    epoch = int(bad[0]) + 1 if bad.size else len(frame.curves.loss) + 1
    layers = moment.experiment.resolved_layers
    wide = initial_growth(moment.experiment) > TOO_WIDE
    # Gradient descent on lambda w² itself diverges once rate * 2 lambda > 2.
    pull = ("less_penalty",) if max([layer.l2 or 0.0 for layer in layers], default=0.0) * moment.rate > 0.5 else ()
    first = ("smaller_weights", "he", "batch_norm") if wide else ()
    return found("diverged", moment.open(*pull, *first, moment.lower_rate), epoch=epoch, rate=moment.rate, wide=wide)


def _rate_too_high(moment: Moment) -> Finding | None:
    manner = _manner(moment)
    if manner is None:
        return None
    loss = moment.curves.loss
    return found(
        "rate_too_high",
        moment.open(moment.lower_rate),
        manner=manner,
        rate=moment.rate,
        times=moment.times_usual if moment.times_usual >= FAR_TOO_HIGH else None,
        optimizer=moment.experiment.optimizer,
        loss=float(loss[-1]),
        least=float(loss.min()),
    )


def _manner(moment: Moment) -> str | None:
    """How the curves show that the learning rate is too high."""
    loss, chance = moment.curves.loss, moment.chance_loss
    far = moment.times_usual >= FAR_TOO_HIGH and not moment.learns_well and _is_large(moment)
    brakes = set(moment.brakes) - {"usual_rate"}
    if far and not brakes and len(loss) > 3 and loss[-3:].min() > GUESSING * chance:
        return "guesses"
    if len(loss) < LOW_EPOCHS or brakes:
        return None
    recent = loss[-RECENT:]
    lately, least = float(loss[-3:].mean()), float(smooth(loss, 3).min())
    grows = lately > max(least + 4 * JUMP * chance, 1.3 * least) and loss[-1] >= 0.97 * loss[-3]
    if grows and moment.times_usual >= 1 and not moment.learns_well:
        return "grows"
    if (
        moment.times_usual >= 2
        and (np.diff(recent) > JUMP * chance).sum() >= JUMPS
        and np.median(recent) > SOLVED * chance
    ):
        return "jumps"
    return "far" if far and not _falls(recent) else None


def _falls(recent: np.ndarray) -> bool:
    """Whether a loss is on its way down: by a tenth in the epochs that are looked at."""
    return bool(recent[-3:].mean() < FALLS * recent[:3].mean())


def _is_large(moment: Moment) -> bool:
    """Whether the network is large enough for its data, so that it ought to learn at another rate."""
    layers = moment.experiment.resolved_layers
    return bool(layers) and min(layer.units for layer in layers) >= (8 if moment.experiment.dataset != "spiral" else 16)


def _rate_too_low(moment: Moment) -> Finding | None:
    loss, chance = moment.curves.loss, moment.chance_loss
    # A slow start has another cause where the gradient fades, and one that the settings name.
    if fades(moment.frame) or moment.brakes != ("raise_rate",) or len(loss) < LOW_EPOCHS:
        return None
    fall = float(loss[0] - loss[-1])
    if not -0.02 * chance <= fall < LITTLE_PROGRESS * chance or loss[-1] < chance / 2 or moment.learns_well:
        return None
    return found(
        "rate_too_low",
        moment.open("raise_rate"),
        rate=moment.rate,
        first=float(loss[0]),
        last=float(loss[-1]),
        epoch=moment.before + 1,
        now=moment.before + len(loss),
    )


def is_guessing(moment: Moment) -> bool:
    """Whether both parts have stood at what pure guessing gives, without a trend away from it."""
    curves, chance = moment.curves, moment.chance_loss
    if moment.epochs < STILL_WINDOW:
        return False
    # The accuracy of guessing is that of the class with most examples, so it lies above 1 / classes.
    guessed = [
        accuracy[-3:].mean() < 1 / moment.classes + GUESSED_ERRORS * standard_error(1 / moment.classes, size)
        for accuracy, size in (
            (curves.accuracy, moment.training_size),
            (curves.val_accuracy, moment.validation_size),
        )
    ]
    (fall, error), (later, later_error) = (change_ahead(loss, STILL_WINDOW) for loss in (curves.loss, curves.val_loss))
    least = np.lib.stride_tricks.sliding_window_view(curves.loss, STILL_WINDOW).min(axis=1)
    high = least >= GUESSING * chance
    begins = high & (-fall + error < STILL * chance) & (-later + later_error < STILL * chance)
    still = is_held(begins, high & (-fall - error < STILL * chance) & (-later - later_error < STILL * chance))
    return all(guessed) and still


def _stuck(moment: Moment) -> Finding | None:
    if not is_guessing(moment):
        return None
    layer = collapsed_layer(moment)
    rate = (moment.lower_rate,) if moment.times_usual > 2 else ()
    others = ("random_weights", *rate, "batch_norm", "relu", "he", "tanh", "other_optimizer")
    return found(
        "stuck",
        moment.brakes or moment.open(*others),
        loss=float(moment.curves.loss[moment.told]),
        classes=moment.classes,
        cause=moment.brakes[0] if moment.brakes else None,
        collapsed=layer,
    )


def _improving(moment: Moment) -> Finding | None:
    """Near the end, when both losses still fall clearly."""
    curves = moment.curves
    over = len(moment.frame.curves.loss) >= NEARLY_OVER * moment.frame.epochs
    if not over or moment.epochs < 2 * FALLING_EPOCHS:
        return None
    if min(curves.accuracy[-3:].mean(), curves.val_accuracy[-3:].mean()) >= PERFECT:
        return None
    for loss in (curves.loss, curves.val_loss):
        then, now = loss[-2 * FALLING_EPOCHS : -FALLING_EPOCHS].mean(), loss[-FALLING_EPOCHS:].mean()
        chance = 3 * scatter(loss) * math.sqrt(2 / FALLING_EPOCHS)
        if not 0 < now < min((1 - FALLING) * then, then - chance) or loss[-1] > loss.min() + chance + 0.01 * now:
            return None
    return found("improving", ("more_epochs",), loss=float(curves.loss[-1]), validation=float(curves.val_loss[-1]))


def runs_fast(moment: Moment) -> bool:
    """Whether the run is still to come, at a learning rate that is far above the usual one."""
    return moment.frame.step == 0 and moment.times_usual >= FAR_TOO_HIGH


def state(moment: Moment) -> Finding | None:
    """The plain figures, for a frame of which nothing else is to be said."""
    curves = moment.frame.curves
    accuracy, validation = (np.asarray(part, np.float64) for part in (curves.accuracy, curves.val_accuracy))
    if len(accuracy) and np.isfinite([accuracy[-1], validation[-1]]).all():
        told = moment.told if abs(moment.told) <= len(accuracy) else -1
        epoch = len(accuracy) if told == -1 else moment.before + told + 1
        return found("state", epoch=epoch, accuracy=float(accuracy[epoch - 1]), validation=float(validation[epoch - 1]))
    if runs_fast(moment):
        return found("state", rate=moment.rate, times=moment.times_usual, optimizer=moment.experiment.optimizer)
    *hidden, output = np.asarray(moment.frame.activations.std, np.float64).tolist() or [math.nan]
    if not np.isfinite([*hidden, output]).all():
        return None
    return found("state", spreads=hidden or [output], hidden=bool(hidden))


PROGRESS_DETECTORS = (_diverged, _rate_too_high, _rate_too_low, _stuck, _improving)
