"""The forward and the backward pass through a fresh network, in float32.

All layers are dense and equally wide, and fifty of them must follow a slider: so weights are drawn once and kept, the
products are scaled and not the weights, and denormal numbers are cut off. `models.network.forward` does the same for
any network of the training lab, convolutions and softmax included, a few examples at a time; a test holds the two
against each other.

Gradients at the weighted sums are those of Glorot and Bengio 2010, "Understanding the difficulty of training deep
feedforward neural networks", equation 2, https://proceedings.mlr.press/v9/glorot10a.html, with one from N(0, 1) at the
top in place of a loss's; batch norm as in `models.network.forward`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.datasets import load
from models.initialization.draws import MOST_BYTES, kept_draw
from models.initialization.fresh_network import FEATURES, LARGEST_BATCH, FreshNetwork
from models.network.activations import ACTIVATION_FUNCTIONS
from models.network.batch_norm import Moments, normalise, normalise_gradient
from models.network.initializers import INITIALIZER_FUNCTIONS

_INPUT_STREAM, _NOISE_STREAM = 1000, 1001  # layers draw from the streams 0 to 49

_MOST_KERNEL_BYTES = MOST_BYTES * 4 // 5  # the rest is for the inputs, the gradient and the first layer
_SMALL = 1e-30  # arrays below it may hold denormal numbers, which take a processor a hundred times as long
_SMALLEST = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True)
class DenseLayer:
    """What a layer computed, (examples, units) each, and what its backward pass needs.

    Attributes:
        weighted_sum: with the bias. pre_activation: the activation's input, behind batch norm "before".
        activated: the activation's output. outputs: ``activated`` behind batch norm "after".
        moments: of the batch norm; ``None`` without one.
    """

    weighted_sum: np.ndarray
    pre_activation: np.ndarray
    activated: np.ndarray
    outputs: np.ndarray
    moments: Moments | None


def network_inputs(network: FreshNetwork) -> np.ndarray:
    """The batch, (examples, features) float32; a smaller batch holds the first examples of a larger one."""
    if network.inputs == "digits":
        order = np.random.default_rng([network.seed, _INPUT_STREAM]).permutation(len(digits()))
        return digits()[order[: network.examples]]
    return _noise(network, _INPUT_STREAM, FEATURES["normal"])


@lru_cache(maxsize=1)
def digits() -> np.ndarray:
    """The built-in digits to learn from, (4000, 784) float32 in 0..1."""
    pictures = load("digits").x_train
    pixels = pictures.reshape(len(pictures), -1) / np.float32(255)
    pixels.flags.writeable = False
    return pixels


def forward_layers(network: FreshNetwork, depth: int | None = None) -> list[DenseLayer]:
    """The forward pass through all layers, or the first ``depth``."""
    layers: list[DenseLayer] = []
    x = network_inputs(network)
    for index in range(depth or network.depth):
        layers.append(_layer_forward(network, index, x))
        x = layers[-1].outputs
    return layers


def backward_gradients(network: FreshNetwork, layers: Sequence[DenseLayer]) -> Iterator[np.ndarray]:
    """The gradient at each layer's weighted sums, (examples, units), the last layer's first; see `propagate`."""
    _, slope = ACTIVATION_FUNCTIONS[network.activation]
    arriving = arriving_gradient(network)
    for index in reversed(range(network.depth)):
        layer = layers[index]
        if network.batch_norm == "after" and layer.moments:
            arriving = normalise_gradient(layer.outputs, layer.moments, arriving)
        gradient = arriving * slope(layer.pre_activation, layer.activated)
        if network.batch_norm == "before" and layer.moments:
            gradient = normalise_gradient(layer.pre_activation, layer.moments, gradient)
        gradient = _without_denormals(gradient)
        yield gradient
        if index:  # nobody needs the gradient of the inputs
            arriving = _weigh_back(network, index, gradient)


def arriving_gradient(network: FreshNetwork) -> np.ndarray:
    """What arrives at the last layer's outputs, (examples, units) from N(0, 1)."""
    return _noise(network, _NOISE_STREAM, network.width)


def kernel(network: FreshNetwork, index: int) -> np.ndarray:
    """The weights of this layer, counted from 0: (inputs, units) float32."""
    drawn = _drawn_kernel(network, index)
    order = _input_order(network, index)
    weights = np.empty_like(drawn)
    weights[slice(None) if order is None else order] = drawn * _scale(network, index)
    return weights


def _noise(network: FreshNetwork, stream: int, columns: int) -> np.ndarray:
    shape = (LARGEST_BATCH, columns)  # of a smaller batch the first rows, so that its slider draws nothing anew
    return kept_draw(INITIALIZER_FUNCTIONS["normal"].draw, network.seed, stream, shape)[: network.examples]


def _drawn_kernel(network: FreshNetwork, index: int) -> np.ndarray:
    """The layer's weights before scaling, with the rows in `_input_order`."""
    draw, shape = INITIALIZER_FUNCTIONS[network.initializer].draw, network.shapes[index]
    return kept_draw(draw, network.seed, _kernel_stream(network, index), shape)


def _kernel_stream(network: FreshNetwork, index: int) -> int:
    """Each layer has a stream of its own, as far as the weights can all be kept; deeper ones use those again."""
    apart = _MOST_KERNEL_BYTES // (4 * network.width**2)
    return index if index <= apart else 1 + (index - 1) % apart


def _input_order(network: FreshNetwork, index: int) -> np.ndarray | None:
    """A random order of its inputs makes new weights of those that an earlier layer has already; else ``None``."""
    if _kernel_stream(network, index) == index:
        return None
    return np.random.default_rng([network.seed, index]).permutation(network.width)


def _scale(network: FreshNetwork, index: int) -> np.float32:
    return np.float32(INITIALIZER_FUNCTIONS[network.initializer].scale(network.shapes[index], network.init_std))


def _weigh(network: FreshNetwork, index: int, x: np.ndarray) -> np.ndarray:
    """The weighted sums without the bias."""
    order = _input_order(network, index)
    z = (x if order is None else x[:, order]) @ _drawn_kernel(network, index)
    z *= _scale(network, index)  # afterwards: no copy of the weights, and no denormal products of small weights
    return z


def _weigh_back(network: FreshNetwork, index: int, gradient: np.ndarray) -> np.ndarray:
    """The gradient at the layer's inputs from that at its weighted sums."""
    ordered = gradient @ _drawn_kernel(network, index).T
    ordered *= _scale(network, index)
    order = _input_order(network, index)
    if order is None:
        return ordered
    arriving = np.empty_like(ordered)
    arriving[:, order] = ordered
    return arriving


def _layer_forward(network: FreshNetwork, index: int, x: np.ndarray) -> DenseLayer:
    z = _weigh(network, index, x)
    if network.bias:
        z += np.float32(network.bias)
    z = _without_denormals(z)
    function, _ = ACTIVATION_FUNCTIONS[network.activation]
    pre_activation, moments = normalise(z) if network.batch_norm == "before" else (z, None)
    activated = function(pre_activation)
    outputs, moments = normalise(activated) if network.batch_norm == "after" else (activated, moments)
    return DenseLayer(z, pre_activation, activated, outputs, moments)


def _without_denormals(values: np.ndarray) -> np.ndarray:
    if max(values.max(), -values.min()) < _SMALL:
        values[np.abs(values) < _SMALLEST] = 0
    return values
