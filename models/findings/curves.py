"""What the learning curves say. A detector returns a finding or ``None``."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np

from models.experiment import Experiment
from models.fields import USUAL_RATE
from models.findings.averages import LAGGING, starting_share
from models.findings.finding import Finding, found
from models.findings.layers import fades
from models.frames import Curves, Frame

SMOOTHING = (3, 5)  # epochs averaged in a short and in a long run (from LONG_RUN epochs)
LONG_RUN = 15
OVERFIT_RISE = 0.05  # relative; below it the validation loss is as good as at its minimum
OVERFIT_LEAST = 0.01  # absolute; keeps losses near 0 from raising the alarm
OVERFIT_NOISE = 5.0  # standard deviations of the smoothed curve; its minimum alone lies about 2 low
GAP = 0.1  # training minus validation accuracy: well beyond the scatter of a few hundred examples
LOW_ACCURACY = 0.9  # digits and plane sets are learnt to above 0.9 by a network that fits
FLAT_ACCURACY = 0.005  # change of the accuracy over FLAT_EPOCHS that counts as none
FLAT_EPOCHS = 5
FALLING = 0.01  # relative fall of both losses over three epochs that is worth going on for
JUMP = 0.05  # rise of the training loss from one epoch to the next, in units of ln(classes)
JUMPS = 3  # so many in RECENT epochs are no accident
RECENT = 10
GUESSING = 0.97  # loss in units of ln(classes) from which on the network only guesses
LITTLE_PROGRESS = 0.1  # fall of the loss since the first epoch, in units of ln(classes)
BELOW = 0.01  # validation above training accuracy by this much surprises a learner


def _diverged(experiment: Experiment, frame: Frame) -> Finding | None:
    bad = np.flatnonzero(~np.isfinite(np.asarray(frame.curves.loss, np.float64)))
    if bad.size:
        return found("diverged", epoch=int(bad[0]) + 1, rate=rate_of(experiment, frame))
    # Between epochs the mean batch loss is nan even in a healthy run.
    within_epoch = bool(frame.step % frame.steps_per_epoch)
    if math.isinf(frame.batch_loss) or (within_epoch and math.isnan(frame.batch_loss)):
        return found("diverged", epoch=len(frame.curves.loss) + 1, rate=rate_of(experiment, frame))
    return None


def _overfitting(experiment: Experiment, frame: Frame) -> Finding | None:
    curves = _finite(frame.curves)
    epochs = len(curves.loss)
    width = SMOOTHING[epochs >= LONG_RUN]
    validation, training = _smooth(curves.val_loss, width), _smooth(curves.loss, width)
    if len(validation) <= width:
        return None
    best = int(validation.argmin())
    scatter = _noise(curves.val_loss) / math.sqrt(width)
    margin = max(OVERFIT_RISE * validation[best], OVERFIT_LEAST, OVERFIT_NOISE * scatter)
    # As many epochs in a row as one smoothed value spans: fewer may be chance.
    lasting = best < len(validation) - width and validation[-width:].min() > validation[best] + margin
    if not lasting or training[-1] >= training[best]:
        return None
    return found(
        "overfitting",
        epoch=best + width // 2 + 1,
        best=float(validation[best]),
        now=float(validation[-1]),
        regularized=_is_regularized(experiment),
    )


def _memorised(experiment: Experiment, frame: Frame) -> Finding | None:
    accuracy = _recent(frame.curves.accuracy)
    honest = 1.0 - experiment.label_noise
    if not experiment.label_noise or accuracy is None or accuracy <= honest + (1.0 - honest) / 4:
        return None
    return found("memorised", accuracy=accuracy, honest=honest)


def _underfitting(experiment: Experiment, frame: Frame) -> Finding | None:
    curves = _finite(frame.curves)
    accuracy, validation = _smooth(curves.accuracy, 3), _recent(curves.val_accuracy)
    if len(accuracy) <= FLAT_EPOCHS or validation is None:
        return None
    scatter = 2 * _noise(curves.accuracy) / math.sqrt(3)
    flat = abs(accuracy[-1] - accuracy[-1 - FLAT_EPOCHS]) < FLAT_ACCURACY + scatter
    low = max(accuracy[-1], validation) < LOW_ACCURACY * (1.0 - experiment.label_noise)
    if not (flat and low):
        return None
    return found("underfitting", accuracy=float(accuracy[-1]), validation=validation, cause=_brake(experiment))


def _gap(experiment: Experiment, frame: Frame) -> Finding | None:
    accuracy, validation = _recent(frame.curves.accuracy), _recent(frame.curves.val_accuracy)
    if accuracy is None or validation is None or accuracy - validation < GAP:
        return None
    return found("gap", accuracy=accuracy, validation=validation, regularized=_is_regularized(experiment))


def _lag(experiment: Experiment, frame: Frame) -> Finding | None:
    share = starting_share(frame.step)
    if share < LAGGING or not _normalizes_batches(experiment) or _gap(experiment, frame) is None:
        return None
    return found("lag", steps=frame.step, share=share)


def _train_below_validation(experiment: Experiment, frame: Frame) -> Finding | None:
    accuracy, validation = _recent(frame.curves.accuracy), _recent(frame.curves.val_accuracy)
    if accuracy is None or validation is None or validation - accuracy < BELOW:
        return None
    dropout = experiment.input_dropout or any(layer.dropout for layer in experiment.resolved_layers)
    cause = "dropout" if dropout else "noise" if experiment.label_noise else "average"
    return found("train_below_validation", accuracy=accuracy, validation=validation, cause=cause)


def _improving(experiment: Experiment, frame: Frame) -> Finding | None:
    curves = _finite(frame.curves)
    losses = [_smooth(curves.loss, 3), _smooth(curves.val_loss, 3)]
    if min(map(len, losses)) < 4:
        return None
    if not all(0 < loss[-1] == loss.min() and loss[-1] <= (1 - FALLING) * loss[-4] for loss in losses):
        return None
    return found("improving", loss=float(losses[0][-1]), validation=float(losses[1][-1]))


def _rate_too_high(experiment: Experiment, frame: Frame) -> Finding | None:
    loss, chance = _finite(frame.curves).loss[-RECENT:], _chance_loss(frame)
    if len(loss) < 3 or chance is None:
        return None
    rate = rate_of(experiment, frame)
    rises = int((np.diff(loss) > JUMP * chance).sum())
    grows = _smooth(loss, 3)[-1] > loss.min() + 2 * JUMP * chance and loss[-1] > 1.2 * loss.min()
    manner = "grows" if grows else "jumps" if rises >= JUMPS else None
    if manner is None and _is_guessing(frame) and rate >= 10 * USUAL_RATE[experiment.optimizer]:
        manner = "guesses"
    if manner is None:
        return None
    return found("rate_too_high", manner=manner, rate=rate, loss=float(loss[-1]))


def _rate_too_low(experiment: Experiment, frame: Frame) -> Finding | None:
    loss, chance, rate = _finite(frame.curves).loss, _chance_loss(frame), rate_of(experiment, frame)
    if fades(frame):  # a slow start then has another cause
        return None
    if len(loss) < 3 or chance is None or rate > USUAL_RATE[experiment.optimizer] / 5:
        return None
    fall = float(loss[0] - loss[-1])
    if not 0 <= fall < LITTLE_PROGRESS * chance or loss[-1] < chance / 2:
        return None
    return found("rate_too_low", rate=rate, first=float(loss[0]), last=float(loss[-1]), epochs=len(loss))


def _stuck(experiment: Experiment, frame: Frame) -> Finding | None:
    if not _is_guessing(frame):
        return None
    loss = float(frame.curves.loss[-1])
    return found("stuck", loss=loss, classes=_classes(frame), cause=_brake(experiment))


def state(frame: Frame) -> Finding | None:
    """The plain figures, for a frame of which nothing else is to be said."""
    accuracy, validation = _recent(frame.curves.accuracy, 1), _recent(frame.curves.val_accuracy, 1)
    if accuracy is not None and validation is not None:
        return found("state", epoch=len(frame.curves.loss), accuracy=accuracy, validation=validation)
    *hidden, output = np.asarray(frame.activations.spread, np.float64).tolist() or [math.nan]
    if not np.isfinite([*hidden, output]).all():
        return None
    return found("state", spreads=hidden or [output], hidden=bool(hidden))


def _classes(frame: Frame) -> int | None:
    """Number of classes: the softmax's outputs sum to 1, so their mean is 1 / classes."""
    mean = np.asarray(frame.activations.mean, np.float64)
    return round(1 / mean[-1]) if mean.size and 1e-4 < mean[-1] <= 0.5 else None


def _chance_loss(frame: Frame) -> float | None:
    classes = _classes(frame)
    return math.log(classes) if classes else None


def _is_guessing(frame: Frame) -> bool:
    """Whether the last three epochs stood still at ln(classes), the loss of pure guessing."""
    curves, classes = _finite(frame.curves), _classes(frame)
    if len(curves.loss) < 3 or not classes:
        return False
    loss = curves.loss[-3:]
    still = np.ptp(loss) < 0.01 * loss[-1] and loss[-1] > GUESSING * math.log(classes)
    return bool(still and curves.accuracy[-1] < 1.5 / classes)


def rate_of(experiment: Experiment, frame: Frame) -> float:
    """The learning rate of the newest epoch; before the first, the one set."""
    rates = np.asarray(frame.curves.learning_rate, np.float64)
    return float(rates[-1]) if rates.size and np.isfinite(rates[-1]) else experiment.learning_rate


def _finite(curves: Curves) -> Curves:
    """The curves as float64; empty where one of them is not finite, since no trend is left then."""
    values = [np.asarray(getattr(curves, item.name), np.float64) for item in fields(Curves)]
    length = min(len(value) for value in values)
    values = [value[:length] for value in values]
    return Curves(*values) if all(np.isfinite(value).all() for value in values) else Curves.empty()


def _smooth(curve: np.ndarray, width: int) -> np.ndarray:
    """Moving mean of ``width`` values, ``width - 1`` shorter than the curve."""
    return np.convolve(curve, np.full(width, 1 / width), "valid") if len(curve) >= width else np.zeros(0)


def _noise(curve: np.ndarray) -> float:
    """Standard deviation of a curve around its trend, from the median of its second differences."""
    return 1.4826 * float(np.median(np.abs(np.diff(curve, 2)))) / math.sqrt(6) if len(curve) > 2 else 0.0


def _recent(curve: np.ndarray, epochs: int = 3) -> float | None:
    tail = np.asarray(curve, np.float64)[-epochs:]
    return float(tail.mean()) if len(tail) == epochs and np.isfinite(tail).all() else None


def _normalizes_batches(experiment: Experiment) -> bool:
    layers = experiment.resolved_layers
    return experiment.input_batch_norm or any(layer.batch_norm in ("before", "after") for layer in layers)


def _is_regularized(experiment: Experiment) -> bool:
    layers = experiment.resolved_layers
    return bool(experiment.input_dropout) or any(layer.dropout or layer.l1 or layer.l2 for layer in layers)


def _brake(experiment: Experiment) -> str:
    """What most likely holds a network back that does not fit its training examples."""
    layers = experiment.resolved_layers
    if max([experiment.input_dropout, *(layer.dropout or 0.0 for layer in layers)]) >= 0.4:
        return "dropout"
    if any(layer.l1 or layer.l2 for layer in layers):
        return "penalty"
    if all(layer.activation == "linear" for layer in layers):
        return "linear"
    return "size"


CURVE_DETECTORS = (
    _diverged,
    _overfitting,
    _memorised,
    _underfitting,
    _gap,
    _lag,
    _train_below_validation,
    _improving,
    _rate_too_high,
    _rate_too_low,
    _stuck,
)
