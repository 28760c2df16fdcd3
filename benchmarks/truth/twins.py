"""Twins: the same run with what a sentence recommends, and whether that did better in what the sentence is about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.truth.evidence import Moment, Run, Said, level, noise
from models.experiment import Experiment
from models.fields import USUAL_RATE
from models.fresh_network import FreshNetwork
from models.layers import MAX_DENSE_LAYERS, MAX_UNITS, Layer
from models.transfer.experiment import TransferExperiment

Change = Callable[[Any], Any]
_MOST = {"digits": 4000}


def _everywhere(**values: Any) -> Change:
    """A setting for all hidden layers: those that set it themselves lose theirs."""

    def change(settings: Any) -> Any:
        if isinstance(settings, Experiment):
            own = dict.fromkeys(values)
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


def _other_optimizer(settings: Any) -> Any:
    other = "momentum" if settings.optimizer == "adam" else "adam"
    return settings.replace(optimizer=other, learning_rate=USUAL_RATE[other])


# name of the remedy -> what is tried for it, one after the other
CHANGES: dict[str, tuple[Change, ...]] = {
    "lower_rate": (_scaled("learning_rate", 0.1),),  # "ten times smaller" is what the sentence says
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
    "freeze": (lambda settings: settings.replace(strategy="frozen"),),
    "pretrained": (lambda settings: settings.replace(strategy="frozen"),),
}


def is_set(name: str, settings: Any) -> bool:
    """Whether a remedy is there already, in every hidden layer."""
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
    rate = settings.learning_rate / USUAL_RATE[settings.optimizer]
    return {
        "raise_rate": lambda: rate <= 1 / 3,  # "far below the usual one"
        "lower_rate": lambda: rate >= 3,
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


def did_better(kind: str, base: Run, twin: Run, said: Said) -> bool:
    """Whether the twin's figure, the one that this kind is about, is better by more than its noise."""
    if kind in _LAYER_FIGURES:
        return _layers_better(kind, base, twin, said)
    if twin.reason == "diverged" or not len(twin.loss):
        return False
    if base.reason == "diverged":
        return math.isfinite(twin.loss[twin.end - 1])
    return _CURVE_FIGURES.get(kind, _learns_better)(base, twin)


def _layers_better(kind: str, base: Run, twin: Run, said: Said) -> bool:
    """The figure of the layers at the same moment is clearly better, and the training loss at the end no worse."""
    now, then = base.moment(said.epoch), twin.moment(said.epoch)
    if now is None:
        return False
    if then is None:  # the twin ended earlier
        if twin.end == 0:
            return False
        then = twin.moments[max(twin.moments)]
    figure = _LAYER_FIGURES[kind]
    if not figure(now, said) - figure(then, said) >= _CLEARLY:
        return False
    if base.reason == "diverged" or twin.reason == "diverged":
        return twin.reason != "diverged"
    wobble = noise(base.loss, base.end) + noise(twin.loss, twin.end)
    return level(twin.loss, twin.end) <= level(base.loss, base.end) + max(2 * wobble, 0.02)


def _ratio(now: Moment, said: Said) -> float:
    first, last = now.gradients[0], now.gradients[-1]
    return abs(math.log10(first / last)) - 0.3 if first > 0 and last > 0 else math.inf


_CLEARLY = 0.1  # of a share, or of a power of ten

# kind -> a figure of the layers, better when lower by `_CLEARLY`
_LAYER_FIGURES: dict[str, Callable[[Moment, Said], float]] = {
    "alike": lambda now, said: float(not now.columns_differ.all()),
    "overflow": lambda now, said: float(not (now.finite_outputs.all() and now.finite_gradients.all())),
    "dead": lambda now, said: max((layer.constant for layer in now.layers), default=0.0),
    "vanishing": _ratio,
    "growing": lambda now, said: math.log10(max(layer.spread for layer in now.layers) + 1e-30),
    "exploding": lambda now, said: math.log10(float(now.gradients.max()) + 1e-30),
    "saturated": lambda now, said: max((layer.flat for layer in now.layers if layer.flat >= 0), default=0.0),
    "indistinct": lambda now, said: -math.log10(min(layer.between * layer.spread for layer in now.layers) + 1e-30),
}


def _loss_lower(base: Run, twin: Run) -> bool:
    wobble = noise(base.loss, base.end) + noise(twin.loss, twin.end)
    return level(twin.loss, twin.end) < level(base.loss, base.end) - wobble


def _learns_better(base: Run, twin: Run) -> bool:
    """On the training examples, dropout off, the accuracy at the end is higher by more than its noise, or the loss
    lower. With dropout on, less of it would seem better whatever it does to the network.
    """
    was, now = base.moment(base.end), twin.moment(twin.end)
    if was is None or now is None:
        return False
    wobble = noise(base.accuracy, base.end) + noise(twin.accuracy, twin.end)
    lower = now.loss < was.loss - noise(base.loss, base.end) - noise(twin.loss, twin.end)
    return now.accuracy > was.accuracy + max(wobble, 0.01) or lower


def _validation_loss_lower(base: Run, twin: Run) -> bool:
    """The validation loss of the weights that were kept is lower by more than its noise."""
    wobble = min(noise(base.val_loss, base.end), noise(twin.val_loss, twin.end))
    return _kept(twin) < _kept(base) - max(wobble, 0.01 * _kept(base))


def _generalizes_better(base: Run, twin: Run) -> bool:
    """The validation loss of the weights that were kept is lower, or the validation accuracy higher."""
    loss, accuracy = _kept(base), _kept_accuracy(base)
    wobble = max(noise(base.val_loss, base.end), 0.01 * loss)
    error = base.error(accuracy)
    return _kept(twin) < loss - wobble or _kept_accuracy(twin) > accuracy + error


def _gap_smaller(base: Run, twin: Run) -> bool:
    """The gap between training and validation is smaller, and the validation accuracy no worse; or that is better and
    the gap no larger.
    """
    gaps = [level(run.accuracy, run.end) - level(run.val_accuracy, run.end) for run in (base, twin)]
    error = base.error(level(base.val_accuracy, base.end))
    risen = _kept_accuracy(twin) - _kept_accuracy(base)
    return (gaps[1] < gaps[0] - error and risen > -error) or (gaps[1] <= gaps[0] and risen > error)


def _kept(run: Run) -> float:
    return float(run.val_loss[run.best_epoch - 1]) if run.best_epoch else level(run.val_loss, run.end, 3)


def _kept_accuracy(run: Run) -> float:
    return float(run.val_accuracy[run.best_epoch - 1]) if run.best_epoch else level(run.val_accuracy, run.end, 3)


_CURVE_FIGURES: dict[str, Callable[[Run, Run], bool]] = {
    "rate_too_high": _loss_lower,
    "rate_too_low": _loss_lower,
    "overfitting": _validation_loss_lower,
    "memorised": _generalizes_better,
    "improving": _validation_loss_lower,
    "lag": _generalizes_better,
    "gap": _gap_smaller,
}


def pass_better(kind: str, base: Any, twin: Any) -> bool:
    """Of passes: whether the figure of this kind is clearly better, and the gradient's way back no worse for it."""
    figures = [_pass_figure(kind, done) for done in (base, twin)]
    ways = [_way_back(done) for done in (base, twin)]
    return figures[0] - figures[1] >= 0.05 and ways[1] <= max(ways[0], 1.0)


def _way_back(done: Any) -> float:
    first, last = float(done.gradients[0]), float(done.gradients[-1])
    if not (first > 0 and last > 0 and math.isfinite(first) and math.isfinite(last)):
        return math.inf
    return abs(math.log10(first / last))


def _pass_figure(kind: str, done: Any) -> float:
    spreads = done.spreads
    if kind in ("gradients_vanish", "gradients_explode"):
        return _way_back(done)
    if kind == "overflow":
        return float(not (done.finite.all() and done.finite_gradients.all()))
    if kind in ("underflow", "alike"):
        return float(done.equal.any() or done.equal_gradients.any() or any(layer.alike for layer in done.layers))
    if kind == "dead":
        return max(layer.constant for layer in done.layers)
    if kind == "saturated":
        return max((layer.flat for layer in done.layers if layer.flat >= 0), default=0.0)
    if kind == "half":
        return -done.layers[-1].apart
    if kind == "indistinct":
        return -done.layers[-1].between
    if kind == "pairs":
        return float(done.network.batch_norm != "off" and done.examples == 2)
    if not (spreads > 0).all():
        return math.inf
    return abs(math.log10(spreads[-1] / spreads[0]))
