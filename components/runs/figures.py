"""A run's figures in words: the loss and its penalty, accuracies, a place in the run."""

from __future__ import annotations

import numpy as np

from components.i18n import _
from components.words.numbers import decimals, number, percent
from models.runs.frames import Frame


def epoch_number(epoch: float) -> str:
    """A place in a run: whole epochs as they are, else with a digit or two of the fraction."""
    if epoch.is_integer():
        return decimals(epoch, 0)
    return decimals(epoch, 1 if epoch > 1 else 2)


def loss_text(loss: float, penalty: float) -> str:
    """The cross-entropy, and beside it the penalty where there is one."""
    text = decimals(loss, 4)
    return _("{loss} + {penalty} penalty").format(loss=text, penalty=decimals(penalty, 4)) if penalty > 0 else text


def figures_line(frame: Frame) -> str:
    """Loss and accuracy after the newest whole epoch, as one line that is there from the start."""
    curves, epochs = frame.curves, len(frame.curves.loss)
    if not epochs:
        return _("Training: – · Validation: –")
    training, validation = (
        _("loss {loss}, {accuracy} right").format(loss=_short(loss[-1]), accuracy=percent(accuracy[-1]))
        for loss, accuracy in ((curves.loss, curves.accuracy), (curves.val_loss, curves.val_accuracy))
    )
    line = _("Epoch {n} · Training: {training} · Validation: {validation}").format(
        n=epochs, training=training, validation=validation
    )
    if not curves.penalty[-1] > 0:
        return line
    return line + " · " + _("penalty {penalty}").format(penalty=_short(curves.penalty[-1]))


def _short(loss: float) -> str:
    """Three decimals, or figures where these would all be 0."""
    if not np.isfinite(loss):
        return "–"
    return decimals(loss, 3) if loss >= 0.0005 else number(float(loss))
