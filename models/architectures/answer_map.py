"""A small network with flatten and dense layers, and the same one with its dense layers as convolutions.

It was trained on the drawn cats and dogs by ``engine.answer_network``. As convolutions its dense layers run over a
picture of any size, and give an answer for each window: Sermanet and others 2014, "OverFeat", section 3.5,
https://arxiv.org/abs/1312.6229. Its convolutions have no padding: zeros at the rim of a small picture are not what
a larger picture has there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from models.network.convolution import convolve, max_pool

FILE = Path(__file__).with_name("answer_network.npz")
SIDE = 48  # of the pictures that it was trained on, in pixels
BLOCKS = ((12, 12), (16,), (24,))  # filters of the convolutions before each max pooling
KERNEL, POOL = 3, 2  # sides of the kernels and of the pooling: a picture of `SIDE` is used to its last pixel
STRIDE = POOL ** len(BLOCKS)  # pixels of the picture from one answer to the next
UNITS = 32  # of its first dense layer; the second one has a single unit, whose sigmoid is P(cat)

Layer = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class AnswerNetwork:
    """The network's weights, float32.

    Attributes:
        blocks: of convolutions, kernels (KERNEL, KERNEL, channels, filters) with their biases.
        dense: kernels (inputs, units) with their biases.
        accuracy: the share of test pictures that it tells right. tested: how many these were.
    """

    blocks: tuple[tuple[Layer, ...], ...]
    dense: tuple[Layer, ...]
    accuracy: float
    tested: int

    @property
    def map_shape(self) -> tuple[int, int, int]:
        """Of the last map of a picture of `SIDE`, the one that is flattened."""
        side = map_side(SIDE)
        return side, side, BLOCKS[-1][-1]

    def answer(self, pictures: np.ndarray) -> np.ndarray:
        """What it says as it was trained: (n,) P(cat).

        Args:
            pictures: (n, SIDE, SIDE, 3), from 0 for black to 1.
        """
        flat = self._last_maps(pictures).reshape(len(pictures), -1)
        (first, first_bias), (second, second_bias) = self.dense
        return _sigmoid(np.maximum(flat @ first + first_bias, 0) @ second + second_bias)[:, 0]

    def answers(self, picture: np.ndarray) -> np.ndarray:
        """What it says with its dense layers as convolutions: P(cat) of each window, (rows, columns).

        Args:
            picture: (height, width, 3), from 0 for black to 1, no side below `SIDE`.
        """
        (first, first_bias), (second, second_bias) = self.dense
        maps = self._last_maps(picture[None])
        hidden = np.maximum(convolve(maps, first.reshape(*self.map_shape, -1), "valid") + first_bias, 0)
        return _sigmoid(convolve(hidden, second[None, None], "valid") + second_bias)[0, :, :, 0]

    def _last_maps(self, pictures: np.ndarray) -> np.ndarray:
        maps = 2 * pictures.astype(np.float32) - 1
        for block in self.blocks:
            for kernel, bias in block:
                maps = np.maximum(convolve(maps, kernel, "valid") + bias, 0)
            maps = max_pool(maps, POOL)
        return maps


@cache
def answer_network() -> AnswerNetwork:
    """The one that was trained."""
    with np.load(FILE) as kept:
        names = ("kernel", "bias")
        layers = iter(
            [tuple(kept[f"{name}_{at}"].astype(np.float32) for name in names) for at in range(int(kept["layers"]))]
        )
        accuracy, tested = float(kept["accuracy"]), int(kept["tested"])
    blocks = tuple(tuple(next(layers) for _filters in block) for block in BLOCKS)
    return AnswerNetwork(blocks, tuple(layers), accuracy, tested)


def map_side(side: int) -> int:
    """Places of the last map along a side of so many pixels."""
    for block in BLOCKS:
        side = (side - len(block) * (KERNEL - 1)) // POOL
    return side


def places(side: int) -> int:
    """Answers along a side of so many pixels."""
    return map_side(side) - map_side(SIDE) + 1


def multiply_adds(height: int, width: int) -> int:
    """Of the convolutions, and of the dense layers as convolutions, on a picture of that size."""
    total, channels, rows, columns = 0, 3, height, width
    for block in BLOCKS:
        for filters in block:
            rows, columns = rows - KERNEL + 1, columns - KERNEL + 1
            total += rows * columns * KERNEL**2 * channels * filters
            channels = filters
        rows, columns = rows // POOL, columns // POOL
    return total + places(height) * places(width) * (map_side(SIDE) ** 2 * channels + 1) * UNITS


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(z, -60, 60)))  # further out it is 0 or 1 in float32 anyway
