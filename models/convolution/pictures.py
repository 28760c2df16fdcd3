"""The pictures that a convolution runs over."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from models.convolution.convolution import Convolution
from models.convolution.drawing import read_drawing
from models.datasets import load
from models.photos.fit import fit
from models.photos.samples import load_sample

PHOTO_SIDE = 224
_PHOTO = "cat"
# Luma of ITU-R BT.601, which Pillow and most libraries make grey pictures with.
_LUMA = np.array([0.299, 0.587, 0.114])


def picture_of(convolution: Convolution) -> np.ndarray:
    """The input: (28, 28, 1), or for a photo (224, 224, 1 or 3), from 0 for black to 1."""
    if convolution.picture == "digit":
        return _digit(convolution.digit)
    if convolution.picture == "drawing":
        return read_drawing(convolution.drawing)[..., None].astype(np.float64)
    return _photo(convolution.picture == "photo_grey")


@lru_cache
def _digit(number: int) -> np.ndarray:
    return load("digits").x_test[number - 1] / 255.0


@lru_cache
def _photo(grey: bool) -> np.ndarray:
    pixels = fit(load_sample(_PHOTO).pixels, PHOTO_SIDE, "crop") / 255.0
    return (pixels @ _LUMA)[..., None] if grey else pixels
