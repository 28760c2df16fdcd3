"""What a finished run leaves: its score on the test set, its mistakes and the model as a file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from models.datasets import Split
from models.engine.network import build_plain
from models.engine.program import Program
from models.experiment import Experiment
from models.runs.results import Mistake, Result

_MISTAKES = 12


def make_result(program: Program, experiment: Experiment, split: Split, reason: str, best_epoch: int) -> Result:
    """Score the trained network on the test set and pack it.

    Args:
        reason, best_epoch: see `models.runs.results.Result`.
    """
    loss, accuracy = program.evaluate(split.x_test, split.y_test)
    probabilities = program.predict(split.x_test)
    answers = probabilities.argmax(axis=1)
    classes = probabilities.shape[1]
    confusion = np.bincount(split.y_test * classes + answers, minlength=classes * classes)
    return Result(
        test_loss=loss,
        test_accuracy=accuracy,
        confusion=confusion.reshape(classes, classes).astype(np.int32),
        mistakes=surest_mistakes(split.x_test, split.y_test, probabilities),
        best_epoch=best_epoch,
        reason=reason,
        model=export_model(program, experiment),
        penalty=program.penalty(),
    )


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


def export_model(program: Program, experiment: Experiment) -> bytes:
    """The network as the bytes of a .keras file of standard layers, compiled; input as pixels in 0..1."""
    model = build_plain(experiment)
    model.set_weights(program.model.get_weights())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
