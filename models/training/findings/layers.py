"""What the histograms of one frame say about the layers. A detector returns a finding or ``None``."""

from __future__ import annotations

import numpy as np

from models.finding import Finding, found
from models.network.measures import worst_layer
from models.runs.frames import Frame, Histograms
from models.training.findings.beginnings import initial_deviations
from models.training.findings.moment import Moment
from models.training.findings.remedies import is_penalized

VANISHING = 0.01  # first kernel's gradient std over the last's; one rate cannot serve both beyond it
VANISHING_STILL = 0.02  # the same ratio, while the loss stands where it began
FADING = 0.03  # the same ratio; healthy ones lie above it
# Optimizers that divide each step by the gradient's own size: only a gradient that is nearly nothing holds them up.
ADAPTIVE = ("adagrad", "rmsprop", "adam")
NOTHING = 1e-6
EXPLODING = 10.0  # std of a gradient; healthy ones lie between 1e-4 and 1
DEAD = 0.5  # half of the layer is lost
SATURATED = 0.5  # half of the values lie where the activation is flat
INDISTINCT = 0.02  # std below which a layer answers nearly the same to everything
GROWS = 30.0  # last over first layer's std; training itself may bring it to some 10
GROWS_FROM = 1e-3  # a first layer's std below it is nothing that could grow
BALANCED = 3.0  # largest over smallest std of the hidden layers
BALANCED_LEAST = 0.05  # even, but close to INDISTINCT, is not good
COLLAPSED = 0.3  # std of a kernel over that before training, below which a penalty has pulled it down


def _exploding(moment: Moment) -> Finding | None:
    spread = _spread(moment.frame.gradients)
    if not spread.size or not np.isfinite(spread).all() or spread.max() <= EXPLODING or moment.learns_well:
        return None
    rate = ("lower_rate",) if moment.frame.step else ()
    remedies = moment.open("smaller_weights", "he", "glorot", "batch_norm", *rate)
    return found("exploding", remedies, layer=int(spread.argmax()) + 1, layers=spread.size, spread=float(spread.max()))


def _vanishing(moment: Moment) -> Finding | None:
    spread = _spread(moment.frame.gradients)
    if spread.size < 2 or not np.isfinite(spread).all() or spread[-1] <= 0:
        return None
    # What was said of the fresh network holds until its loss begins to fall.
    limit = VANISHING_STILL if moment.has_not_begun else VANISHING
    if spread[0] >= limit * spread[-1]:
        return None
    if moment.learns_well or (moment.experiment.optimizer in ADAPTIVE and spread[0] > NOTHING):
        return None
    collapsed = collapsed_layer(moment)
    pull = ("less_penalty",) if collapsed else ()
    return found(
        "vanishing",
        moment.open(*pull, "random_weights", "batch_norm", "relu", "he", "glorot", "tanh"),
        times=float(spread[-1] / spread[0]) if spread[0] > 0 else None,
        layer=spread.size,
        collapsed=collapsed,
    )


def fades(frame: Frame) -> bool:
    """Whether the gradient gets much smaller on its way back to the first layer."""
    spread = _spread(frame.gradients)
    return bool(spread.size > 1 and np.isfinite(spread).all() and spread[0] < FADING * spread[-1])


def collapsed_layer(moment: Moment) -> int | None:
    """The first hidden layer, counted from 1, whose weights an L1 or L2 penalty has pulled together."""
    if not moment.frame.step or not is_penalized(moment.experiment):
        return None
    first = initial_deviations(moment.experiment)
    now = _spread(moment.frame.weights)[: first.size]
    collapsed = now < COLLAPSED * first[: now.size]
    return int(collapsed.argmax()) + 1 if collapsed.any() else None


def _alike(moment: Moment) -> Finding | None:
    """Layers whose units are all equal and stay so: they get equal gradients.

    The last hidden layer's units get different ones from the output layer, whose weights are random; it stays as it
    is only where no gradient reaches it.
    """
    gradient, layers = _spread(moment.frame.gradients), moment.experiment.resolved_layers
    held = np.array(
        [
            alike and layer.units > 1 and not layer.dropout and (place < len(layers) or slope == 0)
            for place, (alike, layer, slope) in enumerate(
                zip(moment.frame.alike, layers, gradient, strict=False), start=1
            )
        ],
        bool,
    )
    if not held.any():
        return None
    nothing = bool((gradient[: held.size] == 0).all())
    places = np.flatnonzero(held) + 1
    collapsed = collapsed_layer(moment)
    return found(
        "alike",
        moment.open(*(("less_penalty",) if collapsed else ("random_weights", "he"))),
        first=int(places[0]),
        last=int(places[-1]),
        layers=len(layers),
        nothing=nothing,
        collapsed=collapsed,
    )


def _dead(moment: Moment) -> Finding | None:
    """Only of ReLU: other units that answer the same to everything are saturated or indistinct."""
    worst = worst_layer(_shares_of(moment, moment.frame.dead, ("relu",)), DEAD)
    if worst is None or moment.learns_well:
        return None
    collapsed = collapsed_layer(moment)
    rate = (moment.lower_rate,) if moment.frame.step and moment.times_usual >= 0.5 else ()
    named = [name for name in moment.brakes if name == "less_dropout" and moment.frame.step]
    others = ("random_weights", *named, "he", *rate, "batch_norm", "leaky_relu")
    remedies = ("less_penalty",) if collapsed else others
    return found("dead", moment.open(*remedies), **worst, collapsed=collapsed)


def _saturated(moment: Moment) -> Finding | None:
    """Only where both ends are flat: ReLU and its relatives are meant to be flat on one side."""
    worst = worst_layer(_shares_of(moment, moment.frame.saturated, ("sigmoid", "tanh")), SATURATED)
    if worst is None or moment.learns_well:  # a network that knows its answers is saturated too
        return None
    gradient = _spread(moment.frame.gradients)[:-1]
    enough = gradient.size > 1 and np.isfinite(gradient).all() and gradient[-1] > 0
    remedies = moment.open("smaller_weights", "glorot", "batch_norm", "relu")
    return found("saturated", remedies, **worst, ratio=float(gradient[0] / gradient[-1]) if enough else None)


def _shares_of(moment: Moment, shares: np.ndarray, activations: tuple[str, ...]) -> np.ndarray:
    """The layers' shares, nan where a layer has none of these activations."""
    meant = [layer.activation in activations for layer in moment.experiment.resolved_layers]
    values = np.asarray(shares, np.float64)[: len(meant)]
    return np.where(meant[: values.size], values, np.nan)


def _indistinct(moment: Moment) -> Finding | None:
    spread = _hidden_spread(moment.frame)
    if not spread.size or not np.isfinite(spread).all() or spread[-1] >= INDISTINCT or moment.learns_something:
        return None
    collapsed = collapsed_layer(moment)
    remedies = ("less_penalty",) if collapsed else ("random_weights", "larger_weights", "he", "glorot", "batch_norm")
    return found(
        "indistinct",
        moment.open(*remedies),
        first=float(spread[0]),
        last=float(spread[-1]),
        layer=spread.size,
        collapsed=collapsed,
    )


def _growing(moment: Moment) -> Finding | None:
    spread = _hidden_spread(moment.frame)
    if spread.size < 2 or not np.isfinite(spread).all() or moment.learns_well:
        return None
    if spread[0] < GROWS_FROM or spread[-1] <= GROWS * spread[0]:
        return None
    remedies = moment.open("smaller_weights", "he", "glorot", "batch_norm")
    return found("growing", remedies, first=float(spread[0]), last=float(spread[-1]), layer=spread.size)


def _balanced(moment: Moment) -> Finding | None:
    spread = _hidden_spread(moment.frame)
    if spread.size < 2 or not np.isfinite(spread).all() or fades(moment.frame):
        return None
    low, high = float(spread.min()), float(spread.max())
    if low < BALANCED_LEAST or high > BALANCED * low:
        return None
    normalised = any(layer.batch_norm != "off" for layer in moment.experiment.resolved_layers)
    return found("batch_norm" if normalised else "balanced", low=low, high=high)


def _spread(histograms: Histograms) -> np.ndarray:
    return np.asarray(histograms.std, np.float64)


def _hidden_spread(frame: Frame) -> np.ndarray:
    return _spread(frame.activations)[:-1]  # the last row is the softmax


LAYER_DETECTORS = (_exploding, _vanishing, _alike, _dead, _saturated, _indistinct, _growing, _balanced)
