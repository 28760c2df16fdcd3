"""The passes of the page on weight initialization, looked at anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.truth.evidence import LayerFacts
from benchmarks.truth.observe import layer_facts
from models.initialization.dense_pass import backward_gradients, forward_layers
from models.initialization.fresh_network import FreshNetwork


@dataclass(frozen=True)
class Passed:
    """What a fresh network does to its inputs, and to a gradient on its way back.

    Attributes:
        layers: input side first.
        gradients: (depth,) standard deviation of the gradient at each layer's weighted sums.
        finite, finite_gradients, equal, equal_gradients: (depth,) whether a layer's values are all finite, all equal.
        means: (depth,) mean of what each layer hands on.
        examples: inputs that went through.
    """

    network: FreshNetwork
    layers: tuple[LayerFacts, ...]
    gradients: np.ndarray
    finite: np.ndarray
    finite_gradients: np.ndarray
    equal: np.ndarray
    equal_gradients: np.ndarray
    means: np.ndarray
    examples: int

    @property
    def spreads(self) -> np.ndarray:
        """(depth,) standard deviation of what each layer hands on."""
        return np.array([layer.spread for layer in self.layers])


def passed(network: FreshNetwork) -> Passed:
    """Send a batch through, and a gradient back."""
    with np.errstate(all="ignore"):
        layers = forward_layers(network)
        gradients = list(backward_gradients(network, layers))[::-1]
        outputs = [layer.outputs for layer in layers]
        return Passed(
            network,
            tuple(layer_facts(network.activation, layer.activated, layer.outputs) for layer in layers),
            np.array([float(np.std(gradient.astype(np.float64))) for gradient in gradients]),
            np.array([bool(np.isfinite(values).all()) for values in outputs]),
            np.array([bool(np.isfinite(values).all()) for values in gradients]),
            np.array([bool(values.min() == values.max()) for values in outputs]),
            np.array([bool(values.min() == values.max()) for values in gradients]),
            np.array([float(values.astype(np.float64).mean()) for values in outputs]),
            network.examples,
        )
