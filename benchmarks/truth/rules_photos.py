"""When a sentence of /transfer is false. A rule gives the reason, or "" where it finds none.

``run.extra`` holds "result": the `TransferResult`, and "settings": the `TransferExperiment`.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.truth import rules_fit, rules_progress
from benchmarks.truth.evidence import LATER, Run, Said, close, level


def coarse(run: Run, said: Said) -> str:
    """False if the photos are not so many, if the standard error is another, or if one photo is worth less than half
    of a percentage point: that is not coarse.
    """
    photos = int(run.extra["result"].confusion.sum())
    if said.values["photos"] != photos:
        return f"there are {photos} test photos"
    likely = (np.trace(run.extra["result"].confusion) + 1) / (photos + 2)
    error = math.sqrt(likely * (1 - likely) / photos)
    if "error" in said.values and not close(said.values["error"], error, 0.05):
        return f"the standard error is {error:.2%}"
    return "" if photos <= 200 else f"one of {photos} photos is worth {1 / photos:.2%}"


def confused(run: Run, said: Said) -> str:
    """False if so many photos of that class were not taken for that other one, or if another mistake is more
    frequent.
    """
    confusion, classes = run.extra["result"].confusion, list(run.extra["result"].classes)
    truth, answer = (_place(classes, said.values[name]) for name in ("truth", "answer"))
    count = int(confusion[truth, answer])
    if count != said.values["count"] or int(confusion[truth].sum()) != said.values["photos"]:
        return f"it is {count} of {confusion[truth].sum()}"
    mistakes = confusion - np.diag(np.diag(confusion))
    if mistakes.max() > count:
        return f"another mistake happens {mistakes.max()} times"
    return "a single mistake is no pattern" if count == 1 else ""


def gap(run: Run, said: Said) -> str:
    """False if labels are said to be right that were changed; if the accuracies of the epoch it is said in, or whose
    weights were kept, are others than told or differ by less than two standard errors, dropout off; or if that gap has
    closed by half within twenty epochs.
    """
    epoch = min(run.best_epoch or run.end, run.end) if said.last else said.epoch
    now = run.moment(said.epoch)
    assert now is not None
    if run.wrong_labels and "right" in said.sentence.split(",")[0] and said.values["training"] > now.clean + 0.1:
        return f"of the labels only {1 - run.wrong_labels:.0%} are right"
    validation = float(run.val_accuracy[epoch - 1])
    if not close(said.values["validation"], validation, 0.0, 0.05):
        return f"validation is {validation:.1%}"
    if not any(close(said.values["training"], real, 0.0, 0.03) for real in (now.accuracy, run.accuracy[epoch - 1])):
        return f"training is {now.accuracy:.1%}"
    # Where the averages lag, the sentence compares what batch statistics give, and those of all training photos.
    fresh = said.values.get("fresh")
    difference = now.accuracy - validation if fresh is None else run.accuracy[epoch - 1] - fresh
    if difference < 2 * run.error(validation):
        return f"the difference is {difference:.1%}, two standard errors are {2 * run.error(validation):.1%}"
    for later, moment in run.moments.items() if fresh is None else ():
        if said.epoch < later <= min(said.epoch + LATER, len(run.val_accuracy)):
            gap_then = moment.accuracy - level(run.val_accuracy, later)
            if gap_then < difference / 2:
                return f"in epoch {later} the gap is {gap_then:.1%} instead of {difference:.1%}"
    return ""


def few(run: Run, said: Said) -> str:
    """False if the numbers are others, or if more than a tenth was trained."""
    result = run.extra["result"]
    if said.values["trained"] != result.trainable or not close(said.values["parameters"], result.parameters, 0.02):
        return f"trained were {result.trainable} of {result.parameters}"
    return "" if result.trainable < 0.1 * result.parameters else "that is more than a tenth"


def scratch(run: Run, said: Said) -> str:
    """False if anything was learnt before, or if so many photos of each class were not there."""
    settings = run.extra["settings"]
    if settings.strategy not in ("small_cnn", "from_scratch"):
        return "the base was learnt before"
    real = run.training / run.classes
    return "" if close(said.values["photos"], real, 0.02, 0.5) else f"there are {real:.0f} of each class"


def noise(run: Run, said: Said) -> str:
    """False if the share of changed labels is not the one told, by more than three standard errors of drawing them."""
    share = said.values["share"]
    error = math.sqrt(max(share * (1 - share), 0.01) / run.training)
    return "" if abs(share - run.wrong_labels) <= 3 * error else f"{run.wrong_labels:.1%} of the labels were changed"


def memorised(run: Run, said: Said) -> str:
    """As in the lab: see `rules_fit.memorised`."""
    return rules_fit.memorised(run, said)


def _place(classes: list[str], name: str) -> int:
    return classes.index(name) if name in classes else int(name)


# What the page shares with the lab is held to the lab's rules.
RULES = (
    rules_progress.RULES
    | rules_fit.RULES
    | {rule.__name__: rule for rule in (coarse, confused, gap, few, scratch, noise, memorised)}
)
