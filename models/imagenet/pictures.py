"""What the network's numbers look like: heat over a photo, feature maps side by side, the preprocessed input.

A picture is a (height, width, 3) array, uint8, RGB. NumPy and Pillow only.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

# From nothing to the most. Lightness rises all the way, so that the order is seen without the hues too.
HEAT = ("#0c0a26", "#46156e", "#94276f", "#d84f4c", "#f6983a", "#fcf3a8")

IMAGENET_MEAN = (124, 117, 104)  # red, green, blue, rounded: Simonyan and Zisserman 2015, as in VGG's preprocessing

_SHADES = 256
_LEAST_TILE = 110  # pixels
_GAP = 3  # pixels
_GAP_COLOR = (118, 125, 138)  # is neither lost on a white page nor on a dark one
_OUTLINE = ((0, 0, 0), (255, 255, 255), (0, 0, 0))  # from the outside in: one of them is seen on any photo


def overlay(pixels: np.ndarray, heat: np.ndarray, opacity: float) -> np.ndarray:
    """A photo under the colours of `HEAT`.

    Args:
        pixels: (height, width, 3) uint8.
        heat: (rows, columns) float, 0 to 1; it is enlarged smoothly to the photo's size.
        opacity: how much of the colours is seen, 0 (the photo as it is) to 1 (the colours alone).

    Returns:
        (height, width, 3) uint8.
    """
    height, width = pixels.shape[:2]
    image = Image.fromarray(np.ascontiguousarray(heat, np.float32))
    enlarged = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))
    return np.rint(pixels + opacity * (_colored(enlarged) - pixels.astype(np.float32))).astype(np.uint8)


def mosaic(maps: np.ndarray, columns: int = 4, scale: int | None = None) -> np.ndarray:
    """Feature maps side by side, row by row, in the colours of `HEAT`, each from zero to its own maximum.

    Args:
        maps: (k, height, width) float32, k at least 1. What is negative looks like zero.
        columns: maps in a row, at most.
        scale: pixels for the side of a cell; by default as few as give a tile about 110 pixels, whole cells always.

    Returns:
        (height, width, 3) uint8. Places without a map have the colour of the gaps.
    """
    count, height, width = maps.shape
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    scale = scale or math.ceil(_LEAST_TILE / max(height, width))
    down, across = height * scale + _GAP, width * scale + _GAP
    picture = np.full((rows * down - _GAP, columns * across - _GAP, 3), _GAP_COLOR, np.uint8)
    most = maps.max(axis=(1, 2), keepdims=True)
    shares = maps / np.where(most > 0, most, 1)
    for index, tile in enumerate(np.rint(_colored(shares)).astype(np.uint8)):
        top, left = index // columns * down, index % columns * across
        cells = tile.repeat(scale, axis=0).repeat(scale, axis=1)
        picture[top : top + height * scale, left : left + width * scale] = cells
    return picture


def with_patch(pixels: np.ndarray, x: float, y: float, size: float) -> np.ndarray:
    """The photo with a square of ImageNet's mean colour on it, which tells a network as little as can be.

    Args:
        pixels: (height, width, 3) uint8; stays as it is.
        x, y: where the patch lies: 0 at the left (upper) edge, 1 at the right (lower) one. It is never cut off.
        size: the patch's side as a share of the photo's shorter one, 0 to 1.

    Returns:
        (height, width, 3) uint8.
    """
    height, width = pixels.shape[:2]
    side = max(1, round(size * min(height, width)))
    top, left = round(y * (height - side)), round(x * (width - side))
    patched = pixels.copy()
    patched[top : top + side, left : left + side] = IMAGENET_MEAN
    return patched


def with_square(pixels: np.ndarray, x: float, y: float, side: int) -> np.ndarray:
    """The photo with a square outlined on it: what one unit of a layer sees.

    Args:
        pixels: (height, width, 3) uint8; stays as it is.
        x, y: the square's middle as a share of the width and the height, 0 to 1.
        side: of the square, in pixels; the outline goes around it. What would lie outside of the photo is cut off.

    Returns:
        (height, width, 3) uint8.
    """
    height, width = pixels.shape[:2]
    left, right = _within(x * width - side / 2, side, width)
    top, bottom = _within(y * height - side / 2, side, height)
    outlined = pixels.copy()
    for rim, color in zip(range(len(_OUTLINE), 0, -1), _OUTLINE, strict=True):
        outlined[top - rim : bottom + rim, left - rim : right + rim] = color
    outlined[top:bottom, left:right] = pixels[top:bottom, left:right]
    return outlined


def preprocessed_picture(preprocessed: np.ndarray) -> np.ndarray:
    """How the numbers that a network gets look, negative ones too.

    Args:
        preprocessed: (height, width, 3) float32, the channels in the network's order.

    Returns:
        (height, width, 3) uint8: the channels shown as red, green and blue in the order in which the network gets
        them, zero as middle grey. VGG's photos, blue channel first, have their colours swapped.
    """
    limit = float(np.abs(preprocessed).max()) or 1.0
    return np.rint(255 * (preprocessed / limit / 2 + 0.5)).astype(np.uint8)


def _colored(shares: np.ndarray) -> np.ndarray:
    """(...) from 0 to 1, what is beyond is taken for the end -> (..., 3) float32, 0 to 255: the colours of `HEAT`."""
    places = np.linspace(0, len(HEAT) - 1, _SHADES)
    colors = np.array([tuple(bytes.fromhex(stop[1:])) for stop in HEAT])
    shades = np.stack([np.interp(places, range(len(HEAT)), channel) for channel in colors.T], axis=1)
    return shades.astype(np.float32)[np.rint(np.clip(shares, 0, 1) * (_SHADES - 1)).astype(np.intp)]


def _within(start: float, side: int, length: int) -> tuple[int, int]:
    """Start and end of a square's edge in whole pixels, cut off where its outline would leave the photo."""
    first, last = np.clip([round(start), round(start) + side], len(_OUTLINE), length - len(_OUTLINE))
    return int(first), int(max(last, first + 1))
