"""Auxiliary heads: what of the loss reaches each layer of a deep network with and without them, in NumPy.

Szegedy et al. 2015, "Going deeper with convolutions", section 5, https://arxiv.org/abs/1409.4842: two more classifiers
in the middle of the network, whose losses count 0.3 each while it learns; they are taken off after that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from models.architectures.block_kinds import WIDTH
from models.architectures.depth import CLASSES, INPUTS
from models.architectures.fresh_blocks import first_digits, loss_by_logits
from models.network.activations import ACTIVATION_FUNCTIONS
from models.network.initializers import INITIALIZER_FUNCTIONS
from models.settings import Settings, setting

FEWEST_LAYERS, MOST_LAYERS = 4, 40
_HEADS = 3  # the two auxiliary ones, and the last
_KEPT = 8


@dataclass(frozen=True)
class AuxiliaryHeads(Settings):
    """A network of Dense layers of `WIDTH` units before any training, with a softmax at its end and two on the way.

    Attributes:
        depth: Dense layers, those of the heads left out.
        auxiliary: whether the network with the two heads is shown, beside the one without.
        head_weight: what the loss of each auxiliary head is multiplied by.
        activation: of the Dense layers.
        weights_seed: of the weights, and of the digits.

    Raises:
        SettingError: a field has a value that is not allowed.
    """

    depth: int = setting(20, FEWEST_LAYERS, MOST_LAYERS, step=2)
    auxiliary: bool = setting(True)
    head_weight: float = setting(0.3, 0.0, 1.0)
    activation: str = setting("sigmoid", choices=("sigmoid", "tanh", "relu"))
    weights_seed: int = setting(1, 0, 9999)

    @property
    def places(self) -> tuple[int, int]:
        """Behind which Dense layers, counted from 1, the auxiliary heads stand: after one and two thirds of the way."""
        return round(self.depth / 3), round(2 * self.depth / 3)

    @property
    def initializer(self) -> str:
        """How all weights are drawn: what Glorot and Bengio 2010 and He et al. 2015 found for such units."""
        return "he_normal" if self.activation == "relu" else "glorot_normal"

    @property
    def parameters(self) -> int:
        """Weights and biases without the auxiliary heads."""
        return (INPUTS + 1) * WIDTH + (self.depth - 1) * (WIDTH + 1) * WIDTH + self.parameters_of_heads // 2

    @property
    def parameters_of_heads(self) -> int:
        """Weights and biases of the two auxiliary heads."""
        return 2 * (WIDTH + 1) * CLASSES


@dataclass(frozen=True)
class HeadGradients:
    """The gradient of each example's own loss by what each layer hands on, root mean square over examples and units.

    Attributes:
        alone: (layers,) float64, of the last head's loss, first layer first.
        together: (layers,) float64, of that loss and the weighted losses of the auxiliary heads.
    """

    alone: np.ndarray
    together: np.ndarray

    @property
    def share_alone(self) -> float:
        """The gradient at layer 1, in terms of that behind the last layer, where no auxiliary head adds to it."""
        return float(self.alone[0] / self.alone[-1])

    @property
    def share_together(self) -> float:
        """As `share_alone`, with the auxiliary heads."""
        return float(self.together[0] / self.together[-1])

    @property
    def factor(self) -> float:
        """How many times as large the auxiliary heads make the gradient at layer 1."""
        return float(self.together[0] / self.alone[0])


class HeadWeights(NamedTuple):
    """All weights, float32; biases are 0 before training.

    Attributes:
        first: (INPUTS, WIDTH).
        others: (MOST_LAYERS - 1, WIDTH, WIDTH), of the layers behind it, as many as the deepest network has.
        heads: (3, WIDTH, CLASSES), of the auxiliary heads, first to second, and of the last.
    """

    first: np.ndarray
    others: np.ndarray
    heads: np.ndarray


def head_gradients(settings: AuxiliaryHeads) -> HeadGradients:
    """What becomes of the first digits that the network would learn from."""
    x, y = first_digits(settings.weights_seed)
    weights = initial_weights(settings.weights_seed, settings.initializer)
    kernels = [weights.first, *weights.others[: settings.depth - 1]]
    outputs, slopes = _forward(x, kernels, settings.activation)

    def by_output(place: int, head: np.ndarray) -> np.ndarray:
        """The derivatives of a head's loss by what the layer in front of it hands on."""
        return loss_by_logits(outputs[place - 1] @ head, y) @ head.T

    *auxiliary, last = weights.heads
    alone = {settings.depth: by_output(settings.depth, last)}
    weight = np.float32(settings.head_weight)
    heads = {place: weight * by_output(place, head) for place, head in zip(settings.places, auxiliary, strict=True)}
    return HeadGradients(_back(alone, kernels, slopes), _back(alone | heads, kernels, slopes))


@lru_cache(_KEPT)
def initial_weights(seed: int, initializer: str) -> HeadWeights:
    """Each layer draws from its own stream, so a deep network begins as a shallow one does."""
    draw = INITIALIZER_FUNCTIONS[initializer]

    def drawn(number: int, inputs: int, units: int) -> np.ndarray:
        return draw(np.random.default_rng([seed, number]), (inputs, units), 0.0)

    return HeadWeights(
        drawn(0, INPUTS, WIDTH),
        np.stack([drawn(layer, WIDTH, WIDTH) for layer in range(1, MOST_LAYERS)]),
        np.stack([drawn(MOST_LAYERS + head, WIDTH, CLASSES) for head in range(_HEADS)]),
    )


def _forward(
    x: np.ndarray, kernels: Sequence[np.ndarray], activation: str
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What each layer hands on, and the slopes of its activation, (examples, WIDTH) each."""
    function, slope = ACTIVATION_FUNCTIONS[activation]
    outputs, slopes = [], []
    for kernel in kernels:
        z = x @ kernel
        x = function(z)
        outputs.append(x)
        slopes.append(slope(z, x))
    return outputs, slopes


def _back(heads: Mapping[int, np.ndarray], kernels: Sequence[np.ndarray], slopes: Sequence[np.ndarray]) -> np.ndarray:
    """The gradient behind each layer, root mean square.

    Args:
        heads: what each head brings, by the layer behind which it stands, counted from 1.
    """
    gradient, found = np.zeros_like(slopes[-1], np.float32), []
    for layer in range(len(kernels), 0, -1):
        gradient = gradient + heads.get(layer, np.float32(0))
        found.append(np.sqrt(np.mean(np.square(gradient, dtype=np.float64))))  # squares of these are no float32
        gradient = (gradient * slopes[layer - 1]) @ kernels[layer - 1].T
    return np.array(found[::-1])
