"""What a fresh network does to its inputs, and to a gradient on its way back: quick enough to follow a slider."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from models.initialization.dense_pass import DenseLayer, backward_gradients, forward_layers
from models.initialization.fresh_network import FreshNetwork
from models.network.batch_norm import EPSILON
from models.network.histograms import ACTIVATION_BOUNDS, dead_share, histograms, saturated_share
from models.runs.frames import Histograms

EXAMPLES_SHOWN = 8
_SAMPLED = 20_000  # values a histogram is made of: each bin's share is within half a percent
_SAMPLED_IN_ALL = 500_000  # of many layers, whose histograms are rows of a map, fewer each
_MOST_COMPARED = 128  # examples over which a unit's outputs are compared


@dataclass(frozen=True)
class Propagation:
    """What a fresh network does to its inputs, and to a gradient on its way back.

    Attributes:
        activations: of what each layer hands on.
        gradients: of the gradient at each layer's weighted sums, bias included.
        input_spread: (depth,) standard deviation of a unit's output over the examples, root mean square over the
            units. The spread of ``activations`` holds the differences between units too, which tell no example from
            another.
        dead: (depth,) share of ReLU units that give 0 for every example; of other units that give the same output.
        saturated: (depth,) share of the values where the activation's slope is below 5 % of its largest; nan
            for activations without a plateau.
        examples: how many inputs went through.
        overflow_layer, gradient_overflow_layer: the first layer, counted from 1, where values are not finite;
            ``None`` where all are. For gradients the first on their way back, so the one with the highest number.
        underflow_layer, gradient_underflow_layer: the first layer whose activations float32 no longer tells apart, or
            whose gradients it has rounded to 0; ``None`` too where another reason makes them equal: zeros as
            weights, or ReLU's dead units, behind which sums are exactly 0.
        alike: (depth,) bool, whether all units of the layer give the same.
    """

    activations: Histograms
    gradients: Histograms
    input_spread: np.ndarray
    dead: np.ndarray
    saturated: np.ndarray
    examples: int
    overflow_layer: int | None
    underflow_layer: int | None
    gradient_overflow_layer: int | None
    gradient_underflow_layer: int | None
    alike: np.ndarray


@dataclass(frozen=True)
class BatchNormExample:
    """One unit's batch norm on one mini-batch, step by step.

    Attributes:
        values: (at most 8,) what goes in for the first examples: weighted sums, or activations for "after".
        mean, variance: over the whole mini-batch of ``examples``.
        normalised: (as ``values``) (value - mean) / sqrt(variance + epsilon).
        outputs: (as ``values``) gamma * normalised + beta.
    """

    values: np.ndarray
    mean: float
    variance: float
    normalised: np.ndarray
    outputs: np.ndarray
    examples: int
    epsilon: float = EPSILON


def propagate(network: FreshNetwork) -> Propagation:
    """Send a batch forward, and a random gradient back.

    There is no output layer and no labels: a gradient drawn from N(0, 1) arrives at the outputs of the last layer, as
    if the loss were the sum of the outputs times that noise.
    """
    with np.errstate(all="ignore"):
        layers = forward_layers(network)
        outputs = [_look(layer.outputs, network.depth) for layer in layers]
        # One by one: all of them together would take as much memory as the layers' outputs.
        gradients = [_look(values, network.depth) for values in backward_gradients(network, layers)][::-1]
        dead = np.array([_dead(network, layer) for layer in layers], np.float32)
        layers_in = range(network.depth)
        underflow_layer = _rounded_layer(network, layers, outputs, layers_in)
        is_way_back_dead = network.activation == "relu" and underflow_layer is None and (dead == 1).any()
        bounds = None if network.batch_norm == "after" else ACTIVATION_BOUNDS.get(network.activation)
        return Propagation(
            activations=histograms([seen.sample for seen in outputs], [bounds] * network.depth),
            gradients=histograms([seen.sample for seen in gradients]),
            input_spread=np.array([_spread_over_examples(layer.outputs) for layer in layers]),
            dead=dead,
            saturated=np.array([_saturated(network, layer) for layer in layers], np.float32),
            examples=network.examples,
            overflow_layer=_first(layers_in, lambda i: not outputs[i].is_finite),
            underflow_layer=underflow_layer,
            gradient_overflow_layer=_first(layers_in[::-1], lambda i: not gradients[i].is_finite),
            gradient_underflow_layer=None
            if is_way_back_dead
            else _rounded_layer(network, layers, gradients, layers_in[::-1]),
            alike=np.array([_is_alike(layer.outputs) for layer in layers]),
        )


def batch_norm_example(
    network: FreshNetwork, layer: int, unit: int, gamma: float = 1.0, beta: float = 0.0
) -> BatchNormExample:
    """The numbers of one unit's batch norm on the batch that `propagate` sends through.

    Args:
        network: with batch norm "off", what batch norm "before" would do to the layer's weighted sums.
        layer: 1 to ``depth``. unit: 1 to ``width``.
        gamma, beta: the scale and the shift, which training would learn.
    """
    with np.errstate(all="ignore"):
        last = forward_layers(network, layer)[-1]
        after = network.batch_norm == "after"
        column = (last.activated if after else last.weighted_sum)[:, unit - 1].astype(np.float64)
        mean, variance = float(column.mean()), float(column.var())
        values = column[:EXAMPLES_SHOWN]
        normalised = (values - mean) / np.sqrt(variance + EPSILON)
        return BatchNormExample(values, mean, variance, normalised, gamma * normalised + beta, len(column))


@dataclass(frozen=True)
class _Seen:
    """What is kept of a layer's values, or of the gradient there.

    Attributes:
        sample: see `_sampled`. is_finite: all of them are. is_equal: all of them are the same.
    """

    sample: np.ndarray
    is_finite: bool
    is_equal: bool


def _look(values: np.ndarray, layers: int) -> _Seen:
    low, high = values.min(), values.max()  # both are nan if any value is
    return _Seen(_sampled(values, layers).copy(), bool(np.isfinite(low) and np.isfinite(high)), bool(low == high))


def _sampled(values: np.ndarray, layers: int) -> np.ndarray:
    """A sample of the values, of all units and of examples spread over the batch."""
    stride = -(-values.size // min(_SAMPLED, _SAMPLED_IN_ALL // layers))
    while stride > 1 and values.shape[1] % stride == 0:  # else only some of the units would be seen
        stride += 1
    return values.ravel()[::stride]


def _spread_over_examples(outputs: np.ndarray) -> float:
    compared = outputs[:_MOST_COMPARED].astype(np.float64)  # squares of small float32 values would be 0
    return float(np.sqrt(compared.var(axis=0, ddof=1).mean()))


def _dead(network: FreshNetwork, layer: DenseLayer) -> float:
    if network.activation == "relu":
        return float(np.mean(~(layer.activated.max(axis=0) > 0)))
    return dead_share(layer.outputs)


def _saturated(network: FreshNetwork, layer: DenseLayer) -> float:
    return saturated_share(network.activation, _sampled(layer.activated, network.depth))


def _first(layers: Iterable[int], holds: Callable[[int], bool]) -> int | None:
    """The first of the layers for which something holds, counted from 1."""
    return next((index + 1 for index in layers if holds(index)), None)


def _rounded_layer(network: FreshNetwork, layers: list[DenseLayer], values: list[_Seen], way: range) -> int | None:
    """The first layer on the way whose values are all equal, if that is because float32 cannot tell them apart."""
    equal = _first(way, lambda i: values[i].is_equal)
    if equal is None or network.initializer == "zeros":
        return None
    sums = layers[equal - 1].pre_activation
    is_dead = network.activation == "relu" and sums.max() <= 0 and sums.min() < 0
    return None if is_dead else equal


def _is_alike(values: np.ndarray) -> bool:
    return bool((values[0] == values[0, 0]).all() and (values == values[:, :1]).all())
