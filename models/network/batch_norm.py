"""Batch normalization in training mode, forward and backward; scale 1 and shift 0, as training begins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

EPSILON = 1e-3  # Keras's default


@dataclass(frozen=True)
class Moments:
    """What batch norm subtracts and divides by: (units,) or (filters,) each."""

    mean: np.ndarray
    deviation: np.ndarray


def normalise(x: np.ndarray, moments: Moments | None = None) -> tuple[np.ndarray, Moments]:
    """Batch norm over all axes but the last.

    Args:
        x: (..., units) float32.
        moments: statistics to use in place of the batch's own.

    Returns:
        The normalised values, of the same shape, and the statistics.
    """
    rows = x.reshape(-1, x.shape[-1])
    if moments is not None:
        return (x - moments.mean) / moments.deviation, moments
    mean = rows.mean(axis=0)
    centred = rows - mean
    variance = np.einsum("ij,ij->j", centred, centred) / np.float32(len(rows))
    moments = Moments(mean, np.sqrt(variance + np.float32(EPSILON)))
    centred /= moments.deviation
    return centred.reshape(x.shape), moments


def normalise_gradient(normalised: np.ndarray, moments: Moments, gradient: np.ndarray) -> np.ndarray:
    """The gradient of batch norm's input, through the batch statistics too (Ioffe and Szegedy 2015).

    Args:
        normalised, moments: what `normalise` gave.
        gradient: of its output, of the same shape.
    """
    units = gradient.shape[-1]
    rows, values = gradient.reshape(-1, units), normalised.reshape(-1, units)
    along = np.einsum("ij,ij->j", rows, values) / np.float32(len(rows))
    result = rows - rows.mean(axis=0)
    result -= values * along
    result /= moments.deviation
    return result.reshape(gradient.shape)
