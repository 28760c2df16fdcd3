"""Pictures moved or turned a little, which a network is asked about that has learnt them as they are.

What comes in at the border is black. Pixels are moved by whole ones, and turned with bilinear interpolation.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

SHIFTS = (0, 1, 2, 3, 4)  # pixels
TURNS = (0, 10, 20, 30, 40)  # degrees

_DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # down, right


def shifted(pictures: np.ndarray, down: int, right: int) -> np.ndarray:
    """The pictures, moved.

    Args:
        pictures: (n, height, width, channels); they are not changed.
        down, right: pixels, less than a side; negative for up and left.
    """
    height, width = pictures.shape[1:3]
    moved = np.zeros_like(pictures)
    (rows, from_rows), (columns, from_columns) = _overlap(height, down), _overlap(width, right)
    moved[:, rows, columns] = pictures[:, from_rows, from_columns]
    return moved


def turned(pictures: np.ndarray, degrees: float) -> np.ndarray:
    """The pictures, turned around their middle.

    Args:
        pictures: (n, height, width, channels) uint8; they are not changed.
        degrees: anticlockwise.

    Returns:
        The same shape and type.
    """
    from scipy.ndimage import rotate  # a tenth of a second to import

    flat = pictures.transpose(1, 2, 0, 3).reshape(*pictures.shape[1:3], -1)
    values = rotate(flat.astype(np.float32), degrees, axes=(1, 0), reshape=False, order=1)
    grey = np.clip(np.rint(values), 0, 255).astype(pictures.dtype)
    return np.ascontiguousarray(grey.reshape(*pictures.shape[1:3], len(pictures), -1).transpose(2, 0, 1, 3))


def shifted_all_ways(pictures: np.ndarray, pixels: int) -> Iterator[np.ndarray]:
    """The pictures moved by so many pixels to each of the four sides; by none, as they are."""
    ways = _DIRECTIONS if pixels else ((0, 0),)
    return (shifted(pictures, down * pixels, right * pixels) for down, right in ways)


def turned_both_ways(pictures: np.ndarray, degrees: float) -> Iterator[np.ndarray]:
    """The pictures turned by so many degrees to either side; by none, as they are."""
    return (turned(pictures, way) for way in (degrees, -degrees)) if degrees else iter((pictures,))


def _overlap(side: int, by: int) -> tuple[slice, slice]:
    """Along a side that is moved: where what stays in the picture comes to lie, and where it was."""
    first, beyond = max(by, 0), side + min(by, 0)
    return slice(first, beyond), slice(first - by, beyond - by)
