"""When a sentence on what training and validation say of each other is false.

A rule gives the reason, or "" where it finds none.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth.evidence import LATER, Run, Said, best_later, close, is_told, level, noise

_MUCH = 0.05  # a smaller difference of two accuracies is not "much better"
_LITTLE = 0.95  # above it a training accuracy is no underfitting
_LEAST_HELD = 0.01  # less than that of what averages began with holds nothing back


def memorised(run: Run, said: Said) -> str:
    """False if no labels were changed or their share is another; if the accuracy told is another, or no higher than the
    share of right labels, which it is set against; or if the network, dropout off, gives the changed labels no more
    often than three standard errors above what a network would that takes them for wrong.
    """
    now = run.moment(said.epoch)
    if not run.wrong_labels:
        return "no label was changed"
    honest = said.values.get("honest", 1 - said.values.get("share", run.wrong_labels))
    if not close(honest, 1 - run.wrong_labels, 0.0, 0.03):
        return f"{1 - run.wrong_labels:.1%} of the labels are right"
    assert now is not None
    told = said.values.get("accuracy", said.values.get("training"))
    if told is not None and not (is_told(told, run.accuracy, run, said) or close(told, now.accuracy, 0.0, 0.02)):
        return f"the training accuracy is {now.accuracy:.1%}"
    if told is not None and told <= honest:
        return f"{told:.1%} is no more than the {honest:.1%} that are right"
    changed = max(1.0, run.wrong_labels * run.training)
    # Taken for wrong, a changed label is given as often as one of the wrong classes by an untouched network: the
    # mistakes on the right labels, spread over the classes.
    by_chance = (1 - now.clean) / max(1, run.classes - 1) if math.isfinite(now.clean) else run.chance
    error = math.sqrt(max(by_chance * (1 - by_chance), 0.01) / changed)
    if now.repeated < max(0.3, by_chance + 3 * error):
        return f"only {now.repeated:.1%} of the changed labels are given back"
    return ""


def overfitting(run: Run, said: Said) -> str:
    """False if the losses told are others, if the validation loss is not above its lowest by more than the noise of its
    epochs, if that was in another epoch than told, if the training loss has not fallen since, or if the validation loss
    comes back below its lowest within twenty epochs.
    """
    seen = run.val_loss[: said.epoch]
    lowest = int(np.nanargmin(seen))
    now, wobble = level(run.val_loss, said.epoch), noise(run.val_loss, said.epoch)
    best = said.values.get("best", seen[lowest])
    told = said.values.get("epoch", lowest + 1)
    if not close(best, level(run.val_loss, told + 1, 3), 0.15) and not close(best, seen[lowest], 0.1):
        return f"the lowest validation loss is {seen[lowest]:.3g}"
    if (
        abs(told - (lowest + 1)) > max(3, 0.15 * said.epoch)
        and level(run.val_loss, told + 1, 3) > seen[lowest] + wobble
    ):
        return f"the lowest was in epoch {lowest + 1}"
    if "now" in said.values and not is_told(said.values["now"], run.val_loss, run, said, 0.05, 0.0):
        return f"now it is {now:.3g}"
    if not now > best + 2 * wobble / math.sqrt(5):
        return f"now it is {now:.3g}, lowest {best:.3g}, and the epochs differ by {wobble:.2g}"
    if not level(run.loss, said.epoch) < level(run.loss, min(told + 2, said.epoch - 1)):
        return "the training loss has not fallen since"
    later = best_later(run.val_loss, said.epoch, -1)
    if later < best - wobble:
        return f"within twenty epochs it is {later:.3g}, lower than ever"
    return ""


def underfitting(run: Run, said: Said) -> str:
    """False if the accuracies told are not the curves', if the training accuracy, with dropout on or off, is above
    95 %, or if its level rises by more than its noise (and two points) within the next twenty epochs.
    """
    accuracy, wobble = level(run.accuracy, said.epoch), noise(run.accuracy, said.epoch)
    if wrong := _accuracies_told(run, said):
        return wrong
    now = run.moment(said.epoch)
    best = accuracy if now is None else max(accuracy, now.accuracy)
    if best > _LITTLE:
        return f"{best:.1%} is not little"
    later = best_later(run.accuracy, said.epoch, 1)
    if later > accuracy + max(2 * wobble, 0.02):
        return f"within twenty epochs it rose from {accuracy:.1%} to {later:.1%}"
    return ""


def gap(run: Run, said: Said) -> str:
    """False if the accuracies told are not the curves'; if they, or with dropout off the network's, differ by less than
    two standard errors and five points, which is not "much"; or if the gap has closed by half within twenty epochs.
    """
    if wrong := _accuracies_told(run, said):
        return wrong
    accuracy = said.values.get("accuracy", level(run.accuracy, said.epoch))
    validation = said.values.get("validation", level(run.val_accuracy, said.epoch))
    now = run.moment(said.epoch)
    assert now is not None
    difference = accuracy - validation
    least = max(2 * run.error(validation), _MUCH)
    if min(difference, now.accuracy - validation) < least:
        return f"the difference is {min(difference, now.accuracy - validation):.1%}, {least:.1%} would be much"
    closest = _closest(run, said.epoch)
    if closest < difference / 2:
        return f"within twenty epochs the gap is {closest:.1%} instead of {difference:.1%}"
    return ""


def _accuracies_told(run: Run, said: Said) -> str:
    for name, curve in (("accuracy", run.accuracy), ("validation", run.val_accuracy)):
        if name in said.values and not is_told(said.values[name], curve, run, said):
            return f"{name} is {level(curve, said.epoch):.1%}"
    return ""


def _closest(run: Run, epoch: int) -> float:
    ends = range(epoch + 5, min(epoch + LATER, len(run.loss)) + 1)
    gaps = [level(run.accuracy, end) - level(run.val_accuracy, end) for end in ends]
    return min(gaps, default=math.inf)


def lag(run: Run, said: Said) -> str:
    """False if the averages hold another share (0.99 per step) of what they began with, or one too small to matter; if
    validation does not lie behind; or if it does not come closer within twenty epochs: neither does its loss fall by a
    twentieth, nor its accuracy rise.
    """
    steps = said.values["steps"]
    if not close(said.values["share"], 0.99**steps, 0.05, 0.002):
        return f"after {steps} steps they hold {0.99**steps:.1%}"
    fresh, validation = said.values.get("fresh"), said.values.get("validation")
    if fresh is not None and validation is not None and fresh - validation < run.error(validation):
        return f"with fresh averages {fresh:.1%} instead of {validation:.1%} is within a standard error"
    if said.values["share"] < _LEAST_HELD:
        return f"{said.values['share']:.2%} of what they began with holds nothing back"
    before = level(run.val_loss, said.epoch, 1)
    # The training's own figure: with dropout off the averages are used that this is about.
    reached, training = level(run.val_accuracy, said.epoch, 1), level(run.accuracy, said.epoch, 1)
    if training - reached < run.error(reached) and before < 1.1 * level(run.loss, said.epoch, 1):
        return f"validation {reached:.1%} is not behind training's {training:.1%}"
    later = best_later(run.val_loss, said.epoch, -1)
    accuracy, risen = level(run.val_accuracy, said.epoch, 1), best_later(run.val_accuracy, said.epoch, 1)
    if math.isnan(later) or later < 0.95 * before or risen > accuracy + 2 * run.error(accuracy):
        return ""
    return f"twenty epochs on the validation loss is no lower than {later:.3g} ({before:.3g} before)"


def train_below_validation(run: Run, said: Said) -> str:
    """False if the training accuracy is not lower by more than one standard error, or if what is named as the reason
    does not explain it: with dropout off (or at the epoch's end, or on the unchanged labels) it is lower still.
    """
    accuracy, validation = level(run.accuracy, said.epoch), level(run.val_accuracy, said.epoch)
    if wrong := _accuracies_told(run, said):
        return wrong
    error = run.error(validation)
    if validation - accuracy < error:
        return f"the difference is {validation - accuracy:.1%}, a standard error {error:.1%}"
    now = run.moment(said.epoch)
    assert now is not None
    causes = said.values.get("causes", (said.values.get("cause"),))
    at_end = now.clean if "noise" in causes else now.accuracy
    if at_end < run.val_accuracy[said.epoch - 1] - 2 * error:
        return f"without {', '.join(causes)} it is {at_end:.1%}, validation {run.val_accuracy[said.epoch - 1]:.1%}"
    return ""


RULES = {rule.__name__: rule for rule in (memorised, overfitting, underfitting, gap, lag, train_below_validation)}
