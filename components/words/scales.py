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
_MOST, _MOST_FINE = 50, 200  # steps of an even scale


def stops(name: str, spec: Field, current: float, fine: bool = False) -> list[float]:
    """The values a field's slider offers, its bounds and the current value among them.

    Args:
        name, spec: a field with a range, of any page's settings.
        current: the value it has; it is always offered as it is.
        fine: in the fine steps of a slider that is watched while it moves.
    """
    assert spec.low is not None, f"{name} has no range"
    assert spec.high is not None, f"{name} has no range"
    return within(_series(name, spec, spec.low, spec.high, fine), spec.low, spec.high, current, spec.kind)


def within(series: Iterable[float], low: float, high: float, current: float, kind: type) -> list[float]:
    """The values of ``series`` from ``low`` to ``high``, both bounds and ``current`` included, in order."""
    near = [value for value in (*series, low, high) if low <= value <= high]
    # A value that differs by rounding only would be a second stop with the same text.
    return sorted({kind(value) for value in near if not math.isclose(value, current, rel_tol=1e-9)} | {kind(current)})


def powers_of_two(high: int) -> list[float]:
    """1, 2, 3, 4, 6, 8, 12, 16 and so on, and the round decimal numbers between them."""
    exponents = range(high.bit_length())
    return [*(2**n for n in exponents), *(3 * 2**n for n in exponents), *_decades((1, 2, 5), 1, high)]


def _series(field: str, spec: Field, low: float, high: float, fine: bool) -> Iterable[float]:
    if field in _MEMORIES:
        return _NEAR_ONE
    if spec.scale == "linear":
        return (
            range(int(low), int(high), spec.step)
            if spec.kind is int
            else _steps(low, high, _MOST_FINE if fine else _MOST)
        )
    low = low or (1 if spec.kind is int else _FIRST_PENALTY)
    if high < low:  # nothing but zero
        return ()
    if fine:
        return _decades(_FINEST, low, high)
    if field in _POWERS_OF_TWO:
        return powers_of_two(int(high))
    if spec.kind is int:
        return [value for value in _decades(_FINE, low, high) if value == int(value)]
    return _decades(_FINE if field in _FINELY_STEPPED else _COARSE, low, high)


def _steps(low: float, high: float, most: int) -> list[float]:
    step = next((step for step in _LINEAR_STEPS if (high - low) / step <= most), _LINEAR_STEPS[-1])
    first, last = math.ceil(low / step), math.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in range(first, last + 1)]


def _decades(digits: Sequence[float], low: float, high: float) -> list[float]:
    exponents = range(math.floor(math.log10(low) + 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    # Through text: 3 * 10**-5 is not the float that 3e-5 is.
    return [float(f"{digit}e{exponent}") for exponent in exponents for digit in digits]
