"""A square window that runs over a picture: what convolution and pooling see at each place, as Keras has it.

Output sizes and padding: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning",
https://arxiv.org/abs/1603.07285; which side gets the odd pixel of padding is TensorFlow's choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.settings import SettingError


@dataclass(frozen=True)
class Window:
    """How a window runs.

    Attributes:
        size: of its side, in pixels.
        stride: pixels from one place to the next.
        padding: "valid", where it stays inside the picture, or "same", where there are as many places as if it had its
            centre on every ``stride``-th pixel.
    """

    size: int
    stride: int = 1
    padding: str = "valid"

    def places(self, side: int) -> int:
        """How many places there are along a side of so many pixels; 0 where the window does not fit."""
        if self.padding == "same":
            return -(-side // self.stride)
        return max(0, (side - self.size) // self.stride + 1)

    def before(self, side: int) -> int:
        """How many pixels are added in front of a side; as many are behind it, or one more."""
        return self._added(side) // 2

    def first_pixel(self, place: int, side: int) -> int:
        """Where the window begins at a place; negative where it reaches into the padding."""
        return place * self.stride - self.before(side)

    def over(self, picture: np.ndarray, fill: float = 0.0) -> np.ndarray:
        """What the window sees at each place: a view (rows, columns, channels, size, size).

        Args:
            picture: (height, width, channels) float.
            fill: the value of pixels that are added around it.

        Raises:
            SettingError: the window is larger than the picture.
        """
        height, width, _channels = picture.shape
        if not self.places(height) or not self.places(width):
            raise SettingError("kernel_size", self.size)
        around = [(self.before(side), self._added(side) - self.before(side)) for side in (height, width)]
        padded = np.pad(picture, (*around, (0, 0)), constant_values=fill)
        seen = np.lib.stride_tricks.sliding_window_view(padded, (self.size, self.size), axis=(0, 1))
        return seen[:: self.stride, :: self.stride][: self.places(height), : self.places(width)]

    def _added(self, side: int) -> int:
        if self.padding != "same":
            return 0
        return max(0, (self.places(side) - 1) * self.stride + self.size - side)


def convolve(picture: np.ndarray, kernel: np.ndarray, bias: np.ndarray, window: Window) -> np.ndarray:
    """What a convolution makes of a picture, before its activation.

    Args:
        picture: (height, width, channels) float.
        kernel: (size, size, channels, filters).
        bias: (filters,).

    Returns:
        (rows, columns, filters).

    Raises:
        SettingError: see `Window.over`.
    """
    return np.einsum("rcdij,ijdf->rcf", window.over(picture), kernel, optimize=True) + bias


def products(picture: np.ndarray, kernel: np.ndarray, window: Window, row: int, column: int) -> np.ndarray:
    """What one place adds up, but for the bias: (size, size, channels, filters).

    Args:
        picture, kernel: see `convolve`.
        row, column: the place.
    """
    return window.over(picture)[row, column].transpose(1, 2, 0)[..., None] * kernel


def pool(picture: np.ndarray, window: Window, kind: str) -> np.ndarray:
    """The largest value at each place, or the average of those inside the picture: (rows, columns, channels).

    Args:
        kind: "max" or "average".

    Raises:
        SettingError: see `Window.over`.
    """
    if kind == "max":
        return window.over(picture, -np.inf).max((3, 4))
    inside = window.over(np.ones((*picture.shape[:2], 1)))
    return window.over(picture).sum((3, 4)) / inside.sum((3, 4))


def winner(picture: np.ndarray, window: Window, row: int, column: int, channel: int) -> tuple[int, int]:
    """Row and column of the pixel of the picture that wins at one place of max pooling; the first of equal ones."""
    seen = window.over(picture, -np.inf)[row, column, channel]
    down, across = np.unravel_index(int(seen.argmax()), seen.shape)
    height, width, _channels = picture.shape
    return window.first_pixel(row, height) + int(down), window.first_pixel(column, width) + int(across)


def seen_by(place: int, stages: Iterable[tuple[Window, int]]) -> tuple[int, int]:
    """The receptive field of a place along one side: the first and the last pixel of the first stage's input.

    It is cut off where it reaches into the padding. Pixels in it that lie between the places of a stage are not seen.

    Args:
        stages: each window, and the side of what it runs over; the last stage first.
    """
    first = last = place
    for window, side in stages:
        first = max(0, window.first_pixel(first, side))
        last = min(side - 1, window.first_pixel(last, side) + window.size - 1)
    return first, last
