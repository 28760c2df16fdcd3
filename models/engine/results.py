"""What a finished run leaves: its score on the test set, its mistakes and the model as a file."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from models.datasets import Split
from models.engine.network import build_plain
from models.engine.program import Program
from models.experiment import Experiment
from models.runs.results import Mistake, Result
from models.transfer.saved_models import keep_if_possible

_MISTAKES = 12


def make_result(
    program: Program,
    experiment: Experiment,
    split: Split,
    reason: str,
    best_epoch: int,
    border: Callable[[], None] = lambda: None,
    **figures: Any,
) -> Result:
    """Score the trained network on the test set. It is not kept as a file, see `save_model`.

    Args:
        reason, best_epoch: see `models.runs.results.Result`.
        border: called where others may have their turn.
        figures: what is known of `models.runs.results.Result` already.
    """
    loss, accuracy = program.evaluate(split.x_test, split.y_test, border)
    probabilities = program.predict(split.x_test, border)
    answers = probabilities.argmax(axis=1)
    return Result(
        test_loss=loss,
        test_accuracy=accuracy,
        confusion=confusion_matrix(split.y_test, answers, probabilities.shape[1]),
        mistakes=surest_mistakes(split.x_test, split.y_test, probabilities),
        best_epoch=best_epoch,
        reason=reason,
        model_file="",
        penalty=program.penalty(),
        parameters=program.model.count_params(),
        trainable=trainable_parameters(program),
        **figures,
    )


def confusion_matrix(truths: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) int32, rows are truths, columns answers, from (n,) class indices of either."""
    counts = np.bincount(truths * classes + answers, minlength=classes * classes)
    return counts.reshape(classes, classes).astype(np.int32)


def trainable_parameters(program: Program) -> int:
    """How many parameters are trained, a pretrained base's among them."""
    return sum(math.prod(variable.shape) for variable in program.model.trainable_variables)


def surest_mistakes(x: np.ndarray, y: np.ndarray, probabilities: np.ndarray) -> tuple[Mistake, ...]:
    """The wrong answers that the network is surest of, surest first.

    Args:
        x: (n, ...) examples. y: (n,) labels. probabilities: (n, classes).
    """
    answers = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(answers != y)
    sureness = probabilities[wrong, answers[wrong]]
    surest = wrong[np.argsort(-sureness, kind="stable")[:_MISTAKES]]
    return tuple(Mistake(x[i], int(y[i]), int(answers[i]), float(probabilities[i, answers[i]])) for i in surest)


def save_model(weights: list[np.ndarray], experiment: Experiment) -> tuple[str, bool]:
    """Keep a network as a file of standard layers, compiled; input as pixels in 0..1.

    Args:
        weights: of the program's model.

    Returns:
        The file's path, and whether the disk refused it; see `models.transfer.saved_models.keep_if_possible`.
    """
    model = build_plain(experiment)
    model.set_weights(weights)
    return keep_if_possible(model.save, size=4 * model.count_params())
