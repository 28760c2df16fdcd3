"""Fitting a photo to a network's square input: the one rule by which LayerLab resizes."""

from __future__ import annotations

import numpy as np
from PIL import Image

FITS = ("crop", "squeeze")
# The filter of every resize, as Pillow applies it: its support grows with the reduction, so nothing is skipped.
RESAMPLE = Image.Resampling.BICUBIC
# "crop" shows this part of the shorter side: 224 of 256, the usual centre crop of ImageNet's validation.
SHOWN_SHARE = 0.875
# VGG's test scales of the shorter side, for an input of 224 (Simonyan and Zisserman 2015, section 4.2).
_SCALES = (256, 384, 512)
# A longer side counts up to so many times the shorter one; the middle is kept.
_MOST_RATIO = 4
VIEWS = len(_SCALES) * 5 * 2


def fit(pixels: np.ndarray, size: int, how: str) -> np.ndarray:
    """Make a picture a network's input.

    Args:
        pixels: (height, width, 3) uint8.
        size: of the input's sides.
        how: "crop": the shorter side becomes size / 0.875 and the middle is cut out; "squeeze": both sides become
            `size`, as Keras's `load_img` does with `target_size`.

    Returns:
        (size, size, 3) uint8.

    Raises:
        ValueError: `how` is none of `FITS`.
    """
    if how == "squeeze":
        return np.array(resize(Image.fromarray(pixels), size, size))
    if how != "crop":
        raise ValueError(f"how={how!r} is none of {FITS}")
    picture = _with_short_side(pixels, round(size / SHOWN_SHARE))
    return _cut(picture, (picture.shape[0] - size) // 2, (picture.shape[1] - size) // 2, size)


def averaged_views(pixels: np.ndarray, size: int) -> np.ndarray:
    """Several views of a picture whose predictions are averaged: three scales, five crops each, mirrored as well.

    The scales are VGG's, Q in {256, 384, 512} for an input of 224; the crops are the four corners and the centre
    (Krizhevsky et al. 2012), where VGG's authors took a grid of 5 x 5: 150 views in all.

    Args:
        pixels: (height, width, 3) uint8.
        size: of the input's sides.

    Returns:
        (`VIEWS`, size, size, 3) uint8: by scale, then top left, top right, bottom left, bottom right, centre,
        each followed by its mirror image.
    """
    views = []
    for scale in _SCALES:
        picture = _with_short_side(pixels, round(scale * size / 224))
        below, right = picture.shape[0] - size, picture.shape[1] - size
        for top, left in ((0, 0), (0, right), (below, 0), (below, right), (below // 2, right // 2)):
            view = _cut(picture, top, left, size)
            views += [view, view[:, ::-1]]
    return np.stack(views)


def resize(picture: Image.Image, width: int, height: int) -> Image.Image:
    """A picture in a new size, by the one rule."""
    return picture.resize((width, height), RESAMPLE)


def _with_short_side(pixels: np.ndarray, short: int) -> np.ndarray:
    """The picture with its shorter side as given, and the longer one in proportion, at most four times that."""
    height, width = pixels.shape[:2]
    longest = _MOST_RATIO * min(height, width)
    top, left = max(0, height - longest) // 2, max(0, width - longest) // 2
    pixels = pixels[top : top + min(height, longest), left : left + min(width, longest)]
    height, width = pixels.shape[:2]
    scale = short / min(height, width)
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    return np.array(resize(picture, max(short, round(width * scale)), max(short, round(height * scale))))


def _cut(pixels: np.ndarray, top: int, left: int, size: int) -> np.ndarray:
    return np.ascontiguousarray(pixels[top : top + size, left : left + size])
