"""Twins: the same run with what a sentence recommends, and whether that did better in what the sentence is about."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from benchmarks.truth.evidence import Moment, Run, Said, level, noise


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
