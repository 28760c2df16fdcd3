"""The built-in photo on which the page draws what a network sees."""

from __future__ import annotations

from functools import cache

from components.charts.pixels import PixelData, shown
from models.photos.fit import fit
from models.photos.samples import SAMPLES, load_sample


@cache
def photo_pixels(side: int) -> PixelData:
    """Its middle, as a square of so many pixels."""
    return shown(fit(load_sample(SAMPLES[0]).pixels, side, "crop") / 255)
