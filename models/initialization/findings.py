"""What a pass through a fresh network says. A detector returns a finding or ``None``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from models.finding import Finding, found, in_order
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import Propagation
from models.initialization.remedies import (
    dead_remedies,
    distinction_remedies,
    saturation_remedies,
    scale_remedies,
)
from models.network.measures import worst_layer
from models.runs.frames import Histograms

MOST_FINDINGS = 3
# Most important first.
KINDS = (
    "overflow",
    "underflow",
    "alike",
    "dead",
    "saturated",
    "activations_vanish",
    "activations_explode",
    "half",
    "gradients_vanish",
    "gradients_explode",
    "indistinct",
    "pairs",
    "batch_norm_repairs",
    "balanced",
    "state",
)
REPORTS = ("state",)

SATURATED = 0.5  # of a layer's values
DEAD = 0.3  # of a layer's units
FEWEST_EXAMPLES = 16  # of fewer, many units miss all by chance
VANISHES = 0.1  # last over first layer's spread of activations
EXPLODES = 10.0
GRADIENTS = 100.0  # factor between first and last layer's gradients, either way; a learning rate hardly serves both
INDISTINCT = 0.4  # spread over the inputs, of the whole spread of the last layer
HALF = 0.05  # all values of a sigmoid within so much of 0.5, or so small a spread around it

# A good start is one both ways, and tells inputs apart.
BALANCED = 3.0  # largest over smallest spread of activations; factor of the gradients either way
BALANCED_LEAST = 0.05
BALANCED_DISTINCT = 0.5
BALANCED_LOST = 0.2  # of the values saturated, or of the units dead

_PAIR_SUMS = 0.3  # spread of the weighted sums beside which batch norm's epsilon is small
_BIASED = 0.3  # of the spread of ReLU's activations


def propagation_findings(network: FreshNetwork, done: Propagation) -> list[Finding]:
    """At least one and at most three findings, most important first.

    Kinds and their values (layers count from 1; ``factor``: first layer's gradient spread over the last one's, 0 if
    none arrives, ``None`` where it is told by another finding or there is one layer only): "overflow" and "underflow"
    (what: "activations" or "gradients", layer); "alike" (layers: how many); "saturated" and "dead" (layer, share: of
    the worst layer; layers: how many are that bad; of: how many there are; factor; examples); "activations_vanish" and
    "activations_explode" (first, last: spread; layer: the last); "half" (layer, mean, spread); "gradients_vanish" and
    "gradients_explode" (factor; layer: the last); "indistinct" (layer, spread, inputs: spread over the inputs);
    "pairs", batch norm over two examples; "balanced" and "batch_norm_repairs" (low, high: spread of the activations;
    layer: the last; factor); "state" (first, last: spread; inputs; layer, factor), where nothing stands out.

    The remedies of a finding are those of `models.initialization.remedies`.
    """
    findings = in_order((detect(network, done) for detect in _DETECTORS), KINDS)
    return findings[:MOST_FINDINGS] or [_state(network, done)]


def gradient_factor(done: Propagation) -> float:
    """First layer's spread of gradients over the last one's; nan where either overflows or none leaves."""
    spread = _spread(done.gradients)
    with np.errstate(all="ignore"):
        factor = float(spread[0] / spread[-1])
    return factor if math.isfinite(factor) else math.nan


def _overflow(network: FreshNetwork, done: Propagation) -> Finding | None:
    return _first_of("overflow", scale_remedies(network, grows=True), done.overflow_layer, done.gradient_overflow_layer)


def _underflow(network: FreshNetwork, done: Propagation) -> Finding | None:
    if done.overflow_layer or done.gradient_overflow_layer:
        return None
    remedies = _against_bias(network, done) + scale_remedies(network, grows=False)
    return _first_of("underflow", remedies, done.underflow_layer, done.gradient_underflow_layer)


def _first_of(kind: str, remedies: tuple[str, ...], activations: int | None, gradients: int | None) -> Finding | None:
    if activations:
        return found(kind, remedies, what="activations", layer=activations)
    return found(kind, remedies, what="gradients", layer=gradients) if gradients else None


def _alike(network: FreshNetwork, done: Propagation) -> Finding | None:
    if network.initializer != "zeros":
        return None
    return found("alike", ("random_weights",), layers=int(done.alike.sum()))


def _dead(network: FreshNetwork, done: Propagation) -> Finding | None:
    """Only of ReLU: other units that answer the same to everything are saturated or rounded."""
    if network.activation != "relu" or network.initializer == "zeros" or done.underflow_layer:
        return None
    worst = worst_layer(done.dead, DEAD)
    if worst is None or done.examples < FEWEST_EXAMPLES or done.overflow_layer:
        return None
    scale = float(_spread(done.activations)[-1])
    is_biased = network.batch_norm != "before" and -network.bias > _BIASED * scale
    remedies = (("smaller_bias",) if is_biased else ()) + dead_remedies(network)
    return found("dead", remedies, **worst, examples=done.examples)


def _saturated(network: FreshNetwork, done: Propagation) -> Finding | None:
    """Only where both ends are flat: ReLU's relatives are meant to be flat on one side."""
    worst = worst_layer(done.saturated, SATURATED)
    if worst is None or network.activation not in ("sigmoid", "tanh"):
        return None
    remedies = _against_bias(network, done) + saturation_remedies(network)
    factor = None if network.depth < 2 or _gradients(network, done) else gradient_factor(done)
    return found("saturated", remedies, **worst, factor=_known(factor))


def _activations(network: FreshNetwork, done: Propagation) -> Finding | None:
    spread = _spread(done.activations)
    unclear = done.overflow_layer or done.underflow_layer or _half(network, done)
    if network.depth < 2 or network.initializer == "zeros" or unclear:
        return None
    first, last = float(spread[0]), float(spread[-1])
    if VANISHES * first <= last <= EXPLODES * first:
        return None
    vanishes = last < first
    remedies = _against_bias(network, done) + scale_remedies(network, grows=not vanishes)
    kind = "activations_vanish" if vanishes else "activations_explode"
    return found(kind, remedies, first=first, last=last, layer=network.depth)


def _gradients(network: FreshNetwork, done: Propagation) -> Finding | None:
    factor = gradient_factor(done)
    if network.depth < 2 or network.initializer == "zeros" or math.isnan(factor):
        return None
    if done.gradient_underflow_layer and not done.underflow_layer:  # told by `_underflow`
        return None
    if 1 / GRADIENTS <= factor <= GRADIENTS:
        return None
    vanishes = factor < 1
    remedies = _against_bias(network, done) + scale_remedies(network, grows=not vanishes)
    return found("gradients_vanish" if vanishes else "gradients_explode", remedies, factor=factor, layer=network.depth)


def _half(network: FreshNetwork, done: Propagation) -> Finding | None:
    """A sigmoid's values crowd around 0.5 and tell the inputs hardly apart."""
    mean, spread = float(done.activations.mean[-1]), float(_spread(done.activations)[-1])
    crowded = abs(mean - 0.5) < HALF and spread < HALF
    if (
        network.activation != "sigmoid"
        or network.batch_norm == "after"
        or network.initializer == "zeros"
        or not crowded
    ):
        return None
    return found("half", distinction_remedies(network), layer=network.depth, mean=mean, spread=spread)


def _indistinct(network: FreshNetwork, done: Propagation) -> Finding | None:
    """The signal is there, but it is the same for all inputs: the units differ, not the inputs."""
    unclear = done.overflow_layer or done.underflow_layer or _half(network, done)
    if network.initializer == "zeros" or unclear or done.examples < FEWEST_EXAMPLES or _saturated(network, done):
        return None
    spread, inputs = float(_spread(done.activations)[-1]), float(done.input_spread[-1])
    if not 0 < spread < math.inf or inputs >= INDISTINCT * spread:
        return None
    remedies = _against_bias(network, done) + distinction_remedies(network)
    return found("indistinct", remedies, layer=network.depth, spread=spread, inputs=inputs)


def _pairs(network: FreshNetwork, done: Propagation) -> Finding | None:
    """Batch norm over two examples leaves nothing but which of the two is larger."""
    if network.batch_norm == "off" or done.examples != 2 or network.initializer == "zeros" or done.overflow_layer:
        return None
    sums = min(network.kernel_deviation(index) * math.sqrt(inputs) for index, (inputs, _) in enumerate(network.shapes))
    return found("pairs", ("larger_batches",)) if sums > _PAIR_SUMS else None


def _balanced(network: FreshNetwork, done: Propagation) -> Finding | None:
    spread = _spread(done.activations)
    if network.depth < 2 or not np.isfinite(spread).all() or done.examples < FEWEST_EXAMPLES:
        return None
    low, high = float(spread.min()), float(spread.max())
    lost = np.nan_to_num(np.concatenate([done.saturated, done.dead]), nan=0.0).max()
    tells_apart = (done.input_spread >= BALANCED_DISTINCT * spread).all()
    if low < BALANCED_LEAST or high > BALANCED * low or lost > BALANCED_LOST or not tells_apart:
        return None
    factor = gradient_factor(done)
    values: dict[str, Any] = {"low": low, "high": high, "layer": network.depth}
    if network.batch_norm != "off":
        if done.gradient_overflow_layer or done.gradient_underflow_layer:
            return None
        return found("batch_norm_repairs", **values, factor=None if _gradients(network, done) else _known(factor))
    if not 1 / BALANCED <= factor <= BALANCED:  # what passes forwards only is no good start
        return None
    return found("balanced", **values, factor=factor)


def _state(network: FreshNetwork, done: Propagation) -> Finding:
    spread = _spread(done.activations)
    return found(
        "state",
        first=float(spread[0]),
        last=float(spread[-1]),
        inputs=float(done.input_spread[-1]),
        layer=network.depth,
        factor=_known(gradient_factor(done)) if network.depth > 1 else None,
    )


def _against_bias(network: FreshNetwork, done: Propagation) -> tuple[str, ...]:
    """The bias, where it is what moves the values: their mean is further from that without it than they spread."""
    if network.bias == 0 or network.batch_norm == "before":
        return ()
    middle = 0.5 if network.activation == "sigmoid" else 0.0
    mean, spread = done.activations.mean.astype(np.float64), _spread(done.activations)
    is_biased = network.batch_norm == "off" and np.abs(mean[-1] - middle) >= spread[-1]
    return ("smaller_bias",) if is_biased else ()


def _known(factor: float | None) -> float | None:
    return None if factor is None or math.isnan(factor) else factor


def _spread(histograms: Histograms) -> np.ndarray:
    return histograms.std.astype(np.float64)


_DETECTORS = (
    _overflow,
    _underflow,
    _alike,
    _dead,
    _saturated,
    _activations,
    _half,
    _gradients,
    _indistinct,
    _pairs,
    _balanced,
)
