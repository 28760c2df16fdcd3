"""How a noisy learning curve goes on: smoothed, its scatter, and where its trend leads. NumPy only."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

AHEAD = 20  # epochs that a trend is followed into the future


def smooth(curve: np.ndarray, width: int) -> np.ndarray:
    """Moving mean of ``width`` values, ``width - 1`` shorter than the curve."""
    return np.convolve(curve, np.full(width, 1 / width), "valid") if len(curve) >= width else np.zeros(0)


def scatter(curve: np.ndarray) -> float:
    """Standard deviation of a curve around its trend, from the median of its second differences."""
    return 1.4826 * float(np.median(np.abs(np.diff(curve, 2)))) / math.sqrt(6) if len(curve) > 2 else 0.0


def change_ahead(curve: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """How much a curve changes over the next `AHEAD` values if it goes on along a straight line.

    Args:
        window: how many values each line is fitted to by least squares.

    Returns:
        The change and its standard error, one for each ``window`` values in a row; empty for a shorter curve.
    """
    if len(curve) < window:
        return np.zeros(0), np.zeros(0)
    parts = np.lib.stride_tricks.sliding_window_view(curve, window)
    places = np.arange(window) - (window - 1) / 2
    slopes = parts @ places / (places @ places)
    residuals = parts - parts.mean(axis=1, keepdims=True) - slopes[:, None] * places
    errors = np.sqrt((residuals**2).sum(axis=1) / (window - 2) / (places @ places))
    return AHEAD * slopes, AHEAD * errors


def is_held(begins: Iterable[bool], lasts: Iterable[bool]) -> bool:
    """A diagnosis at the end of a series: it begins where ``begins`` is true and stays while ``lasts`` is.

    A band between the two conditions keeps it from coming and going with every epoch's chance.
    """
    held = False
    for begin, last in zip(begins, lasts, strict=True):
        held = begin or (held and last)
    return held
