"""What the histograms of one frame say about the layers. A detector returns a finding or ``None``."""

from __future__ import annotations

import math

import numpy as np

from models.experiment import Experiment
from models.findings.finding import Finding, found
from models.frames import Frame, Histograms

VANISHING = 1e-3  # first kernel's gradient spread over the last's; one rate cannot serve both beyond it
FADING = 0.03  # the same ratio; healthy ones lie above it
EXPLODING = 10.0  # spread of a gradient; healthy ones lie between 1e-4 and 1
DEAD = 0.5  # half of the layer is lost
SATURATED = 0.5  # half of the values hardly pass a gradient on
INDISTINCT = 0.02  # spread below which a layer answers nearly the same to everything
SHRINKS = 0.1  # last over first layer's spread
GROWS = 30.0  # the same ratio; training itself may bring it to some 10
BALANCED = 3.0  # largest over smallest spread of the hidden layers
BALANCED_LEAST = 0.05  # even, but close to INDISTINCT, is not good


def _overflow(experiment: Experiment, frame: Frame) -> Finding | None:
    for what, histograms in (("activations", frame.activations), ("gradients", frame.gradients)):
        bad = np.flatnonzero(~np.isfinite(_spread(histograms)))
        if bad.size:
            return found("overflow", what=what, layer=int(bad[0]) + 1)
    return None


def _exploding(experiment: Experiment, frame: Frame) -> Finding | None:
    spread = _spread(frame.gradients)
    if not spread.size or not np.isfinite(spread).all() or spread.max() <= EXPLODING:
        return None
    return found("exploding", layer=int(spread.argmax()) + 1, layers=spread.size, spread=float(spread.max()))


def _vanishing(experiment: Experiment, frame: Frame) -> Finding | None:
    spread = _spread(frame.gradients)
    if spread.size < 2 or not np.isfinite(spread).all() or spread[-1] <= 0 or spread[0] >= VANISHING * spread[-1]:
        return None
    ratio = float(spread[0] / spread[-1])
    exponent = round(math.log10(ratio)) if ratio > 0 else None
    initializer = experiment.resolved_layers[0].initializer or ""
    scaled = initializer.startswith(("he", "glorot", "lecun"))
    return found("vanishing", exponent=exponent, layer=spread.size, scaled=scaled)


def fades(frame: Frame) -> bool:
    """Whether the gradient gets much smaller on its way back to the first layer."""
    spread = _spread(frame.gradients)
    return bool(spread.size > 1 and np.isfinite(spread).all() and spread[0] < FADING * spread[-1])


def _alike(experiment: Experiment, frame: Frame) -> Finding | None:
    """Zeros: the units of a layer get equal gradients, so they stay equal; dropout tells them apart."""
    layers = experiment.resolved_layers
    spread = _spread(frame.weights)[: len(layers)]
    constant = [i for i, layer in enumerate(layers[: spread.size]) if layer.units > 1 and spread[i] == 0]
    all_zeros = len(layers) > 1 and all(layer.initializer == "zeros" and not layer.dropout for layer in layers)
    if not constant and not all_zeros:
        return None
    return found("alike", layer=constant[0] + 1 if constant else 1, zeros=all_zeros)


def _dead(experiment: Experiment, frame: Frame) -> Finding | None:
    """Only of ReLU: other units that answer the same to everything are saturated or indistinct."""
    return _worst_layer("dead", _shares_of(experiment, frame.dead, ("relu",)), DEAD)


def _saturated(experiment: Experiment, frame: Frame) -> Finding | None:
    """Only where both ends are flat: ReLU and its relatives are meant to be flat on one side."""
    return _worst_layer("saturated", _shares_of(experiment, frame.saturated, ("sigmoid", "tanh")), SATURATED)


def _shares_of(experiment: Experiment, shares: np.ndarray, activations: tuple[str, ...]) -> np.ndarray:
    """The layers' shares, nan where a layer has none of these activations."""
    meant = [layer.activation in activations for layer in experiment.resolved_layers]
    values = np.asarray(shares, np.float64)[: len(meant)]
    return np.where(meant[: values.size], values, np.nan)


def _worst_layer(kind: str, share: np.ndarray, least: float) -> Finding | None:
    share = np.where(np.isfinite(share), share, -1.0)
    if not share.size or share.max() < least:
        return None
    return found(kind, layer=int(share.argmax()) + 1, share=float(share.max()), layers=int((share >= least).sum()))


def _indistinct(experiment: Experiment, frame: Frame) -> Finding | None:
    spread = _hidden_spread(frame)
    if not spread.size or not np.isfinite(spread).all():
        return None
    shrinks = bool(spread[-1] < SHRINKS * spread[0])
    if spread[-1] >= INDISTINCT and not shrinks:
        return None
    return found("indistinct", shrinks=shrinks, first=float(spread[0]), last=float(spread[-1]), layer=spread.size)


def _growing(experiment: Experiment, frame: Frame) -> Finding | None:
    spread = _hidden_spread(frame)
    if spread.size < 2 or not np.isfinite(spread).all() or spread[-1] <= GROWS * spread[0]:
        return None
    return found("growing", first=float(spread[0]), last=float(spread[-1]), layer=spread.size)


def _balanced(experiment: Experiment, frame: Frame) -> Finding | None:
    spread = _hidden_spread(frame)
    if spread.size < 2 or not np.isfinite(spread).all() or fades(frame):
        return None
    low, high = float(spread.min()), float(spread.max())
    if low < BALANCED_LEAST or high > BALANCED * low:
        return None
    normalised = any(layer.batch_norm != "off" for layer in experiment.resolved_layers)
    initializer = experiment.initializer if frame.step == 0 else None
    return found("batch_norm" if normalised else "balanced", low=low, high=high, initializer=initializer)


def _spread(histograms: Histograms) -> np.ndarray:
    return np.asarray(histograms.spread, np.float64)


def _hidden_spread(frame: Frame) -> np.ndarray:
    return _spread(frame.activations)[:-1]  # the last row is the softmax


LAYER_DETECTORS = (_overflow, _exploding, _vanishing, _alike, _dead, _saturated, _indistinct, _growing, _balanced)
