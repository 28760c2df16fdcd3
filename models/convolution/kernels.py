"""Kernels of any size that are known for what they do to a picture.

Blur is the box filter, edge the Laplace filter with all neighbours, and sharpen an unsharp mask with the box as its
blur: Burger and Burge 2016, "Digital image processing", chapters 5 and 6. Here they have any size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

LARGEST = 7
LEARNT = Path(__file__).with_name("learnt.json")
LEARNT_SIZE, LEARNT_FILTERS = 3, 32
MOST_IN_CELL = 9.0
_DIGITS = 4  # of a weight

Cells = tuple[float, ...]  # of a square, row by row


def _identity(size: int) -> np.ndarray:
    kernel = np.zeros((size, size))
    kernel[centre(size), centre(size)] = 1
    return kernel


def _blur(size: int) -> np.ndarray:
    return np.full((size, size), 1 / size**2)


def _edge(size: int) -> np.ndarray:
    """What a pixel has more than its neighbours, all of them together."""
    return _identity(size) * size**2 - 1


def _vertical(size: int) -> np.ndarray:
    """What is brighter on the right than on the left."""
    return np.tile(np.sign(np.arange(size) - (size - 1) / 2), (size, 1))


def _horizontal(size: int) -> np.ndarray:
    """What is brighter below than above."""
    return _vertical(size).T


def _sharpen(size: int) -> np.ndarray:
    """The pixel, and as much again of what it has more than the mean around it."""
    return 2 * _identity(size) - _blur(size)


def _emboss(size: int) -> np.ndarray:
    """The pixel, lit from above on the left."""
    ramp = np.arange(size) - centre(size)
    return np.clip(ramp[:, None] + ramp[None, :], -2, 2) + _identity(size)


NAMED: dict[str, Callable[[int], np.ndarray]] = {
    "edge": _edge,
    "vertical": _vertical,
    "horizontal": _horizontal,
    "blur": _blur,
    "sharpen": _sharpen,
    "emboss": _emboss,
    "identity": _identity,
}


def centre(size: int) -> int:
    """The row, and the column, of a window's centre; of an even one that which "same" padding puts on the pixel."""
    return (size - 1) // 2


def random_kernel(size: int, seed: int) -> np.ndarray:
    """Weights as a fresh layer has them on one channel: normal, with He's standard deviation sqrt(2 / size²)."""
    weights = np.random.default_rng(seed).normal(0, np.sqrt(2 / size**2), (size, size))
    return np.round(weights, _DIGITS)


@cache
def learnt_kernels() -> np.ndarray:
    """The first layer of a small C1 that has learnt the built-in digits: (3, 3, 32), made by ``engine.first_layer``."""
    return np.array(json.loads(LEARNT.read_text("utf-8")), np.float64)


def resized(cells: Cells, size: int) -> Cells:
    """The same kernel around its centre in a larger or a smaller square; new cells are 0.

    Args:
        cells: of a square.
    """
    before = side_of(cells)
    kernel, shift = np.zeros((size, size)), centre(size) - centre(before)
    old = np.reshape(cells, (before, before))
    for row in range(before):
        for column in range(before):
            if 0 <= row + shift < size and 0 <= column + shift < size:
                kernel[row + shift, column + shift] = old[row, column]
    return cells_of(kernel)


def cells_of(kernel: np.ndarray) -> Cells:
    """The cells of a square, with as many digits as a link says of them."""
    return tuple(float(_written(cell)) for cell in kernel.ravel().tolist())


def side_of(cells: Sequence[float]) -> int:
    """The side of the square that has so many cells.

    Raises:
        ValueError: there is none, or it is larger than `LARGEST`.
    """
    side = round(len(cells) ** 0.5)
    if not 1 <= side <= LARGEST or side**2 != len(cells):
        raise ValueError("no square of cells")
    return side


def read_cells(text: str) -> Cells:
    """The cells that a link names, () for ""; the inverse of `cells_text`.

    Raises:
        ValueError: they are no square of numbers, or one of them is too large.
    """
    if not text:
        return ()
    try:
        cells = tuple(float(cell) for cell in text.split("~"))
    except ValueError as error:
        raise ValueError("cells that are no numbers") from error
    side_of(cells)
    if not all(abs(cell) <= MOST_IN_CELL for cell in cells):  # also where one is no number
        raise ValueError("cells that are too large")
    return cells


def cells_text(cells: Cells) -> str:
    """The cells as a link names them."""
    return "~".join(map(_written, cells))


def _written(cell: float) -> str:
    return f"{cell:.{_DIGITS}g}"
