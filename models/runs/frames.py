"""What a run shows of itself: curves, histograms per layer, and the result; NumPy only.

A frame is small (some ten kB) and travels as bytes: worker -> scheduler -> server.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import msgpack
import numpy as np

BINS = 40


@dataclass(frozen=True)
class Histograms:
    """One histogram a layer, input side first; each layer has its own range.

    Attributes:
        counts: (layers, BINS) float32, the share of the values in each bin, rows sum to 1
            (a row of zeros where no value was finite).
        low, high: (layers,) float32, the outer edges; values beyond them count in the outer bins.
        mean, spread: (layers,) float32, mean and standard deviation of all values; inf or nan
            where the values overflowed.
    """

    counts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


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
        model: the network as the bytes of a .keras file.
        penalty: the L1 and L2 terms of the kept weights; with them, ``test_loss`` is what Keras's ``evaluate`` gives.
    """

    test_loss: float
    test_accuracy: float
    confusion: np.ndarray
    mistakes: tuple[Mistake, ...]
    best_epoch: int
    reason: str
    model: bytes
    penalty: float = 0.0

    @property
    def keras_loss(self) -> float:
        """What Keras's ``evaluate`` gives as the loss on the test set: the penalty is in it."""
        return self.test_loss + self.penalty


def kept_epoch(curves: Curves, best_epoch: int) -> int:
    """The place in the curves of the epoch whose weights were kept; see `Result`."""
    return min(best_epoch or len(curves.loss), len(curves.loss)) - 1


@dataclass(frozen=True)
class TransferResult(Result):
    """What a run on the transfer page leaves; its ``model`` is empty.

    Attributes:
        model_file: where the worker keeps the network: see `models.transfer.saved_models`.
        classes: names, in the order of the outputs.
        parameters, trainable: of the whole network, and what was trained of them.
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

    model_file: str = ""
    classes: tuple[str, ...] = ()
    parameters: int = 0
    trainable: int = 0
    heat: np.ndarray | None = None
    before: dict[str, np.ndarray] | None = None
    after: dict[str, np.ndarray] | None = None
    truths: np.ndarray | None = None
    answers: np.ndarray | None = None
    seconds: tuple[float, ...] = ()
    photos: tuple[int, int, int] = (0, 0, 0)
    kept: tuple[int, int] = (0, 0)
    wrong_labels: int = 0
    fresh_averages: float | None = None


_TYPES: dict[str, Any] = {kind.__name__: kind for kind in (Histograms, Curves, Frame, Mistake, Result, TransferResult)}


def pack(value: Any) -> bytes:
    """Bytes of a frame, a result, or a plain dict, list or number that may hold them."""
    return msgpack.packb(value, default=_encode)


def unpack(data: bytes) -> Any:
    """The inverse of `pack`. Builds nothing but the types of this module and plain values."""
    return msgpack.unpackb(data, object_hook=_decode, strict_map_key=False)


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"_array": value.dtype.str, "shape": list(value.shape), "data": np.ascontiguousarray(value).tobytes()}
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value) and type(value).__name__ in _TYPES:
        return {"_type": type(value).__name__} | {item.name: getattr(value, item.name) for item in fields(value)}
    raise TypeError(f"cannot pack {type(value).__name__}")


def _decode(value: dict) -> Any:
    if "_array" in value:
        return np.frombuffer(value["data"], np.dtype(value["_array"])).reshape(value["shape"])
    if "_type" in value:
        kind = _TYPES[value.pop("_type")]
        return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in value.items()})
    return value
