"""What a pass through a fresh network says. A detector returns a finding or ``None``."""

from __future__ import annotations

import math

import numpy as np

from models.findings.finding import Finding
from models.frames import Histograms
from models.fresh_network import FreshNetwork
from models.propagation import Propagation

MOST_FINDINGS = 3
WEIGHTS = {
    "overflow": 100.0,
    "underflow": 95.0,
    "alike": 90.0,
    "dead": 80.0,
    "saturated": 78.0,
    "activations_vanish": 76.0,
    "activations_explode": 75.0,
    "half": 74.0,
    "gradients_vanish": 72.0,
    "gradients_explode": 70.0,
    "batch_norm_repairs": 40.0,
    "balanced": 30.0,
    "state": 10.0,
}

SHARE = 0.5  # of a layer's values saturated, or of its units dead
VANISHES = 0.1  # last over first layer's spread of activations
EXPLODES = 10.0
GRADIENTS = 100.0  # factor between first and last layer's gradients, either way; a learning rate cannot serve both
BALANCED = 3.0  # largest over smallest spread
BALANCED_LEAST = 0.05
HALF = 0.05  # all values of a sigmoid within so much of 0.5, or so small a spread around it


def propagation_findings(network: FreshNetwork, done: Propagation) -> list[Finding]:
    """At least one and at most three findings, most important first.

    Kinds and their values (layers count from 1): "overflow" and "underflow" (what: "activations" or "gradients",
    layer); "alike" (layers: how many); "saturated" and "dead" (layer, share: of the worst layer; layers: how many are
    that bad); "activations_vanish" and "activations_explode" (first, last: spread; layer: the last); "half" (layer,
    mean, spread); "gradients_vanish" and "gradients_explode" (exponent of ten of the first layer's gradients over the
    last one's, ``None`` if none arrive; layer: the last); "balanced" (low, high: spread of the activations);
    "batch_norm_repairs" (low, high; initializer); "state" (layer, spread), where nothing stands out.
    """
    findings = [finding for detect in _DETECTORS if (finding := detect(network, done))]
    findings.sort(key=lambda finding: -finding.weight)
    return findings[:MOST_FINDINGS] or [
        _found("state", layer=network.depth, spread=float(_spread(done.activations)[-1]))
    ]


def _found(kind: str, **values: object) -> Finding:
    return Finding(kind, values, WEIGHTS[kind])


def _overflow(network: FreshNetwork, done: Propagation) -> Finding | None:
    return _first_of("overflow", done.overflow_layer, done.gradient_overflow_layer)


def _underflow(network: FreshNetwork, done: Propagation) -> Finding | None:
    if done.overflow_layer or done.gradient_overflow_layer:
        return None
    return _first_of("underflow", done.underflow_layer, done.gradient_underflow_layer)


def _first_of(kind: str, activations: int | None, gradients: int | None) -> Finding | None:
    if activations:
        return _found(kind, what="activations", layer=activations)
    return _found(kind, what="gradients", layer=gradients) if gradients else None


def _alike(network: FreshNetwork, done: Propagation) -> Finding | None:
    if network.initializer != "zeros":
        return None
    return _found("alike", layers=int(done.alike.sum()))


def _dead(network: FreshNetwork, done: Propagation) -> Finding | None:
    """Only of ReLU: other units that answer the same to everything are saturated or rounded."""
    if network.activation != "relu" or network.initializer == "zeros" or done.underflow_layer:
        return None
    return _worst_layer("dead", done.dead)


def _saturated(network: FreshNetwork, done: Propagation) -> Finding | None:
    """Only where both ends are flat: ReLU's relatives are meant to be flat on one side."""
    return _worst_layer("saturated", done.saturated) if network.activation in ("sigmoid", "tanh") else None


def _worst_layer(kind: str, shares: np.ndarray) -> Finding | None:
    shares = np.nan_to_num(shares.astype(np.float64), nan=0.0)
    if shares.max() < SHARE:
        return None
    return _found(kind, layer=int(shares.argmax()) + 1, share=float(shares.max()), layers=int((shares >= SHARE).sum()))


def _activations(network: FreshNetwork, done: Propagation) -> Finding | None:
    spread = _spread(done.activations)
    unclear = done.overflow_layer or done.underflow_layer or _half(network, done)
    if network.depth < 2 or network.initializer == "zeros" or unclear:
        return None
    first, last = float(spread[0]), float(spread[-1])
    if VANISHES * first <= last <= EXPLODES * first:
        return None
    kind = "activations_vanish" if last < first else "activations_explode"
    return _found(kind, first=first, last=last, layer=network.depth)


def _gradients(network: FreshNetwork, done: Propagation) -> Finding | None:
    spread = _spread(done.gradients)
    if network.depth < 2 or network.initializer == "zeros" or not np.isfinite(spread).all() or spread[-1] == 0:
        return None
    if done.gradient_underflow_layer and not done.underflow_layer:  # told by `_underflow`
        return None
    ratio = float(spread[0] / spread[-1])
    if 1 / GRADIENTS <= ratio <= GRADIENTS:
        return None
    exponent = round(math.log10(ratio)) if ratio > 0 else None
    return _found("gradients_vanish" if ratio < 1 else "gradients_explode", exponent=exponent, layer=network.depth)


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
    return _found("half", layer=network.depth, mean=mean, spread=spread)


def _balanced(network: FreshNetwork, done: Propagation) -> Finding | None:
    spread = _spread(done.activations)
    if network.depth < 2 or not np.isfinite(spread).all():
        return None
    low, high = float(spread.min()), float(spread.max())
    if low < BALANCED_LEAST or high > BALANCED * low or _worst_layer("saturated", done.saturated):
        return None
    if network.batch_norm != "off":
        return _found("batch_norm_repairs", low=low, high=high, initializer=network.initializer)
    if any(detect(network, done) for detect in (_overflow, _underflow, _dead, _gradients)):
        return None  # what passes forwards only is no good start
    return _found("balanced", low=low, high=high)


def _spread(histograms: Histograms) -> np.ndarray:
    return histograms.spread.astype(np.float64)


_DETECTORS = (_overflow, _underflow, _alike, _dead, _saturated, _activations, _gradients, _half, _balanced)
