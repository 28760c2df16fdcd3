"""What a block makes of what it is given, and how the loss's derivatives go back through it: three kinds.

The formulas stand here once: with NumPy as ``xp`` the server looks at a fresh network, with TensorFlow a worker trains.
All arrays are float32; ``x`` and what a block hands on have (examples, features).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

WIDTH = 64
MOST_BLOCKS = 25
GROWTH = 12  # features that a block of DenseNet adds
GATE_BIAS = -3.0  # that a gate begins with: nearly shut; Srivastava et al. 2015 name -1 and -3

Arrays = tuple[Any, ...]  # one for each layer of a block


class BlockKind(ABC):
    """A kind of block.

    Attributes:
        features: that arrays have room for at each place of a network.
    """

    features = WIDTH

    def features_at(self, place: Any) -> Any:
        """How many features there are behind so many blocks."""
        return WIDTH + 0 * place

    @abstractmethod
    def shapes(self, block: int) -> list[tuple[int, int]]:
        """(inputs, units) of each layer of the block, counted from 0."""

    @abstractmethod
    def forward(self, xp: Any, block: Any, x: Any, kernels: Arrays, biases: Arrays, skip: Any) -> tuple[Any, Arrays]:
        """What the block hands on, and what `back` needs to know."""

    @abstractmethod
    def back(
        self, xp: Any, block: Any, gradient: Any, x: Any, out: Any, kept: Arrays, kernels: Arrays, skip: Any
    ) -> tuple[Any, Arrays]:
        """The derivatives by what the block is given, and by the weighted sums of its layers.

        Args:
            gradient: by what it hands on, ``out``. kept: see `forward`.
        """

    @abstractmethod
    def inputs(self, x: Any, kept: Arrays) -> Arrays:
        """What each layer of the block is given."""


class Addition(BlockKind):
    """ReLU(skip x + F(x)) with F(x) = W2 ReLU(W1 x): plain with a skip of 0, residual with 1 (He et al. 2016)."""

    def shapes(self, block: int) -> list[tuple[int, int]]:
        return [(WIDTH, WIDTH)] * 2

    def forward(self, xp: Any, block: Any, x: Any, kernels: Arrays, biases: Arrays, skip: Any) -> tuple[Any, Arrays]:
        inside = _relu(xp, x @ kernels[0] + biases[0])
        return _relu(xp, skip * x + inside @ kernels[1] + biases[1]), (inside,)

    def back(
        self, xp: Any, block: Any, gradient: Any, x: Any, out: Any, kept: Arrays, kernels: Arrays, skip: Any
    ) -> tuple[Any, Arrays]:
        behind = _through_relu(xp, out, gradient)
        between = _through_relu(xp, kept[0], behind @ xp.transpose(kernels[1]))
        return between @ xp.transpose(kernels[0]) + skip * behind, (between, behind)

    def inputs(self, x: Any, kept: Arrays) -> Arrays:
        return x, kept[0]


class Gate(BlockKind):
    """T H(x) + (1 - T) x with H(x) = ReLU(W2 ReLU(W1 x)) and a gate T = sigmoid(W x), which has weights of its own.

    Srivastava, Greff and Schmidhuber 2015, "Highway networks", https://arxiv.org/abs/1505.00387.
    """

    def shapes(self, block: int) -> list[tuple[int, int]]:
        return [(WIDTH, WIDTH)] * 3

    def forward(self, xp: Any, block: Any, x: Any, kernels: Arrays, biases: Arrays, skip: Any) -> tuple[Any, Arrays]:
        inside = _relu(xp, x @ kernels[0] + biases[0])
        made = _relu(xp, inside @ kernels[1] + biases[1])
        gate = 1 / (1 + xp.exp(-(x @ kernels[2] + biases[2])))
        return gate * made + (1 - gate) * x, (inside, made, gate)

    def back(
        self, xp: Any, block: Any, gradient: Any, x: Any, out: Any, kept: Arrays, kernels: Arrays, skip: Any
    ) -> tuple[Any, Arrays]:
        inside, made, gate = kept
        behind = _through_relu(xp, made, gradient * gate)
        between = _through_relu(xp, inside, behind @ xp.transpose(kernels[1]))
        by_gate = gradient * (made - x) * gate * (1 - gate)
        past = gradient * (1 - gate)
        by_x = between @ xp.transpose(kernels[0]) + by_gate @ xp.transpose(kernels[2]) + past
        return by_x, (between, behind, by_gate)

    def inputs(self, x: Any, kept: Arrays) -> Arrays:
        return x, kept[0], x


class Join(BlockKind):
    """x with F(x) = ReLU(W2 ReLU(W1 x)) beside it: a block gets what all before it have made.

    Huang et al. 2017, "Densely connected convolutional networks", https://arxiv.org/abs/1608.06993. The features that
    later blocks will make are zeros, so kernels have rows for them that mean nothing.
    """

    features = WIDTH + GROWTH * MOST_BLOCKS

    def features_at(self, place: Any) -> Any:
        return WIDTH + GROWTH * place

    def shapes(self, block: int) -> list[tuple[int, int]]:
        return [(self.features_at(block), WIDTH), (WIDTH, GROWTH)]

    def forward(self, xp: Any, block: Any, x: Any, kernels: Arrays, biases: Arrays, skip: Any) -> tuple[Any, Arrays]:
        inside = _relu(xp, x @ kernels[0] + biases[0])
        made = _relu(xp, inside @ kernels[1] + biases[1])
        return x + made @ self._places(xp, block), (inside, made)

    def back(
        self, xp: Any, block: Any, gradient: Any, x: Any, out: Any, kept: Arrays, kernels: Arrays, skip: Any
    ) -> tuple[Any, Arrays]:
        inside, made = kept
        by_made = gradient @ xp.transpose(self._places(xp, block))
        behind = _through_relu(xp, made, by_made)
        between = _through_relu(xp, inside, behind @ xp.transpose(kernels[1]))
        was_there = np.arange(self.features, dtype=np.int32) < self.features_at(block)
        past = xp.where(was_there, gradient, np.float32(0))
        return between @ xp.transpose(kernels[0]) + past, (between, behind)

    def inputs(self, x: Any, kept: Arrays) -> Arrays:
        return x, kept[0]

    def _places(self, xp: Any, block: Any) -> Any:
        """(GROWTH, features): a 1 where what the block makes has its place."""
        made = np.arange(GROWTH, dtype=np.int32)[:, None] + self.features_at(block)
        return xp.where(made == np.arange(self.features, dtype=np.int32), np.float32(1), np.float32(0))


# By how a network of `models.architectures.depth` joins; "plain" is an addition without a skip.
ADDITION = Addition()
KINDS: dict[str, BlockKind] = {"zero": ADDITION, "he": ADDITION, "highway": Gate(), "densenet": Join()}


def _relu(xp: Any, x: Any) -> Any:
    return xp.maximum(x, np.float32(0))


def _through_relu(xp: Any, out: Any, gradient: Any) -> Any:
    return xp.where(out > 0, gradient, np.float32(0))
