"""What is tried for a remedy that a sentence names, and whether the settings have it, or a cause, already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from models.experiment import USUAL_RATE, Experiment
from models.initialization.fresh_network import FreshNetwork
from models.layers import MAX_DENSE_LAYERS, MAX_UNITS, Layer
from models.transfer.experiment import TransferExperiment

Change = Callable[[Any], Any]
_MOST = {"digits": 4000}


def _everywhere(**values: Any) -> Change:
    """A setting for all hidden layers: those that set it themselves lose theirs."""

    def change(settings: Any) -> Any:
        if isinstance(settings, Experiment):
            own: dict[str, Any] = dict.fromkeys(values)
            layers = tuple(replace(layer, **own) for layer in settings.layers)
            return settings.replace(layers=layers, **values)
        return settings.replace(**values)

    return change


def _activation(name: str, initializer: str) -> Change:
    """The page on initialization recommends an activation with its initializer, the lab the activation alone."""

    def change(settings: Any) -> Any:
        fresh = {"initializer": initializer} if isinstance(settings, FreshNetwork) else {}
        return _everywhere(activation=name, **fresh)(settings)

    return change


def _raised(name: str, value: float) -> Change:
    """More of what is set; no change where as much is set already."""

    def change(settings: Any) -> Any:
        layers = settings.resolved_layers if isinstance(settings, Experiment) else ()
        most = max([getattr(settings, name), *(getattr(layer, name) for layer in layers)])
        return _everywhere(**{name: value})(settings) if value > most else settings

    return change


def _scaled(name: str, factor: float) -> Change:
    def change(settings: Any) -> Any:
        spec = settings.FIELDS[name]
        value = min(max(getattr(settings, name) * factor, spec.low), spec.high)
        return settings.replace(**{name: round(value) if spec.kind is int else value})

    return change


def _weights(factor: float) -> Change:
    def change(settings: Any) -> Any:
        if isinstance(settings, Experiment):
            layers = tuple(
                replace(layer, init_std=None if layer.init_std is None else layer.init_std * factor)
                for layer in settings.layers
            )
            settings = settings.replace(layers=layers)
        return _scaled("init_std", factor)(settings)

    return change


def _less(*names: str) -> Change:
    """A tenth of a penalty, a third of a dropout, also where layers set their own."""

    def change(settings: Any) -> Any:
        factor = {"dropout": 1 / 3, "input_dropout": 1 / 3, "l1": 0.1, "l2": 0.1}
        if isinstance(settings, Experiment):
            layers = settings.layers
            for name in set(names) - {"input_dropout"}:
                layers = tuple(
                    replace(layer, **{name: getattr(layer, name) * factor[name]}) if getattr(layer, name) else layer
                    for layer in layers
                )
            settings = settings.replace(layers=layers)
        known = [name for name in names if name in settings.FIELDS]
        return settings.replace(**{name: getattr(settings, name) * factor[name] for name in known})

    return change


def _units(factor: float) -> Change:
    def change(settings: Experiment) -> Experiment:
        layers = (replace(layer, units=min(MAX_UNITS, max(2, int(layer.units * factor)))) for layer in settings.layers)
        try:
            return settings.replace(layers=tuple(layers))
        except ValueError:  # too many filters for a convolution
            return settings

    return change


def _deeper(settings: Experiment) -> Experiment:
    dense = [layer for layer in settings.layers if not layer.is_conv]
    if len(dense) >= MAX_DENSE_LAYERS:
        return settings
    return settings.replace(layers=(*settings.layers, dense[-1] if dense else Layer(32)))


def _more_examples(settings: Any) -> Any:
    if isinstance(settings, TransferExperiment):
        return _scaled("per_class", 4)(settings)
    return settings.replace(examples=min(4 * settings.examples, _MOST.get(settings.dataset, 2000)))


def usual_rate(settings: Any) -> float:
    """Of the optimizer; a momentum ten times nearer to 1 than the usual 0.9 makes steps ten times as long."""
    longer = 0.1 / (1 - settings.momentum) if settings.optimizer in ("momentum", "nesterov") else 1.0
    return USUAL_RATE[settings.optimizer] / longer


def _other_optimizer(settings: Any) -> Any:
    other = "momentum" if settings.optimizer == "adam" else "adam"
    return settings.replace(optimizer=other, learning_rate=USUAL_RATE[other])


# name of the remedy -> what is tried for it, one after the other
CHANGES: dict[str, tuple[Change, ...]] = {
    "lower_rate": (_scaled("learning_rate", 0.1),),  # "ten times smaller" is what the sentence says
    "usual_rate": (lambda settings: settings.replace(learning_rate=usual_rate(settings)),),
    "raise_rate": (_scaled("learning_rate", 10),),
    "he": (_everywhere(initializer="he_normal"),),
    "glorot": (_everywhere(initializer="glorot_normal"),),
    "smaller_weights": (_weights(0.1), _weights(0.3)),
    "larger_weights": (_weights(10), _weights(3)),
    "random_weights": (_everywhere(initializer="he_normal"), _everywhere(initializer="glorot_normal")),
    "batch_norm": (_everywhere(batch_norm="before"),),
    "relu": (_activation("relu", "he_normal"),),
    "tanh": (_activation("tanh", "glorot_normal"),),
    "leaky_relu": (_everywhere(activation="leaky_relu"),),
    "add_dropout": (_everywhere(dropout=0.3), _everywhere(dropout=0.5)),
    "more_dropout": (_raised("dropout", 0.5), _raised("dropout", 0.7)),
    "less_dropout": (_less("dropout", "input_dropout"), _everywhere(dropout=0.0)),
    "add_l2": (_everywhere(l2=0.001), _everywhere(l2=0.01), _everywhere(l2=0.03)),
    "more_penalty": (_scaled("l2", 10), _raised("l2", 0.01), _raised("l2", 0.03)),
    "less_penalty": (_less("l1", "l2"), lambda settings: _less("l1", "l2")(_less("l1", "l2")(settings))),
    "more_examples": (_more_examples,),
    "more_units": (_units(4),),
    "more_layers": (_deeper,),
    "smaller_network": (_units(0.25),),
    "smaller_head": (lambda settings: settings.replace(head="softmax", pooling="average"),),
    "more_epochs": (_scaled("epochs", 2),),
    "fewer_epochs": (lambda settings: settings.replace(early_stopping="val_loss", patience=5, restore_best=True),),
    "early_stopping": (lambda settings: settings.replace(early_stopping="val_loss", patience=5, restore_best=True),),
    "fewer_layers": (_scaled("depth", 0.25),),
    "smaller_bias": (lambda settings: settings.replace(bias=0.0),),
    "larger_batches": (_scaled("batch_size", 8),),
    "smaller_noise": (lambda settings: settings.replace(label_noise=0.0),),
    "other_optimizer": (_other_optimizer,),
    "augmentation": (lambda settings: settings.replace(augmentation=("flip", "shift"), variants=4),),
    "larger_photos": (lambda settings: settings.replace(photo_size="160"),),
    "freeze": (lambda settings: settings.replace(strategy="frozen"),),
    "pretrained": (lambda settings: settings.replace(strategy="frozen"),),
}


def is_set(name: str, settings: Any) -> bool:
    """Whether a remedy is there already, in every hidden layer."""
    layers: tuple[Any, ...]
    if isinstance(settings, Experiment):
        layers = settings.resolved_layers
    elif isinstance(settings, FreshNetwork):
        layers = (settings,)
    else:
        layers = settings.head_experiment().resolved_layers
    held = {
        "he": lambda layer: layer.initializer.startswith("he"),
        "glorot": lambda layer: layer.initializer.startswith("glorot"),
        "batch_norm": lambda layer: layer.batch_norm != "off",
        "relu": lambda layer: layer.activation == "relu",
        "tanh": lambda layer: layer.activation == "tanh",
        "leaky_relu": lambda layer: layer.activation == "leaky_relu",
        "add_dropout": lambda layer: layer.dropout > 0,
        "add_l2": lambda layer: layer.l2 > 0,
        "random_weights": lambda layer: layer.initializer != "zeros",
    }.get(name)
    if name in ("relu", "tanh") and isinstance(settings, FreshNetwork):
        return settings == CHANGES[name][0](settings)  # with the initializer that is named beside it
    if name == "batch_norm" and isinstance(settings, FreshNetwork):
        return settings.batch_norm == "before"  # which is what that page recommends
    if held is not None:
        return bool(layers) and all(held(layer) for layer in layers)
    if name in ("fewer_epochs", "early_stopping"):
        return settings.early_stopping != "off"
    if name in ("freeze", "pretrained"):
        return getattr(settings, "strategy", "") == "frozen"
    if name in ("less_dropout", "less_penalty", "smaller_noise", "smaller_bias"):
        return not _amounts(settings, _TAKEN[name])
    return name == "augmentation" and bool(settings.augmentation)


# what there must be of, for less of it to be advised
_TAKEN = {
    "less_dropout": ("dropout", "input_dropout"),
    "less_penalty": ("l1", "l2"),
    "smaller_noise": ("label_noise",),
    "smaller_bias": ("bias",),
}


def _amounts(settings: Any, names: tuple[str, ...]) -> float:
    """The largest of these settings, in size, of the network or one of its layers."""
    holders = (settings, *(settings.resolved_layers if isinstance(settings, Experiment) else ()))
    return max(abs(getattr(holder, name, 0.0) or 0.0) for holder in holders for name in names)


def is_cause(name: str, settings: Experiment) -> bool:
    """Whether the settings hold what a sentence of the lab names as a cause. That it is the cause is the twin's to
    show.
    """
    rate = settings.learning_rate / usual_rate(settings)
    return {
        "raise_rate": lambda: rate <= 1 / 3,  # "far below the usual one"
        "usual_rate": lambda: rate >= 3,
        "less_dropout": lambda: _amounts(settings, _TAKEN[name]) >= 0.25,  # "so much dropout"
        "less_penalty": lambda: _amounts(settings, _TAKEN[name]) > 0,
        "relu": lambda: all(layer.activation == "linear" for layer in settings.resolved_layers),
        "dropout": lambda: _amounts(settings, ("dropout",)) > 0,
        "input_dropout": lambda: settings.input_dropout > 0,
        "noise": lambda: settings.label_noise > 0,
        "average": lambda: True,
    }.get(name, bool)()


def changed(name: str, settings: Any) -> list[Any]:
    """The settings with a remedy, in the ways to try; none where the name is unknown or nothing would change."""
    tried = []
    for change in CHANGES.get(name, ()):
        try:
            other = change(settings)
        except (ValueError, KeyError, AttributeError, TypeError):
            continue
        if other != settings:
            tried.append(other)
    return tried
