"""What a finished run of the transfer page leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.datasets import Split
from models.engine.program import Program
from models.engine.results import surest_mistakes
from models.engine.transfer.base import Base
from models.experiment import Experiment
from models.frames import TransferResult
from models.transfer.experiment import TransferExperiment
from models.transfer.sets import PhotoSet


@dataclass(frozen=True, eq=False)
class Trained:
    """A network that has been trained.

    Attributes:
        test: places of the test photos in ``photos``.
        base: the pretrained part; ``None`` for the small network.
        program: holds what was trained; its model takes what the base's frozen part gives.
        head: the head's settings, live changes included.
    """

    experiment: TransferExperiment
    photos: PhotoSet
    test: np.ndarray
    base: Base | None
    program: Program
    head: Experiment


def make_transfer_result(
    trained: Trained, split: Split, reason: str, best_epoch: int, seconds: tuple[float, ...]
) -> TransferResult:
    """Score the trained network on the test photos, and pack it.

    Args:
        reason, best_epoch: see `models.frames.Result`. seconds: see `TransferResult`.
    """
    program, photos = trained.program, trained.photos
    loss, accuracy = program.evaluate(split.x_test, split.y_test)
    probabilities = program.predict(split.x_test)
    answers = probabilities.argmax(axis=1).astype(np.int32)
    classes = len(photos.classes)
    confusion = np.bincount(split.y_test * classes + answers, minlength=classes * classes)
    return TransferResult(
        test_loss=loss,
        test_accuracy=accuracy,
        confusion=confusion.reshape(classes, classes).astype(np.int32),
        mistakes=surest_mistakes(photos.pictures[trained.test], split.y_test, probabilities),
        best_epoch=best_epoch,
        reason=reason,
        model=b"",
        classes=photos.classes,
        truths=split.y_test,
        answers=answers,
        seconds=seconds,
    )
