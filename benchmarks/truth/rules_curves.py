"""When a sentence on the lab's learning curves is false. A rule gives the reason, or "" where it finds none."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth.evidence import LATER, Run, Said, best_later, close, fits, level, noise, steady_noise
from models.fields import USUAL_RATE

_MUCH = 0.05  # a smaller difference of two accuracies is not "much better"
_LITTLE = 0.95  # above it a training accuracy is no underfitting
_LEAST_HELD = 0.01  # less than that of what averages began with holds nothing back


def rate_too_high(run: Run, said: Said) -> str:
    """False if loss, rate or usual rate told are others; if it "grows" and is not a twentieth above the least told, or
    that was never the loss; if it "jumps" and the epochs differ by less than a twentieth; if it is "far" from done and
    loses a third within twenty more; if it "guesses" and the accuracy is clearly better than that. That a smaller rate
    helps is the twin's to show.
    """
    loss, epoch = run.loss, said.epoch
    now = level(loss, epoch, 3)
    if "loss" in said.values and not fits(said.values["loss"], loss, epoch):
        return f"the training loss is {now:.3g}"
    manner = said.values.get("manner")
    if wrong := _rate_told(run, said, 0 if manner in ("grows", "guesses") else max(0, epoch - 10)):
        return wrong
    times, optimizer = said.values.get("times"), said.values.get("optimizer")
    if times and not close(times, said.values["rate"] / USUAL_RATE[optimizer], 0.1):
        return f"{optimizer} usually has {USUAL_RATE[optimizer]:g}"
    if manner == "grows" and (wrong := _has_grown(run, said, now)):
        return wrong
    later = best_later(loss, epoch, -1)
    if manner == "far" and later < 0.7 * now:
        return f"within twenty epochs it falls from {now:.3g} to {later:.3g}"
    if manner == "jumps" and noise(loss, epoch) < 0.05 * abs(now):
        return f"its epochs differ by {noise(loss, epoch):.2g} around {now:.3g}"
    if manner == "guesses":
        return stuck(run, said)
    return ""


def _rate_told(run: Run, said: Said, begin: int) -> str:
    """Whether the run had the rate told between these epochs."""
    told, rates = said.values.get("rate"), run.rate[begin : said.epoch]
    if told is None or not rates.size or 0.98 * rates.min() <= told <= 1.02 * rates.max():
        return ""
    return f"the rate was {rates[0]:.3g} and is {rates[-1]:.3g}"


def _has_grown(run: Run, said: Said, now: float) -> str:
    """The least loss lies between that of a single epoch and of ten, or is the fresh network's."""
    begin = run.last_change if said.epoch > run.last_change else 0
    since, fresh = run.loss[begin : said.epoch], run.moment(0)
    before = [level(since, end, 3) for end in range(1, len(since))]
    began = [fresh.loss] if fresh and not begin else []
    if not before:
        return ""
    lowest = min(before + began)
    least = said.values.get("least")
    smoothest = min(level(since, end, 10) for end in range(1, len(since) + 1))
    if least is not None and not 0.95 * min([since.min(), *began]) <= least <= 1.05 * smoothest:
        return f"its level was {lowest:.3g} at its lowest"
    base = lowest if least is None else least
    return "" if now > 1.05 * base else f"its level was {base:.3g} at its lowest and is {now:.3g}"


def rate_too_low(run: Run, said: Said) -> str:
    """False if losses, epochs or rate told are not the curves'; if the loss has halved, which is not "only"; if a
    schedule had made the rate small when the sentence begins to count; or if the training accuracy has come to nine
    tenths. That a larger rate helps is the twin's to show.
    """
    first, last = said.values.get("first"), said.values.get("last")
    begin = said.values.get("epoch", 1)
    around = run.loss[max(0, begin - 3) : begin + 2]
    if first is not None and not 0.95 * around.min() <= first <= 1.05 * around.max():
        return f"the loss began at {run.loss[max(0, begin - 1)]:.3g}"
    if last is not None and not fits(last, run.loss, said.epoch):
        return f"the loss is {run.loss[said.epoch - 1]:.3g}"
    if said.values.get("now", said.epoch) != said.epoch:
        return f"it is epoch {said.epoch}"
    if first is not None and last is not None and last < first / 2:
        return f"from {first:.3g} to {last:.3g} is not little"
    if wrong := _rate_told(run, said, max(0, begin - 1)):
        return wrong
    rates = run.rate[run.last_change if begin > run.last_change else 0 : begin]
    if rates.size and rates[-1] < rates.max() / 2:
        return f"the schedule had taken it from {rates.max():.3g} to {rates[-1]:.3g}"
    accuracy = level(run.accuracy, said.epoch, 3)
    return f"the training accuracy is {accuracy:.1%}" if accuracy > 0.9 else ""


def stuck(run: Run, said: Said) -> str:
    """False if the last epochs' validation accuracy, or the training accuracy with dropout off, is better than guessing
    by more than three standard errors and a twentieth; or if loss or number of classes told are others.
    """
    now = run.moment(said.epoch)
    known = [("validation", level(run.val_accuracy, said.epoch, 3), run.validation)]
    if now is not None:
        known.append(("training", now.accuracy, run.training))
    for name, accuracy, examples in known:
        error = math.sqrt(run.chance * (1 - run.chance) / max(1, examples))
        if accuracy > run.chance + max(3 * error, 0.05):
            return f"the {name} accuracy is {accuracy:.1%}"
    if "loss" in said.values and not fits(said.values["loss"], run.loss, said.epoch):
        return f"the loss is {level(run.loss, said.epoch, 3):.3g}"
    return "" if said.values.get("classes", run.classes) == run.classes else f"there are {run.classes} classes"


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
    if told is not None and not (_is_told(told, run.accuracy, run, said) or close(told, now.accuracy, 0.0, 0.02)):
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
    if "now" in said.values and not _is_told(said.values["now"], run.val_loss, run, said, 0.05, 0.0):
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


def _is_told(
    told: float, curve: np.ndarray, run: Run, said: Said, relative: float = 0.0, absolute: float = 0.02
) -> bool:
    """Whether a figure is one of the curve's last epochs, or at the end that of the weights that were kept."""
    kept = run.best_epoch if said.last and run.best_epoch else said.epoch
    return fits(told, curve, said.epoch, relative, absolute) or close(told, curve[kept - 1], 0.0, 0.005)


def _accuracies_told(run: Run, said: Said) -> str:
    for name, curve in (("accuracy", run.accuracy), ("validation", run.val_accuracy)):
        if name in said.values and not _is_told(said.values[name], curve, run, said):
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
    if fresh is not None and fresh - validation < run.error(validation):
        return f"with fresh averages {fresh:.1%} instead of {validation:.1%} is within a standard error"
    if said.values["share"] < _LEAST_HELD:
        return f"{said.values['share']:.2%} of what they began with holds nothing back"
    before = level(run.val_loss, said.epoch, 1)
    now, reached = run.moment(said.epoch), level(run.val_accuracy, said.epoch, 1)
    if now is not None and now.accuracy - reached < run.error(reached) and before < 1.1 * now.loss:
        return f"validation {reached:.1%} is not behind the training examples' {now.accuracy:.1%}"
    later = best_later(run.val_loss, said.epoch, -1)
    accuracy, risen = level(run.val_accuracy, said.epoch, 1), best_later(run.val_accuracy, said.epoch, 1)
    if math.isnan(later) or later < 0.95 * before or risen > accuracy + 2 * run.error(accuracy):
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
    if kept and kept != run.best_epoch:
        return f"kept is epoch {run.best_epoch}"
    figures = (watched, run.val_loss[: run.end], -run.val_accuracy[: run.end])  # a checkpoint may have watched another
    if kept and all(figure[kept - 1] > figure.min() + 1e-4 for figure in figures):
        return f"the best one is epoch {int(watched.argmin()) + 1}"
    return ""


def met(run: Run, said: Said) -> str:
    """False if the run did not end because the accuracies met, or if it says that from here on the network would learn
    by heart while the validation loss still falls by more than its noise.
    """
    if run.reason != "stop_when_met":
        return f"it ended for another reason: {run.reason}"
    if said.values.get("epoch", run.end) != run.end:
        return f"it was epoch {run.end}"
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


def improving(run: Run, said: Said) -> str:
    """False if a loss told is another, or if, trained on for twenty epochs, one of both gets no lower by more than its
    noise: the lowest of sixteen levels lies below a single one by chance.
    """
    for name, which, curve in (("loss", "training", run.loss), ("validation", "validation", run.val_loss)):
        if name in said.values and not _is_told(said.values[name], curve, run, said, 0.05, 0.0):
            return f"the {which} loss is {level(curve, said.epoch, 3):.4g}"
        now, later = level(curve, said.epoch, 3), best_later(curve, said.epoch, -1)
        if not math.isnan(later) and not later < now - steady_noise(curve, said.epoch):
            return f"twenty epochs on the {which} loss is no lower than {later:.4g} ({now:.4g} now)"
    return ""


RULES = {
    rule.__name__: rule
    for rule in (
        *(rate_too_high, rate_too_low, stuck, memorised, overfitting, underfitting, gap, lag, early_stopped, met),
        *(train_below_validation, improving),
    )
}
