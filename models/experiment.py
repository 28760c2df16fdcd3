"""The experiment: everything that decides what a run computes, in one frozen object.

It is the only thing that travels: from the controls to the link, to the worker, to the program
under "In Keras". The fields' table, `Experiment.FIELDS`, drives the controls, the link, the checks and the reset.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from models.datasets.registry import DATASETS
from models.layers import (
    ACTIVATIONS,
    BATCH_NORMS,
    DROPOUT_RANGE,
    INIT_STD_RANGE,
    INITIALIZERS,
    PENALTY_RANGE,
    SETTING_KEYS,
    Layer,
    LayerError,
    check_order,
    format_layers,
    parse_layers,
)
from models.settings import SettingError, Settings, setting

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SCHEDULES = ("constant", "step", "exponential", "cosine")
MONITORS = ("off", "val_loss", "val_accuracy")


# Which extra fields each optimizer reads.
OPTIMIZER_VALUES: dict[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adagrad": (),
    "rmsprop": ("rho",),
    "adam": ("beta_1", "beta_2"),
}

# The learning rate that each optimizer usually begins with on networks as small as these.
USUAL_RATE = {"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.01, "rmsprop": 1e-3, "adam": 1e-3}


def usual_rate(optimizer: str, momentum: float) -> float:
    """The learning rate that an optimizer usually needs.

    Args:
        momentum: of those that have one; they are usually run with 0.9. A step in the same direction again and again
            comes to rate / (1 - momentum) (Sutskever et al. 2013), so a larger one needs a smaller rate.
    """
    if "momentum" not in OPTIMIZER_VALUES[optimizer]:
        return USUAL_RATE[optimizer]
    return USUAL_RATE[optimizer] * round(10 * (1 - momentum), 9)  # rounded: with 0.9 it is the usual one exactly


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

    kind: ClassVar = "training"

    dataset: str = setting("digits", choices=tuple(DATASETS))
    examples: int = setting(4000, 20, 60_000, scale="log")
    validation_share: float = setting(0.2, 0.0, 0.5)
    label_noise: float = setting(0.0, 0.0, 0.5)
    seed: int = setting(1, 0, 9999)
    layers: tuple[Layer, ...] = setting((Layer(64), Layer(32), Layer(64)), read=parse_layers, write=format_layers)
    activation: str = setting("relu", choices=ACTIVATIONS)
    initializer: str = setting("he_normal", choices=INITIALIZERS)
    init_std: float = setting(0.05, *INIT_STD_RANGE, scale="log")
    batch_norm: str = setting("off", choices=BATCH_NORMS)
    dropout: float = setting(0.0, *DROPOUT_RANGE, live=True)
    l1: float = setting(0.0, *PENALTY_RANGE, scale="log", live=True)
    l2: float = setting(0.0, *PENALTY_RANGE, scale="log", live=True)
    input_batch_norm: bool = setting(False)
    input_dropout: float = setting(0.0, *DROPOUT_RANGE, live=True)
    optimizer: str = setting("sgd", choices=OPTIMIZERS)
    learning_rate: float = setting(0.05, 1e-6, 10.0, scale="log", live=True)
    momentum: float = setting(0.9, 0.0, 0.999)
    rho: float = setting(0.9, 0.0, 0.9999)
    beta_1: float = setting(0.9, 0.0, 0.9999)
    beta_2: float = setting(0.999, 0.0, 0.99999)
    batch_size: int = setting(32, 1, 1024, scale="log")
    epochs: int = setting(100, 1, 1000, scale="log")
    steps_per_epoch: int = setting(0, 0, 2000, scale="log")
    schedule: str = setting("constant", choices=SCHEDULES)
    decay_factor: float = setting(0.5, 0.01, 1.0)
    decay_epochs: int = setting(10, 1, 500, scale="log")
    early_stopping: str = setting("off", choices=MONITORS)
    patience: int = setting(10, 1, 100, scale="log")
    restore_best: bool = setting(True)
    checkpoint: str = setting("off", choices=MONITORS)
    stop_when_met: bool = setting(False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not all(isinstance(layer, Layer) for layer in self.layers):
            raise SettingError("layers", self.layers)
        try:
            check_order(self.layers)
        except LayerError as error:
            raise SettingError("layers", error.value, error.allowed) from error
        if DATASETS[self.dataset].is_plane and any(layer.is_conv for layer in self.layers):
            raise SettingError("layers", format_layers(self.layers))

    @property
    def is_conv(self) -> bool:
        """Whether a convolution stands in front."""
        return any(layer.is_conv for layer in self.layers)

    @property
    def resolved_layers(self) -> tuple[Layer, ...]:
        """The hidden layers with every setting filled in."""
        defaults: dict[str, Any] = {name: getattr(self, name) for name in SETTING_KEYS}
        return tuple(layer.filled(**defaults) for layer in self.layers)

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
        form = DATASETS[self.dataset].shape, DATASETS[self.dataset].classes  # sets that are alike share programs
        return form, layers, self.input_batch_norm, _switch(self.input_dropout), optimizer, self.batch_size


def _switch(value: float | None) -> float | None:
    return 0.5 if value else 0.0
