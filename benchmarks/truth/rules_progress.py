"""When a sentence of the lab on whether training gets on is false.

A rule gives the reason, or "" where it finds none.
"""

from __future__ import annotations

import math

from benchmarks.truth.evidence import Run, Said, best_later, close, fits, is_told, level, noise, steady_noise
from benchmarks.truth.remedies import usual_rate


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
    times, usual = said.values.get("times"), usual_rate(run.extra["settings"])
    if times and not close(times, said.values["rate"] / usual, 0.1):
        return f"{said.values['optimizer']} usually has {usual:g}"
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


def improving(run: Run, said: Said) -> str:
    """False if a loss told is another, or if, trained on for twenty epochs, one of both gets no lower by more than its
    noise: the lowest of sixteen levels lies below a single one by chance.
    """
    for name, which, curve in (("loss", "training", run.loss), ("validation", "validation", run.val_loss)):
        if name in said.values and not is_told(said.values[name], curve, run, said, 0.05, 0.0):
            return f"the {which} loss is {level(curve, said.epoch, 3):.4g}"
        now, later = level(curve, said.epoch, 3), best_later(curve, said.epoch, -1)
        if not math.isnan(later) and not later < now - steady_noise(curve, said.epoch):
            return f"twenty epochs on the {which} loss is no lower than {later:.4g} ({now:.4g} now)"
    return ""


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


RULES = {rule.__name__: rule for rule in (rate_too_high, rate_too_low, stuck, improving, early_stopped, met)}
