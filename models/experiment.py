"""The experiment: everything that decides what a run computes, in one frozen object.

It is the only thing that travels: from the controls to the link, to the worker, to the program
under "In Keras". The field table, `models.fields.FIELDS`, drives the controls, the link, the checks and the reset.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

from models.fields import FIELDS, OPTIMIZER_VALUES, PLANE_DATASETS
from models.layers import Layer, LayerError, check_order, format_layers
from models.settings import SettingError, Settings


@dataclass(frozen=True)
class Experiment(Settings):
    """All settings of one run, checked when made.

    Attributes:
        dataset: a name in `models.datasets`.
        examples: photos or points to learn from (validation included), at most what the set has.
        validation_share: the share of ``examples`` held out for validation; 0 validates on the
            test set, as the textbook does.
        label_noise: the share of training labels replaced by another class.
        layers: hidden layers; what a layer leaves ``None`` comes from the fields below.
        init_std: standard deviation for the initializer "normal".
        batch_norm: "off", "before" or "after" the activation.
        l1, l2: factors of sum |w| and sum w^2 over each hidden layer's kernel.
        momentum: for "momentum" and "nesterov". rho: for "rmsprop". beta_1, beta_2: for "adam".
        steps_per_epoch: training steps that make an epoch; 0 for as many as see each example once. With more or
            fewer, the epochs cut up one stream of batches: all examples in random order, then again in another.
        schedule: the factor on ``learning_rate``: "step" multiplies by ``decay_factor`` every
            ``decay_epochs`` epochs; "exponential" leaves the first ``decay_epochs`` epochs alone and
            multiplies by ``decay_factor`` at each later one; "cosine" falls to 0 at the last epoch.
        early_stopping, checkpoint: the monitored figure, or "off".
        stop_when_met: stop when the training accuracy reaches the validation accuracy.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    FIELDS: ClassVar = FIELDS

    dataset: str = "digits"
    examples: int = 4000
    validation_share: float = 0.2
    label_noise: float = 0.0
    seed: int = 1
    layers: tuple[Layer, ...] = field(default=(Layer(64), Layer(32), Layer(64)))
    activation: str = "relu"
    initializer: str = "he_normal"
    init_std: float = 0.05
    batch_norm: str = "off"
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    input_batch_norm: bool = False
    input_dropout: float = 0.0
    optimizer: str = "sgd"
    learning_rate: float = 0.05
    momentum: float = 0.9
    rho: float = 0.9
    beta_1: float = 0.9
    beta_2: float = 0.999
    batch_size: int = 32
    epochs: int = 100
    steps_per_epoch: int = 0
    schedule: str = "constant"
    decay_factor: float = 0.5
    decay_epochs: int = 10
    early_stopping: str = "off"
    patience: int = 10
    restore_best: bool = True
    checkpoint: str = "off"
    stop_when_met: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(isinstance(layer, Layer) for layer in self.layers):
            raise SettingError("layers", self.layers)
        try:
            check_order(self.layers)
        except LayerError as error:
            raise SettingError("layers", error.value, error.allowed) from error
        if self.dataset in PLANE_DATASETS and any(layer.is_conv for layer in self.layers):
            raise SettingError("layers", format_layers(self.layers))

    @property
    def is_conv(self) -> bool:
        """Whether a convolution stands in front."""
        return any(layer.is_conv for layer in self.layers)

    @property
    def resolved_layers(self) -> tuple[Layer, ...]:
        """The hidden layers with every setting filled in."""
        return tuple(layer.filled(**self._layer_defaults) for layer in self.layers)

    @property
    def _layer_defaults(self) -> dict[str, Any]:
        return {
            "activation": self.activation,
            "initializer": self.initializer,
            "init_std": self.init_std,
            "batch_norm": self.batch_norm,
            "dropout": self.dropout,
            "l1": self.l1,
            "l2": self.l2,
        }

    @property
    def structure(self) -> tuple:
        """What decides the compiled program. Equal structures share one; values may differ."""
        layers = tuple(
            replace(
                layer,
                initializer=None,
                init_std=None,
                dropout=_switch(layer.dropout),
                l1=_switch(layer.l1),
                l2=_switch(layer.l2),
            )
            for layer in self.resolved_layers
        )
        optimizer = (self.optimizer, *(getattr(self, name) for name in OPTIMIZER_VALUES[self.optimizer]))
        return (
            _shape_group(self.dataset),
            layers,
            self.input_batch_norm,
            _switch(self.input_dropout),
            optimizer,
            self.batch_size,
        )

    def is_live_change(self, other: Experiment) -> bool:
        """Whether a run of this experiment can go on as ``other`` without a restart."""
        restarting = set(self.differences(other)) - {n for n, spec in FIELDS.items() if spec.live}
        return not restarting and self.structure == other.structure

    def to_json(self) -> str:
        """All fields as JSON text, defaults included."""
        values = {name: getattr(self, name) for name in FIELDS} | {"layers": format_layers(self.layers)}
        return json.dumps(values)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """The inverse of `to_json`.

        Raises:
            SettingError: the text is no such JSON, or a field is unknown or not allowed.
        """
        try:
            values = json.loads(text)
        except ValueError:
            raise SettingError("experiment", text[:40]) from None
        if not isinstance(values, dict):
            raise SettingError("experiment", text[:40])
        unknown = sorted(set(values) - set(FIELDS))
        if unknown:
            raise SettingError(unknown[0], values[unknown[0]])
        if "layers" in values:
            values["layers"] = cls.from_text("layers", str(values["layers"]))
        return cls(**values)


def _shape_group(dataset: str) -> str:
    """Sets whose examples have the same shape, type and number of classes share programs."""
    if dataset in PLANE_DATASETS:
        return "plane"
    return "cifar10" if dataset == "cifar10" else "grey28"


def _switch(value: float | None) -> float | None:
    return 0.5 if value else 0.0


assert set(FIELDS) == {item.name for item in fields(Experiment)}
