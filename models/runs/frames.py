"""What a run shows of itself while it goes on: curves, and histograms per layer; NumPy only."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

BINS = 40


@dataclass(frozen=True)
class Histograms:
    """One histogram a layer, input side first; each layer has its own range.

    Attributes:
        counts: (layers, BINS) float32, the share of the values in each bin, rows sum to 1
            (a row of zeros where no value was finite).
        low, high: (layers,) float32, the outer edges; values beyond them count in the outer bins.
        mean, std: (layers,) float32, mean and standard deviation of all values; inf or nan
            where the values overflowed.
    """

    counts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    std: np.ndarray


@dataclass(frozen=True)
class Curves:
    """Learning curves so far, one value per completed epoch.

    Losses are cross-entropy alone: Keras's ``loss`` and ``val_loss`` are the sum with the penalty.

    Attributes:
        loss, accuracy: (epochs,) float32, means over the epoch's training batches.
        val_loss, val_accuracy: (epochs,) float32, on the validation set after the epoch.
        learning_rate: (epochs,) float32, the rate the epoch was trained with.
        penalty: (epochs,) float32, the L1 and L2 terms of the weights after the epoch; by default zeros.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    val_loss: np.ndarray
    val_accuracy: np.ndarray
    learning_rate: np.ndarray
    penalty: np.ndarray = None  # type: ignore[assignment]  # as many zeros as there are epochs

    def __post_init__(self) -> None:
        if self.penalty is None:
            object.__setattr__(self, "penalty", np.zeros(len(self.loss), np.float32))

    @classmethod
    def empty(cls) -> Curves:
        return cls(*(np.zeros(0, np.float32) for _ in fields(cls)))

    def head(self, epochs: int) -> Curves:
        """The first ``epochs`` points."""
        return Curves(*(getattr(self, item.name)[:epochs] for item in fields(self)))


@dataclass(frozen=True)
class Frame:
    """The state of a run at one moment.

    Attributes:
        step: training steps done; steps_per_epoch: steps in one epoch.
        epochs: epochs that the run was set to.
        seconds: wall time since the training began, pauses left out.
        curves: see `Curves`.
        batch_loss: mean cross-entropy of the steps since the last epoch's end; nan before the first.
        activations: what each hidden layer, and the softmax behind them, hands on for the probe batch.
        gradients: gradient of the probe batch's mean loss with respect to each kernel.
        weights: each kernel.
        dead: (hidden layers,) share of units that give the same output on every probe example; with ReLU, that
            give 0 on every one.
        saturated: (hidden layers,) share of the values where the activation's slope is below 5 % of its largest;
            nan for activations without an upper or lower plateau.
        alike: (hidden layers,) bool, whether all units of the layer have the same weights.
        boundary: (cells, cells) uint8 for plane data: round(255 * P(class 1)) for two classes,
            else the winning class; rows from low y to high y. None for images.
        start: loss, accuracy, val_loss and val_accuracy of the fresh network, on at most some thousand examples of
            each set; ``None`` where they were not measured.
    """

    step: int
    steps_per_epoch: int
    epochs: int
    seconds: float
    curves: Curves
    batch_loss: float
    activations: Histograms
    gradients: Histograms
    weights: Histograms
    dead: np.ndarray
    saturated: np.ndarray
    alike: np.ndarray
    boundary: np.ndarray | None = None
    start: tuple[float, float, float, float] | None = None

    @property
    def epoch(self) -> float:
        """Position in epochs, with the fraction of the current one."""
        return self.step / self.steps_per_epoch

    @property
    def progress(self) -> float:
        """Share of the run that is done, 0 to 1."""
        return min(1.0, self.epoch / self.epochs)
