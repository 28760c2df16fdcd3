"""Where a slider stops: round values over a field's whole range."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from models.settings import Field

_COARSE, _FINE = (1, 2, 5), (1, 1.5, 2, 3, 5, 7)
_FINEST = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
_FINELY_STEPPED = {"learning_rate"}
_POWERS_OF_TWO = {"units", "batch_size"}
# Memories are set by how far they are from 1: 0.9, 0.99, 0.999.
_MEMORIES = {"momentum", "rho", "beta_1", "beta_2"}
_NEAR_ONE = (0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999)
# The smallest penalty that is not zero.
_FIRST_PENALTY = 1e-6
_LINEAR_STEPS = (0.01, 0.05, 0.1)
_MOST_STEPS = 50
_MOST_FINE = 200


def stops(name: str, spec: Field, current: float, high: float | None = None) -> list[float]:
    """The values a field's slider offers, its bounds and the current value among them.

    Args:
        name, spec: a field with a range, of any page's settings.
        current: the value it has; it is always offered as it is.
        high: an upper bound to use in place of the field's own.
    """
    assert spec.high is not None, f"{name} has no range"
    top = spec.high if high is None else min(high, spec.high)
    return within(_series(name, spec), spec.low or 0, top, current, spec.kind)


def fine_stops(name: str, spec: Field, current: float) -> list[float]:
    """The values that a slider offers which is watched while it moves: finer steps than `stops`.

    Args:
        name, spec: a field with a range, of any page's settings.
        current: the value it has; it is always offered as it is.
    """
    assert spec.low is not None, f"{name} has no range"
    assert spec.high is not None, f"{name} has no range"
    if name in _MEMORIES:
        series: Iterable[float] = _NEAR_ONE
    elif spec.scale == "linear":
        series = range(int(spec.low), int(spec.high)) if spec.kind is int else _steps(spec.low, spec.high, _MOST_FINE)
    else:
        series = _decades(_FINEST, spec.low or _FIRST_PENALTY, spec.high)
    return within(series, spec.low, spec.high, current, spec.kind)


def within(series: Iterable[float], low: float, high: float, current: float, kind: type) -> list[float]:
    """The values of ``series`` from ``low`` to ``high``, both bounds and ``current`` included, in order."""
    near = [value for value in (*series, low, high) if low <= value <= high]
    # A value that differs by rounding only would be a second stop with the same text.
    return sorted({kind(value) for value in near if not math.isclose(value, current, rel_tol=1e-9)} | {kind(current)})


def powers_of_two(high: int) -> list[float]:
    """1, 2, 3, 4, 6, 8, 12, 16 and so on, and the round decimal numbers between them."""
    exponents = range(high.bit_length())
    return [*(2**n for n in exponents), *(3 * 2**n for n in exponents), *_decades((1, 2, 5), 1, high)]


def _series(field: str, spec: Field) -> Iterable[float]:
    if field in _POWERS_OF_TWO:
        return powers_of_two(int(spec.high or 1))
    if field in _MEMORIES:
        return _NEAR_ONE
    if spec.scale == "linear" and spec.kind is float:
        return _steps(spec.low or 0.0, spec.high or 1.0)
    if spec.scale == "linear":
        return range(int(spec.low or 0), int(spec.high or 1))
    if spec.kind is int:
        return [value for value in _decades(_FINE, 1, spec.high or 1) if value == int(value)]
    digits = _FINE if field in _FINELY_STEPPED else _COARSE
    return _decades(digits, spec.low or _FIRST_PENALTY, spec.high or 1.0)


def _steps(low: float, high: float, most: int = _MOST_STEPS) -> list[float]:
    step = next((step for step in _LINEAR_STEPS if (high - low) / step <= most), _LINEAR_STEPS[-1])
    first, last = math.ceil(low / step), math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _decades(digits: Sequence[float], low: float, high: float) -> list[float]:
    exponents = range(math.floor(math.log10(low) + 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    # Through text: 3 * 10**-5 is not the float that 3e-5 is.
    return [float(f"{digit}e{exponent}") for exponent in exponents for digit in digits]
