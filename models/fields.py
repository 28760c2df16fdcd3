"""The field table of `models.experiment.Experiment`: what each field may be, and how it is written as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from models.layers import (
    ACTIVATIONS,
    BATCH_NORMS,
    DROPOUT_RANGE,
    INIT_STD_RANGE,
    INITIALIZERS,
    PENALTY_RANGE,
    Layer,
    LayerError,
    format_layers,
    parse_layers,
)

IMAGE_DATASETS = ("digits", "mnist", "fashion_mnist", "cifar10")
PLANE_DATASETS = ("moons", "circles", "blobs", "xor", "spiral")
OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SCHEDULES = ("constant", "step", "exponential", "cosine")
MONITORS = ("off", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class Field:
    """What is allowed for one field of `Experiment`.

    Attributes:
        kind: the type: int, float, bool, str (one of ``choices``) or tuple (the layers).
        low, high: bounds, both allowed; ``None`` for a field without a range.
        scale: "log" where equal ratios matter more than equal differences, else "linear".
        live: a running job takes a new value without a restart.
    """

    kind: type
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    scale: str = "linear"
    live: bool = False

    @property
    def allowed(self) -> tuple | None:
        """The choices, or the range as ``(low, high)``, or ``None``."""
        if self.kind is bool:
            return (False, True)
        return self.choices or (None if self.low is None else (self.low, self.high))


FIELDS: dict[str, Field] = {
    "dataset": Field(str, choices=IMAGE_DATASETS + PLANE_DATASETS),
    "examples": Field(int, 20, 60_000, scale="log"),
    "validation_share": Field(float, 0.0, 0.5),
    "label_noise": Field(float, 0.0, 0.5),
    "seed": Field(int, 0, 9999),
    "layers": Field(tuple),
    "activation": Field(str, choices=ACTIVATIONS),
    "initializer": Field(str, choices=INITIALIZERS),
    "init_std": Field(float, *INIT_STD_RANGE, scale="log"),
    "batch_norm": Field(str, choices=BATCH_NORMS),
    "dropout": Field(float, *DROPOUT_RANGE, live=True),
    "l1": Field(float, *PENALTY_RANGE, scale="log", live=True),
    "l2": Field(float, *PENALTY_RANGE, scale="log", live=True),
    "input_batch_norm": Field(bool),
    "input_dropout": Field(float, *DROPOUT_RANGE, live=True),
    "optimizer": Field(str, choices=OPTIMIZERS),
    "learning_rate": Field(float, 1e-6, 10.0, scale="log", live=True),
    "momentum": Field(float, 0.0, 0.999),
    "rho": Field(float, 0.0, 0.9999),
    "beta_1": Field(float, 0.0, 0.9999),
    "beta_2": Field(float, 0.0, 0.99999),
    "batch_size": Field(int, 1, 1024, scale="log"),
    "epochs": Field(int, 1, 1000, scale="log"),
    "schedule": Field(str, choices=SCHEDULES),
    "decay_factor": Field(float, 0.01, 1.0),
    "decay_epochs": Field(int, 1, 500, scale="log"),
    "early_stopping": Field(str, choices=MONITORS),
    "patience": Field(int, 1, 100, scale="log"),
    "restore_best": Field(bool),
    "checkpoint": Field(str, choices=MONITORS),
    "stop_when_met": Field(bool),
}


class ExperimentError(ValueError):
    """A field has a value that is not allowed.

    Attributes:
        field: the field's name; for a layer's own setting, "layers".
        value: what was given.
        allowed: choices or ``(low, high)``; ``None`` where the form itself is wrong.
    """

    def __init__(self, field: str, value: object, allowed: tuple | None = None) -> None:
        self.field, self.value, self.allowed = field, value, allowed
        super().__init__(field, value, allowed)  # pickle makes it anew from these

    def __str__(self) -> str:
        return f"{self.field}={self.value!r} is not allowed; allowed: {self.allowed}"


# Which extra fields each optimizer reads.
OPTIMIZER_VALUES: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adagrad": (),
    "rmsprop": ("rho",),
    "adam": ("beta_1", "beta_2"),
}


def checked(name: str, value: Any, spec: Field) -> Any:
    """``value`` in the field's own type.

    Raises:
        ExperimentError: it is not allowed.
    """
    if spec.kind is tuple:
        if not isinstance(value, tuple) or not all(isinstance(layer, Layer) for layer in value):
            raise ExperimentError(name, value)
        return value
    if spec.kind is bool or spec.kind is str:
        if not isinstance(value, spec.kind) or (spec.choices and value not in spec.choices):
            raise ExperimentError(name, value, spec.allowed)
        return value
    return _checked_number(name, value, spec)


def _checked_number(name: str, value: Any, spec: Field) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExperimentError(name, value, spec.allowed)
    if isinstance(value, float) and not math.isfinite(value):  # a huge int does not fit into a float
        raise ExperimentError(name, value, spec.allowed)
    if spec.kind is int and value != int(value):
        raise ExperimentError(name, value, spec.allowed)
    if not (spec.low is None or spec.high is None or spec.low <= value <= spec.high):
        raise ExperimentError(name, value, spec.allowed)
    return spec.kind(value)


def to_text(value: Any) -> str:
    """A field's value as a link has it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return format_layers(value)
    return str(value).removesuffix(".0")


def from_text(name: str, text: str) -> Any:
    """The inverse of `to_text`; a number's range is not checked yet.

    Raises:
        ExperimentError: the text is no value of this field.
    """
    spec = FIELDS[name]
    try:
        if spec.kind is tuple:
            return parse_layers(text)
        if spec.kind is bool:
            return {"1": True, "0": False}[text]
        return spec.kind(text)
    except LayerError as error:
        raise ExperimentError(name, error.value, error.allowed) from error
    except (ValueError, KeyError):
        raise ExperimentError(name, text[:40], spec.allowed) from None
