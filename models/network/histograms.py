"""Histograms of activations, gradients and weights, and the shares of dead units and saturated values.

Shared by the preview (NumPy, in the web server) and the engine, which calls it some ten times a
second: every function is vectorised, and looks at a sample where all values would take too long.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.experiment import Experiment
from models.runs.frames import BINS, Histograms

Bounds = tuple[float, float]

# The ranges of the bounded activations; every other activation has the range that its values take.
ACTIVATION_BOUNDS: dict[str, Bounds] = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "softmax": (0.0, 1.0)}

_TAIL = 0.001  # the share of the values beyond each edge of a range that is not given
MOST_LOOKED_AT = 32_768  # from these a bin's share is within half a percentage point of the true one
_INNER_EDGES = np.arange(1, BINS) / BINS  # of the bins, as shares of the range
_NARROWEST = 1e-6  # narrower ranges, relative to their values, are rounding noise in float32
_SAME_OUTPUT = 4 * float(np.finfo(np.float32).eps)
_LARGEST = float(np.finfo(np.float32).max)

_SATURATED_SLOPE = 0.05
_SELU_FLOOR = 1.05070098 * 1.67326324  # SELU's outputs stay above minus this


def activation_bounds(experiment: Experiment) -> list[Bounds | None]:
    """The range of each hidden layer's histogram, then of the softmax's; ``None`` where it follows the values.

    Batch norm behind an activation takes its values out of the activation's range.
    """
    hidden = [
        None if layer.batch_norm == "after" else ACTIVATION_BOUNDS.get(layer.activation or "")
        for layer in experiment.resolved_layers
    ]
    return [*hidden, ACTIVATION_BOUNDS["softmax"]]


def histograms(values: Sequence[np.ndarray], bounds: Sequence[Bounds | None] | None = None) -> Histograms:
    """One histogram for each array.

    Args:
        values: one array of any shape a layer.
        bounds: the outer edges for each layer. ``None`` for a layer, or for all, takes the range from
            the 0.1 % to the 99.9 % quantile; where all values are equal, a range around that value.

    Returns:
        Histograms whose counts leave out values that are not finite; mean and std do not. Of very
        large arrays an evenly spread sample is looked at.
    """
    layers = len(values)
    result = Histograms(np.zeros((layers, BINS), np.float32), *(np.zeros(layers, np.float32) for _ in range(4)))
    ranges = bounds if bounds is not None else [None] * layers
    with np.errstate(all="ignore"):
        for layer, (array, given) in enumerate(zip(values, ranges, strict=True)):
            flat = np.asarray(array, np.float32).ravel()
            sample = np.ascontiguousarray(_sample(flat, MOST_LOOKED_AT))
            mean, std = _moments(sample)
            result.mean[layer], result.std[layer] = mean, std
            ranked = np.sort(sample if math.isfinite(std) else sample[np.isfinite(sample)])
            low, high = _quantile_range(ranked) if given is None else given
            result.low[layer], result.high[layer] = low, high
            result.counts[layer] = _shares(ranked, low, high)
    return result


def dead_share(outputs: np.ndarray) -> float:
    """The share of units or filters that give the same output, up to rounding, for every example.

    With ReLU these are the units that are 0 for all of them: no gradient reaches their weights.

    Args:
        outputs: (examples, units) or (examples, height, width, filters).
    """
    units = outputs.shape[-1]  # over the examples first: long rows are quick
    low = outputs.min(axis=0).reshape(-1, units).min(axis=0)
    high = outputs.max(axis=0).reshape(-1, units).max(axis=0)
    with np.errstate(all="ignore"):
        same = high - low <= _SAME_OUTPUT * np.maximum(np.abs(low), np.abs(high))
    return float(np.mean(same))


def saturated_share(activation: str, outputs: np.ndarray) -> float:
    """The share of values where the activation's slope is below 5 % of its largest slope.

    The slope follows from the output a: sigmoid a (1 - a), tanh 1 - a², ELU a + 1 and SELU a + 1.758 on
    the negative side.

    Args:
        activation: a name in `models.layers.ACTIVATIONS`.
        outputs: what the activation itself gives, before any batch norm behind it; any shape.

    Returns:
        The share; nan for linear and leaky ReLU, which have no plateau, for ReLU, whose plateau is what
        `dead_share` is about, and for GELU, whose slope does not follow from its output.
    """
    with np.errstate(all="ignore"):
        if activation == "sigmoid":
            flat = outputs * (1.0 - outputs) < _SATURATED_SLOPE * 0.25
        elif activation == "tanh":
            flat = outputs * outputs > 1.0 - _SATURATED_SLOPE
        elif activation == "elu":
            flat = outputs < _SATURATED_SLOPE - 1.0
        elif activation == "selu":  # steepest just below 0, where its slope is _SELU_FLOOR
            flat = outputs < (_SATURATED_SLOPE - 1.0) * _SELU_FLOOR
        else:
            return math.nan
    return float(np.count_nonzero(flat) / max(1, flat.size))


def _moments(flat: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation, in double precision; nan for no values."""
    if not flat.size:
        return math.nan, math.nan
    centred = flat.astype(np.float64)
    mean = centred.mean()
    centred -= mean
    return mean, math.sqrt(centred @ centred / flat.size)


def _sample(flat: np.ndarray, most: int) -> np.ndarray:
    """At most ``most`` values, evenly spaced; all units or filters have their part in them."""
    stride = even_stride(flat.size, most)
    return flat[::stride] if stride > 1 else flat


def even_stride(size: int, most: int) -> int:
    """The step that takes at most ``most`` of so many values; it has no divisor in common with any period of theirs."""
    stride = -(-size // most)
    while stride > 1 and math.gcd(stride, size) > 1:
        stride += 1
    return stride


def _quantile_range(ranked: np.ndarray) -> Bounds:
    """The range that leaves out the outermost 0.1 % on either side, never of zero width."""
    if not ranked.size:
        return -1.0, 1.0
    tail = int(ranked.size * _TAIL)
    low, high = float(ranked[tail]), float(ranked[-1 - tail])
    if not _is_wide(low, high):  # nearly all values are equal, such as the zeros of ReLU
        low, high = float(ranked[0]), float(ranked[-1])
    if not _is_wide(low, high):
        centre = (low + high) / 2
        half = abs(centre) / 2 or 0.5
        low, high = centre - half, centre + half
    return max(low, -_LARGEST), min(high, _LARGEST)


def _is_wide(low: float, high: float) -> bool:
    return high - low > _NARROWEST * max(abs(low), abs(high))


def _shares(ranked: np.ndarray, low: float, high: float) -> np.ndarray:
    """The share of the values in each of BINS bins; values beyond the edges count in the outer bins.

    NumPy sorts so quickly that this takes half the time of finding each value's bin.
    """
    if not ranked.size:
        return np.zeros(BINS)
    borders = np.empty(BINS + 1, np.intp)  # where in the ranking each bin begins
    borders[0], borders[-1] = 0, ranked.size
    borders[1:-1] = ranked.searchsorted((low + _INNER_EDGES * (high - low)).astype(np.float32))
    return (borders[1:] - borders[:-1]) / ranked.size
