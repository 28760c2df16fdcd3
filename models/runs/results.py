"""What a run leaves when it is over; NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.runs.frames import Curves


@dataclass(frozen=True)
class Mistake:
    """A test example that the network got wrong, surest first.

    Attributes:
        image: the example as stored: (height, width, channels) uint8, or (2,) float32.
        truth, answer: class indices. probability: what the network gave the wrong class.
    """

    image: np.ndarray
    truth: int
    answer: int
    probability: float


@dataclass(frozen=True)
class Result:
    """What the finished network scores on the test set.

    Attributes:
        test_loss, test_accuracy: mean cross-entropy and share of right answers.
        confusion: (classes, classes) int32, rows are truths, columns answers.
        mistakes: the surest wrong answers, at most 12.
        best_epoch: 1-based epoch whose weights were kept, or 0 for the last.
        reason: why training ended: "epochs", "early_stopping", "stop_when_met", "stopped", "budget"
            or "diverged".
        model_file: the .keras file with the network, see `models.transfer.saved_models`; "" where none is kept.
        disk_refused: none is, since the disk was full or could not be written to.
        penalty: the L1 and L2 terms of the kept weights; with them, ``test_loss`` is what Keras's ``evaluate`` gives.
        parameters, trainable: of the whole network, and what was trained of them.
        seconds: training time, pauses left out.
    """

    test_loss: float
    test_accuracy: float
    confusion: np.ndarray
    mistakes: tuple[Mistake, ...]
    best_epoch: int
    reason: str
    model_file: str = ""
    penalty: float = 0.0
    parameters: int = 0
    trainable: int = 0
    seconds: tuple[float, ...] = ()
    disk_refused: bool = False

    @property
    def keras_loss(self) -> float:
        """What Keras's ``evaluate`` gives as the loss on the test set: the penalty is in it."""
        return self.test_loss + self.penalty


def kept_epoch(curves: Curves, best_epoch: int) -> int:
    """The place in the curves of the epoch whose weights were kept; see `Result`."""
    return min(best_epoch or len(curves.loss), len(curves.loss)) - 1


@dataclass(frozen=True)
class TransferResult(Result):
    """What a run on the transfer page leaves.

    Attributes:
        classes: names, in the order of the outputs.
        heat: (mistakes, height, width) float32 from 0 to 1: Grad-CAM of each mistake's answer; ``None`` without any.
        before, after: test photos as points, by what the pretrained network, and what the trained one makes of them
            just before its outputs; "pca" and "tsne": (photos, 2) float32. ``None`` where values were not finite,
            photos too few, or nothing was trained (after).
        truths, answers: (photos,) int32 class indices of those photos.
        seconds: training time, and before it the time for the features alone; for a network as it is, that for its
            answers. Photos being made or read and networks being built are part of neither.
        photos: how many it was trained on, validated on and tested on; zeros where nobody counted.
        kept: how many features were there from earlier runs, and how many there were in all.
        wrong_labels: how many of the training photos had a wrong label.
        fresh_averages: validation accuracy of the same weights with batch normalization's averages taken from the
            training photos; ``None`` where the running averages have caught up, or there are none.
    """

    classes: tuple[str, ...] = ()
    heat: np.ndarray | None = None
    before: dict[str, np.ndarray] | None = None
    after: dict[str, np.ndarray] | None = None
    truths: np.ndarray | None = None
    answers: np.ndarray | None = None
    photos: tuple[int, int, int] = (0, 0, 0)
    kept: tuple[int, int] = (0, 0)
    wrong_labels: int = 0
    fresh_averages: float | None = None
