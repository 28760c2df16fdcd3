"""When a sentence on the lab's learning curves is false. A rule gives the reason, or "" where it finds none."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth.evidence import LATER, Run, Said, best_later, close, fits, level, noise


def rate_too_high(run: Run, said: Said) -> str:
    """False if the loss told is not the curve's; if it "grows" and is no higher than before; if it "jumps" and the
    epochs differ by less than a twentieth; if it "badly" falls and loses a third within twenty more; if it "guesses"
    and the accuracy is clearly better than that. That a smaller rate helps is the twin's to show.
    """
    loss, epoch = run.loss, said.epoch
    now = level(loss, epoch, 3)
    if "loss" in said.values and not fits(said.values["loss"], loss, epoch):
        return f"the training loss is {now:.3g}"
    manner = said.values.get("manner")
    since = loss[run.last_change if epoch > run.last_change else 0 : epoch]
    before = [level(since, end, 3) for end in range(1, len(since))]
    if manner == "grows" and before and not now > 1.02 * min(before):
        return f"its level was {min(before):.3g} at its lowest and is {now:.3g}"
    later = best_later(loss, epoch, -1)
    if manner == "badly" and later < 0.7 * now:
        return f"within twenty epochs it falls from {now:.3g} to {later:.3g}"
    if manner == "jumps" and noise(loss, epoch) < 0.05 * abs(now):
        return f"its epochs differ by {noise(loss, epoch):.2g} around {now:.3g}"
    if manner == "guesses":
        return stuck(run, said)
    return ""


def rate_too_low(run: Run, said: Said) -> str:
    """False if the losses told are not the curve's, or if the training accuracy has come to nine tenths. That a larger
    rate helps is the twin's to show.
    """
    first, last = said.values.get("first"), said.values.get("last")
    began = run.loss[said.values.get("epoch", 1) - 1]
    if first is not None and not close(first, began, 0.25):
        return f"the loss began at {began:.3g}"
    if last is not None and not fits(last, run.loss, said.epoch):
        return f"the loss is {run.loss[said.epoch - 1]:.3g}"
    accuracy = level(run.accuracy, said.epoch, 3)
    return f"the training accuracy is {accuracy:.1%}" if accuracy > 0.9 else ""


def stuck(run: Run, said: Said) -> str:
    """False if the last epochs' validation accuracy is better than guessing by more than three standard errors and a
    twentieth.
    """
    accuracy = level(run.val_accuracy, said.epoch, 3)
    error = math.sqrt(run.chance * (1 - run.chance) / max(1, run.validation))
    if accuracy > run.chance + max(3 * error, 0.05):
        return f"the validation accuracy is {accuracy:.1%}"
    return ""


def memorised(run: Run, said: Said) -> str:
    """False if no labels were changed or their share is another; or if the network, dropout off, gives the changed
    labels no more often than three standard errors above what a network would that takes them for wrong.
    """
    now = run.moment(said.epoch)
    if not run.wrong_labels:
        return "no label was changed"
    honest = said.values.get("honest", 1 - said.values.get("share", run.wrong_labels))
    if not close(honest, 1 - run.wrong_labels, 0.0, 0.03):
        return f"{1 - run.wrong_labels:.1%} of the labels are right"
    assert now is not None
    changed = max(1.0, run.wrong_labels * run.training)
    # Taken for wrong, a changed label is given as often as one of the wrong classes by an untouched network: the
    # mistakes on the right labels, spread over the classes.
    by_chance = (1 - now.clean) / max(1, run.classes - 1) if math.isfinite(now.clean) else run.chance
    error = math.sqrt(max(by_chance * (1 - by_chance), 0.01) / changed)
    if now.repeated < max(0.3, by_chance + 3 * error):
        return f"only {now.repeated:.1%} of the changed labels are given back"
    return ""


def overfitting(run: Run, said: Said) -> str:
    """False if the validation loss is not above its lowest by more than the noise of its epochs, if that was in another
    epoch than told, if the training loss has not fallen since, or if the validation loss comes back below its lowest
    within twenty epochs.
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
    if not now > best + 2 * wobble / math.sqrt(5):
        return f"now it is {now:.3g}, lowest {best:.3g}, and the epochs differ by {wobble:.2g}"
    if not level(run.loss, said.epoch) < level(run.loss, min(told + 2, said.epoch)) + noise(run.loss, said.epoch):
        return "the training loss has not fallen since"
    later = best_later(run.val_loss, said.epoch, -1)
    if later < best - wobble:
        return f"within twenty epochs it is {later:.3g}, lower than ever"
    return ""


def underfitting(run: Run, said: Said) -> str:
    """False if the accuracy told is not the curve's, if it is above 97 %, or if the training accuracy's level rises by
    more than its noise (and two points) within the next twenty epochs.
    """
    accuracy, wobble = level(run.accuracy, said.epoch), noise(run.accuracy, said.epoch)
    if "accuracy" in said.values and not _is_told(said.values["accuracy"], run.accuracy, run, said):
        return f"the training accuracy is {accuracy:.1%}"
    if accuracy > 0.97:
        return f"{accuracy:.1%} is not little"
    later = best_later(run.accuracy, said.epoch, 1)
    if later > accuracy + max(2 * wobble, 0.02):
        return f"within twenty epochs it rose from {accuracy:.1%} to {later:.1%}"
    return ""


def gap(run: Run, said: Said) -> str:
    """False if the accuracies told are not the curves'; if with dropout off the training examples are answered no
    better than the validation examples by two standard errors; or if the gap has closed by half within twenty epochs.
    """
    accuracy, validation = level(run.accuracy, said.epoch), level(run.val_accuracy, said.epoch)
    for name, curve in (("accuracy", run.accuracy), ("validation", run.val_accuracy)):
        if name in said.values and not _is_told(said.values[name], curve, run, said):
            return f"{name} is {level(curve, said.epoch):.1%}"
    now = run.moment(said.epoch)
    assert now is not None
    difference = max(now.accuracy, accuracy) - validation
    if difference < 2 * run.error(validation):
        return f"the difference is {difference:.1%}, two standard errors are {2 * run.error(validation):.1%}"
    closest = _closest(run, said.epoch)
    if closest < difference / 2:
        return f"within twenty epochs the gap is {closest:.1%} instead of {difference:.1%}"
    return ""


def _is_told(told: float, curve: np.ndarray, run: Run, said: Said) -> bool:
    """Whether a figure is one of the curve's last epochs, or at the end that of the weights that were kept."""
    kept = run.best_epoch if said.last and run.best_epoch else said.epoch
    return fits(told, curve, said.epoch) or close(told, curve[kept - 1], 0.0, 0.005)


def _closest(run: Run, epoch: int) -> float:
    ends = range(epoch + 5, min(epoch + LATER, len(run.loss)) + 1)
    gaps = [level(run.accuracy, end) - level(run.val_accuracy, end) for end in ends]
    return min(gaps, default=math.inf)


def lag(run: Run, said: Said) -> str:
    """False if the averages hold another share (0.99 per step) of what they began with, or if validation does not come
    closer within twenty epochs: neither does its loss fall by more than its noise, nor its accuracy rise.
    """
    steps = said.values["steps"]
    if not close(said.values["share"], 0.99**steps, 0.05, 0.002):
        return f"after {steps} steps they hold {0.99**steps:.1%}"
    fresh, validation = said.values.get("fresh"), said.values.get("validation")
    if fresh is not None and fresh - validation < run.error(validation):
        return f"with fresh averages {fresh:.1%} instead of {validation:.1%} is within a standard error"
    before = level(run.val_loss, said.epoch, 1)
    later = best_later(run.val_loss, said.epoch, -1)
    accuracy, risen = level(run.val_accuracy, said.epoch, 1), best_later(run.val_accuracy, said.epoch, 1)
    if math.isnan(later) or later < before or risen > accuracy + 2 * run.error(accuracy):
        return ""
    return f"twenty epochs on the validation loss is no lower than {later:.3g} ({before:.3g} before)"


def early_stopped(run: Run, said: Said) -> str:
    """False if early stopping did not end the run, if the epoch is another, or if the figure it watched got better
    within its patience.
    """
    if run.reason != "early_stopping":
        return f"it ended for another reason: {run.reason}"
    if said.values["epoch"] != run.end:
        return f"it was epoch {run.end}"
    penalty = 0.0 if run.penalty is None else run.penalty
    watched = (run.val_loss + penalty if run.monitor == "val_loss" else -run.val_accuracy)[: run.end]
    if len(watched) > run.patience and watched[-run.patience :].min() < watched[: -run.patience].min() - 1e-6:
        return "it got better within its patience"
    kept = said.values.get("best_epoch")
    if kept and run.best_epoch and kept != run.best_epoch:
        return f"kept is epoch {run.best_epoch}"
    return ""


def met(run: Run, said: Said) -> str:
    """False if the run did not end because the accuracies met, or if it says that from here on the network would learn
    by heart while the validation loss still falls by more than its noise.
    """
    if run.reason != "stop_when_met":
        return f"it ended for another reason: {run.reason}"
    if run.accuracy[run.end - 1] < run.val_accuracy[run.end - 1] - 1e-6:
        return "the training accuracy is lower"
    if "by heart" in said.sentence:
        now, later = level(run.val_loss, run.end, 3), best_later(run.val_loss, run.end, -1)
        if later < now - 2 * noise(run.val_loss, run.end):
            return f"the validation loss went on from {now:.3g} to {later:.3g}"
    return ""


def train_below_validation(run: Run, said: Said) -> str:
    """False if the training accuracy is not lower by more than one standard error, or if what is named as the reason
    does not explain it: with dropout off (or at the epoch's end, or on the unchanged labels) it is lower still.
    """
    accuracy, validation = level(run.accuracy, said.epoch), level(run.val_accuracy, said.epoch)
    for name, curve in (("accuracy", run.accuracy), ("validation", run.val_accuracy)):
        if name in said.values and not _is_told(said.values[name], curve, run, said):
            return f"{name} is {level(curve, said.epoch):.1%}"
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


def improving(run: Run, said: Said) -> str:
    """False if, trained on for twenty epochs, the validation loss gets no lower by more than the noise of its level."""
    now, wobble = level(run.val_loss, said.epoch, 3), noise(run.val_loss, said.epoch)
    later = best_later(run.val_loss, said.epoch, -1)
    if math.isnan(later) or later < now - min(wobble, 0.01 * now):
        return ""
    return f"twenty epochs on the validation loss is no lower than {later:.4g} ({now:.4g} now)"


RULES = {
    rule.__name__: rule
    for rule in (
        *(rate_too_high, rate_too_low, stuck, memorised, overfitting, underfitting, gap, lag, early_stopped, met),
        *(train_below_validation, improving),
    )
}
