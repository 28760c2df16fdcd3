"""What a finished run of the transfer page leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.datasets import Split
from models.engine.program import Program
from models.engine.results import confusion_matrix, surest_mistakes, trainable_parameters
from models.engine.transfer.base import Base
from models.engine.transfer.export import save
from models.engine.transfer.points import features_after, in_the_plane, shown_photos
from models.engine.transfer.whole import Whole, assemble
from models.experiment import Experiment
from models.photo_sets.photo_set import PhotoSet
from models.photos.fit import fit
from models.runs.results import TransferResult
from models.transfer.experiment import TransferExperiment

# Mistakes are kept in the server's memory, which all runs share; the page shows them no larger.
_SIDE = 128


@dataclass(frozen=True, eq=False)
class Trained:
    """A network that has been trained.

    Attributes:
        test: places of the test photos in ``photos``.
        base: the pretrained part; ``None`` for the small network.
        program: holds what was trained; its model takes what the base's frozen part gives.
        head: the head's settings, live changes included.
        before: what the network made of the test photos of `shown_photos` before it was trained, (photos, features);
            ``None`` if nobody looked.
    """

    experiment: TransferExperiment
    photos: PhotoSet
    test: np.ndarray
    base: Base | None
    program: Program
    head: Experiment
    before: np.ndarray | None = None


def make_transfer_result(
    trained: Trained, split: Split, reason: str, best_epoch: int, **figures: Any
) -> TransferResult:
    """Score the trained network on the test photos, and keep it as a file if the disk takes it.

    Args:
        reason, best_epoch: see `models.runs.results.Result`.
        figures: what is known of `TransferResult` already, such as the seconds.
    """
    program, base, seed = trained.program, trained.base, trained.experiment.seed
    loss, accuracy = program.evaluate(split.x_test, split.y_test)
    figures |= {"penalty": program.penalty()}
    if trained.experiment.score_only:
        return _scores(trained, split, loss, accuracy, best_epoch=best_epoch, reason=reason, **figures)
    shown = shown_photos(len(split.x_test), base)
    after = features_after(program, base, split.x_test[shown])
    return summarize(
        assemble(trained.experiment, trained.head, base, program),
        trained.photos,
        trained.test,
        program.predict(split.x_test),
        shown,
        trained.experiment.set_id,
        test_loss=loss,
        test_accuracy=accuracy,
        best_epoch=best_epoch,
        reason=reason,
        trainable=trainable_parameters(program),
        before=None if trained.before is None else in_the_plane(trained.before, seed),
        after=in_the_plane(after, seed),
        **figures,
    )


def _scores(trained: Trained, split: Split, loss: float, accuracy: float, **figures: Any) -> TransferResult:
    """The figures alone."""
    classes = trained.photos.classes
    answers = trained.program.predict(split.x_test).argmax(axis=1)
    return TransferResult(
        test_loss=loss,
        test_accuracy=accuracy,
        confusion=confusion_matrix(split.y_test, answers, len(classes)),
        mistakes=(),
        classes=classes,
        trainable=trainable_parameters(trained.program),
        **figures,
    )


def _small(picture: np.ndarray) -> np.ndarray:
    return fit(picture, _SIDE, "squeeze") if len(picture) > _SIDE else picture


def summarize(
    whole: Whole,
    photo_set: PhotoSet,
    test: np.ndarray,
    probabilities: np.ndarray,
    shown: np.ndarray,
    set_id: str,
    **figures: Any,
) -> TransferResult:
    """What can be said of any network that answered the test photos; its file is kept if the disk takes it.

    Args:
        test: places of the test photos in ``photo_set``. probabilities: of each, (test photos, classes).
        shown: places among the test photos of those that become points.
        set_id: of the visitor's own photos, if it has learnt from those.
        figures: what is known of `TransferResult` already.
    """
    truths, answers = photo_set.labels[test], probabilities.argmax(axis=1).astype(np.int32)
    mistakes = surest_mistakes(photo_set.pictures[test], truths, probabilities)
    heat = None
    if mistakes:
        pictures = np.stack([mistake.image for mistake in mistakes])
        heat = whole.heat(pictures, np.array([mistake.answer for mistake in mistakes], np.int32))
    model_file, disk_refused = save(whole, set_id)
    return TransferResult(
        confusion=confusion_matrix(truths, answers, len(photo_set.classes)),
        mistakes=tuple(replace(mistake, image=_small(mistake.image)) for mistake in mistakes),
        model_file=model_file,
        disk_refused=disk_refused,
        classes=photo_set.classes,
        parameters=whole.parameters,
        heat=heat,
        truths=truths[shown],
        answers=answers[shown],
        **figures,
    )
