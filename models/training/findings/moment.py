"""What detectors look at: one frame of a run, with what its settings and curves say in common."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from models.datasets import DATASETS
from models.experiment import Experiment, usual_rate
from models.runs.frames import Curves, Frame
from models.runs.results import Result
from models.training.findings.remedies import dropouts, still_open, training_examples

# What networks of this page reach on examples that they were not trained on, at best; rounded down.
REACHABLE = {
    "digits": 0.95,
    "mnist": 0.98,
    "fashion_mnist": 0.88,
    "cifar10": 0.68,
    "moons": 0.96,
    "circles": 0.98,
    "blobs": 0.98,
    "xor": 0.99,
    "spiral": 0.98,
}
# A network so far below it does badly.
LOW = 0.06
BEGINS = 0.985  # loss in units of ln(classes) below which a network has begun to learn
SOMETHING = 0.15  # so far on the way from guessing to always right, a network tells examples apart
# So much dropout, or so large a lambda, may by itself keep a network from learning.
HEAVY_DROPOUT = 0.4
HEAVY_L1, HEAVY_L2 = 1e-3, 3e-3
TOO_LOW, FAR_TOO_HIGH = 0.15, 15.0  # a learning rate in units of the usual one of its optimizer
MOST_REMEDIES = 4  # a longer list is no advice


@dataclass(frozen=True)
class Moment:
    """One frame, with its run's settings.

    Attributes:
        experiment: live values as they are now.
        result: the finished run's, if the frame is its last.
        since: where a value was last changed live, in epochs; trends begin there.
    """

    experiment: Experiment
    frame: Frame
    result: Result | None = None
    since: float = 0.0

    @cached_property
    def before(self) -> int:
        """Epochs that began before the last live change."""
        return math.ceil(self.since)

    @cached_property
    def curves(self) -> Curves:
        """The curves since the last live change, float64; empty where a loss or an accuracy is not finite."""
        everything = self.frame.curves
        values = {item.name: np.asarray(getattr(everything, item.name), np.float64) for item in fields(Curves)}
        told = [values[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")]
        length = min(map(len, told))
        if not all(np.isfinite(value[:length]).all() for value in told):
            length = 0
        return Curves(**{name: value[self.before : length] for name, value in values.items()})

    @property
    def epochs(self) -> int:
        """How many epochs the curves have."""
        return len(self.curves.loss)

    @property
    def classes(self) -> int:
        return DATASETS[self.experiment.dataset].classes

    @property
    def chance_loss(self) -> float:
        """The cross-entropy of pure guessing."""
        return math.log(self.classes)

    @property
    def rate(self) -> float:
        """The learning rate as set, which is the largest that a schedule gives."""
        return self.experiment.learning_rate

    @property
    def times_usual(self) -> float:
        """The learning rate in units of what its optimizer usually needs."""
        return self.rate / usual_rate(self.experiment.optimizer, self.experiment.momentum)

    @cached_property
    def training_size(self) -> int:
        """How many examples the training figures of an epoch are means of."""
        return min(training_examples(self.experiment), self.frame.steps_per_epoch * self.experiment.batch_size)

    @cached_property
    def validation_size(self) -> int:
        held_out = self.experiment.examples - training_examples(self.experiment)
        return held_out or DATASETS[self.experiment.dataset].test_size

    @property
    def told(self) -> int:
        """The place in the curves of the epoch whose figures stand in the result: that of the weights kept."""
        kept = self.result.best_epoch if self.result else 0
        return kept - 1 - self.before if self.before < kept <= self.before + self.epochs else -1

    @property
    def low_accuracy(self) -> float:
        """Accuracy below which a network does badly on clean labels."""
        return REACHABLE[self.experiment.dataset] - LOW

    @property
    def learns_well(self) -> bool:
        """Whether the last epochs' training was good enough that its layers cannot be in trouble."""
        accuracy = self.curves.accuracy[-3:]
        clean = 1.0 - self.experiment.label_noise
        return len(accuracy) > 0 and bool(accuracy.mean() >= self.low_accuracy * clean)

    @property
    def has_not_begun(self) -> bool:
        """Whether some epochs have passed, and the training loss has never left that of guessing."""
        loss = self.curves.loss
        return len(loss) >= 3 and bool(loss.min() > BEGINS * self.chance_loss)

    @property
    def learns_something(self) -> bool:
        """Whether the last epoch's training was clearly better than guessing."""
        accuracy = self.curves.accuracy[-1:]
        return bool((accuracy > 1 / self.classes + SOMETHING * (1 - 1 / self.classes)).any())

    @cached_property
    def brakes(self) -> tuple[str, ...]:
        """Remedies for what the settings name as able to keep the network from learning."""
        names = []
        if self.times_usual <= TOO_LOW:
            names.append("raise_rate")
        if self.times_usual >= FAR_TOO_HIGH:
            names.append("usual_rate")
        if self.has_heavy_penalty:
            names.append("less_penalty")
        if max(dropouts(self.experiment), default=0.0) >= HEAVY_DROPOUT:
            names.append("less_dropout")
        layers = self.experiment.resolved_layers
        if layers and all(layer.activation == "linear" for layer in layers) and self.experiment.dataset != "blobs":
            names.append("relu")
        return tuple(names)

    @property
    def has_heavy_penalty(self) -> bool:
        layers = self.experiment.resolved_layers
        return any((layer.l1 or 0.0) >= HEAVY_L1 or (layer.l2 or 0.0) >= HEAVY_L2 for layer in layers)

    @property
    def lower_rate(self) -> str:
        """The remedy for too high a rate; a tenth of one that is far above the usual would still be above it."""
        return "usual_rate" if self.times_usual >= FAR_TOO_HIGH else "lower_rate"

    def open(self, *remedies: str) -> tuple[str, ...]:
        """The first few of the remedies that are not set already, each once."""
        return still_open(self.experiment, dict.fromkeys(remedies))[:MOST_REMEDIES]
