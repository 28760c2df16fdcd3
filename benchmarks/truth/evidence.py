"""What is known of a run when its sentences are judged: arrays only, no finding has been at them."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LATER = 20  # so many epochs are trained on to see what became of a statement
# Seconds of training in one run, what is trained on afterwards included. A busy machine needs more to see as much.
BUDGET = float(os.environ.get("TRUTH_SECONDS", 11))
WINDOW = 5  # epochs that a level is the mean of


@dataclass(frozen=True)
class Said:
    """One sentence at one moment.

    Attributes:
        epoch: completed epochs, 0 before training. values, remedies: of the `Finding`.
        sentence: in English, as the page shows it.
        last: whether it stood there when the run was over.
    """

    kind: str
    values: dict[str, Any]
    remedies: tuple[str, ...]
    sentence: str
    epoch: int
    last: bool = False


@dataclass(frozen=True)
class LayerFacts:
    """One hidden layer on a batch of training examples.

    Attributes:
        spread: standard deviation of all values that the layer hands on.
        apart: mean over the units of their standard deviation over the examples, over the root mean square of all
            values: how much of a layer's output depends on the example. 0: the same for every example.
        between: the same mean over ``spread``. 1: all of the spread is between examples; near 0: it is between units.
        within: root of the mean of the units' variances over the examples: what of the variance is between examples.
        constant: share of the units that give the same for every example. silent: of those whose activation is 0 for
            all of them.
        flat: share of the values where the activation's slope is below 5 % of its largest; nan without a plateau.
        alike: whether all units give the same.
    """

    spread: float
    apart: float
    between: float
    within: float
    constant: float
    silent: float
    flat: float
    alike: bool


@dataclass(frozen=True)
class Moment:
    """The network after so many epochs.

    Attributes:
        layers: hidden layers, input side first.
        gradients: (kernels,) standard deviation of each kernel's gradient, the output's last.
        columns_differ: (kernels,) whether a kernel has two columns that differ.
        first_kernel: flattened.
        loss, accuracy: on the training examples with their labels, dropout off.
        clean: accuracy on the training examples whose label was not changed.
        repeated: share of the changed labels that the network gives as they were changed; nan without any.
        val_accuracy: on the validation examples.
    """

    layers: tuple[LayerFacts, ...]
    gradients: np.ndarray
    columns_differ: np.ndarray
    first_kernel: np.ndarray
    loss: float
    accuracy: float
    clean: float
    repeated: float
    val_accuracy: float = math.nan


@dataclass
class Run:
    """A run, and how it would have gone on.

    Attributes:
        loss, accuracy, val_loss, val_accuracy, rate: (epochs,) of all epochs, those trained on included. The accuracy
            and loss are those of the epoch's batches, dropout on.
        end: epochs of the run itself. reason, best_epoch: of its result.
        penalty: (epochs,) what callbacks that watch the loss see on top of it.
        moments: by completed epochs. said: all sentences, in the order of their epochs.
        settings: what a rule may need to know of them: see `judge`.
        last_change: epochs completed when a live value was changed last; 0 if none was.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    rate: np.ndarray
    end: int
    reason: str = "epochs"
    best_epoch: int = 0
    moments: dict[int, Moment] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    classes: int = 10
    training: int = 1000
    validation: int = 200
    wrong_labels: float = 0.0
    monitor: str = "off"
    patience: int = 0
    steps: int = 1
    last_change: int = 0
    penalty: np.ndarray | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def chance(self) -> float:
        """Accuracy of guessing."""
        return 1 / self.classes

    def error(self, share: float) -> float:
        """Standard error of an accuracy on the validation examples (Laplace's rule for the share)."""
        likely = (share * self.validation + 1) / (self.validation + 2)
        return math.sqrt(likely * (1 - likely) / max(1, self.validation))

    def moment(self, epoch: int) -> Moment | None:
        """The network at that epoch, or ``None`` where it was not looked at."""
        return self.moments.get(epoch)


def level(curve: np.ndarray, epoch: int, window: int = WINDOW) -> float:
    """Mean of a curve's last points up to ``epoch`` completed ones."""
    part = curve[max(0, epoch - window) : epoch]
    return float(part.mean()) if part.size else math.nan


def noise(curve: np.ndarray, epoch: int, window: int = 10) -> float:
    """Standard deviation of one point around the curve's course, from the second differences before ``epoch``.

    Var(a - 2 b + c) = 6 Var for independent points; a straight course leaves nothing.
    """
    part = curve[max(0, epoch - window) : epoch]
    if part.size < 3:
        return 0.0
    return float(np.std(np.diff(part, 2)) / math.sqrt(6))


def steady_noise(curve: np.ndarray, epoch: int) -> float:
    """The smaller noise of the epochs before and of the twenty after: the bend of a steep beginning is no noise."""
    after = min(epoch + LATER, curve.size)
    noises = [noise(curve, epoch)] + ([noise(curve, after, after - epoch)] if after - epoch >= WINDOW else [])
    return min(noises)


def best_later(curve: np.ndarray, epoch: int, sign: int) -> float:
    """The best level within the next twenty epochs, ``sign`` 1: highest, -1: lowest; nan if there is nothing later."""
    levels = [level(curve, e) for e in range(epoch + WINDOW, min(epoch + LATER, curve.size) + 1)]
    return sign * max(sign * value for value in levels) if levels else math.nan


def fits(told: float, curve: np.ndarray, epoch: int, relative: float = 0.05, absolute: float = 0.0) -> bool:
    """Whether a number could be a level of a curve's last five epochs, however it was smoothed. Of more epochs a level
    would not be what the chart shows now: within the first ten anything that a curve went through would fit.
    """
    recent = curve[max(0, epoch - WINDOW) : epoch]
    recent = recent[np.isfinite(recent)]
    if not recent.size:
        return not math.isfinite(told)
    slack = relative * float(np.abs(recent).max()) + absolute
    return bool(recent.min() - slack <= told <= recent.max() + slack)


def close(told: float, real: float, relative: float = 0.1, absolute: float = 0.0) -> bool:
    """Whether a number in a sentence is the real one, rounded or measured on another batch."""
    if not (math.isfinite(told) and math.isfinite(real)):
        return math.isnan(told) == math.isnan(real) and not math.isfinite(real)
    return abs(told - real) <= relative * abs(real) + absolute


def is_told(
    told: float, curve: np.ndarray, run: Run, said: Said, relative: float = 0.0, absolute: float = 0.02
) -> bool:
    """Whether a figure is one of the curve's last epochs, or at the end that of the weights that were kept."""
    kept = run.best_epoch if said.last and run.best_epoch else said.epoch
    return fits(told, curve, said.epoch, relative, absolute) or close(told, curve[kept - 1], 0.0, 0.005)
