"""What can be done about a finding: the names that findings advise by, and which of them are not set already."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from models.datasets import DATASETS
from models.experiment import Experiment
from models.layers import Layer

# Sigmoid's slope is 0.25 at most: behind more layers than this, no scale of the weights both keeps the values off the
# plateaus and gives the first layers a gradient.
_DEEPEST_SIGMOID = 2


def still_open(experiment: Experiment, remedies: Iterable[str]) -> tuple[str, ...]:
    """The remedies, in their order, less those that the experiment has already or that it leaves no room for.

    Args:
        remedies: keys of `REMEDIES`.
    """
    return tuple(name for name in remedies if REMEDIES[name](experiment))


def dropouts(experiment: Experiment) -> list[float]:
    """The rates of the dropouts that are on, the inputs' included."""
    rates = [experiment.input_dropout, *(layer.dropout or 0.0 for layer in experiment.resolved_layers)]
    return [rate for rate in rates if rate]


def is_penalized(experiment: Experiment) -> bool:
    return any(layer.l1 or layer.l2 for layer in experiment.resolved_layers)


def normalizes_batches(experiment: Experiment) -> bool:
    """Whether batch normalization stands anywhere, before the first layer included."""
    return experiment.input_batch_norm or any(layer.batch_norm != "off" for layer in experiment.resolved_layers)


def training_examples(experiment: Experiment) -> int:
    """How many examples are learnt from; see `models.datasets.prepare`."""
    share = experiment.validation_share
    held_out = min(max(1, round(experiment.examples * share)), experiment.examples - 1) if share else 0
    return experiment.examples - held_out


def _some(lacks: Callable[[Layer], bool]) -> Callable[[Experiment], bool]:
    """Open where a hidden layer lacks it."""
    return lambda experiment: any(lacks(layer) for layer in experiment.resolved_layers)


def _is_deep_sigmoid(experiment: Experiment) -> bool:
    layers = experiment.resolved_layers
    return sum(layer.activation == "sigmoid" and layer.batch_norm != "before" for layer in layers) > _DEEPEST_SIGMOID


def _can_scale(prefix: str) -> Callable[[Experiment], bool]:
    """Open where a hidden layer has another initializer, and where its weights' scale is what matters."""
    return lambda experiment: (
        not _is_deep_sigmoid(experiment)
        and any(not (layer.initializer or "").startswith(prefix) for layer in experiment.resolved_layers)
    )


def _unscaled(experiment: Experiment) -> bool:
    """Only of "normal" the standard deviation can be set: of the others, the layers' sizes decide."""
    return any(layer.initializer == "normal" for layer in experiment.resolved_layers)


def _always(experiment: Experiment) -> bool:
    return True


# name -> whether it can still be done; the words are in `components.training.findings`
REMEDIES: dict[str, Callable[[Experiment], bool]] = {
    "lower_rate": lambda experiment: experiment.learning_rate > 1e-6,
    "usual_rate": _always,
    "raise_rate": lambda experiment: experiment.learning_rate < 10.0,
    "he": _can_scale("he"),
    "glorot": _can_scale("glorot"),
    "smaller_weights": lambda experiment: _unscaled(experiment) and not _is_deep_sigmoid(experiment),
    "larger_weights": _unscaled,
    "random_weights": _some(lambda layer: layer.initializer == "zeros"),
    "batch_norm": lambda experiment: bool(experiment.layers) and not normalizes_batches(experiment),
    "relu": _some(lambda layer: layer.activation != "relu"),
    "tanh": _some(lambda layer: layer.activation != "tanh"),
    "leaky_relu": _some(lambda layer: layer.activation != "leaky_relu"),
    "add_dropout": lambda experiment: bool(experiment.layers) and not dropouts(experiment),
    "more_dropout": lambda experiment: 0 < max(dropouts(experiment), default=0.0) < 0.5,
    "less_dropout": lambda experiment: bool(dropouts(experiment)),
    "add_l2": lambda experiment: bool(experiment.layers) and not is_penalized(experiment),
    "more_penalty": is_penalized,
    "less_penalty": is_penalized,
    "more_examples": lambda experiment: experiment.examples < DATASETS[experiment.dataset].train_size,
    "more_units": lambda experiment: bool(experiment.layers),
    "more_layers": _always,
    "smaller_network": lambda experiment: bool(experiment.layers),
    "more_epochs": _always,
    "fewer_epochs": lambda experiment: experiment.early_stopping == "off" and not experiment.stop_when_met,
    "larger_batches": lambda experiment: experiment.batch_size < training_examples(experiment),
    "smaller_noise": lambda experiment: experiment.label_noise > 0,
    "other_optimizer": _always,
}
