"""What a benchmark gives: named figures, part by part."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Say = Callable[..., None]
Figures = dict[str, float]
Part = Callable[[Say], Figures]

T = TypeVar("T")

_POLL_SECONDS = 0.002


class UnknownPart(Exception):
    """The benchmark has no such part."""


def measure_parts(parts: Mapping[str, Part], say: Say, only: str | None) -> Figures:
    """The figures of all parts, or of one.

    Raises:
        UnknownPart: ``only`` is none of them.
    """
    if only is not None and only not in parts:
        raise UnknownPart(f"no part {only!r}; there are: {', '.join(parts)}")
    figures: Figures = {}
    for name, part in parts.items():
        if only in (None, name):
            say(f"-- {name}")
            found = part(say)
            say(*(f"{key}={value}" for key, value in rounded(found).items()))
            figures |= found
    return figures


def rounded(figures: Figures) -> Figures:
    """Each figure to four significant digits."""
    return {name: value if isinstance(value, bool | int) else float(f"{value:.4g}") for name, value in figures.items()}


def percentile_95(values: Sequence[float]) -> float:
    """The value that one in twenty exceeds; of few values the largest."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) >= 20 else max(values)


def until(condition: Callable[[], T], seconds: float, what: str, poll: float = _POLL_SECONDS) -> T:
    """Wait until the condition holds, and return what it gave.

    Args:
        seconds: how long at most. what: is waited for. poll: seconds between two looks.

    Raises:
        TimeoutError: it did not within so many seconds.
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(poll)
    return value
