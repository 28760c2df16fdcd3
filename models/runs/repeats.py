"""Runs over values and seeds, and what their figures say: means with their errors, and paired differences.

Standard error of a mean, paired t-test and Student's t: Dietz, Barr and Çetinkaya-Rundel 2019, "OpenIntro statistics",
fourth edition, sections 7.1 and 7.2, https://www.openintro.org/book/os/.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.special import stdtrit  # the whole of scipy.stats would take a second to load

V = TypeVar("V", bound=Hashable)
E = TypeVar("E")

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Repeats(Generic[V]):
    """The runs of one job: each value with each seed.

    Attributes:
        values: what is compared, such as depths.
        seeds: the same for all values, so that what they have in common, such as the order of the examples, is no part
            of a difference.
    """

    values: tuple[V, ...]
    seeds: tuple[int, ...]

    @property
    def keys(self) -> list[tuple[V, int]]:
        """Value and seed of each run: all values with the first seed, then with the next, so that a comparison is soon
        there, and only becomes surer."""
        return [(value, seed) for seed in self.seeds for value in self.values]

    def experiments(self, make: Callable[[V, int], E]) -> dict[tuple[V, int], E]:
        """What ``make`` says of each value and seed, in the order of `keys`."""
        return {(value, seed): make(value, seed) for value, seed in self.keys}

    def by_value(self, figures: Mapping[tuple[V, int], float]) -> dict[V, dict[int, float]]:
        """The runs' figures by value and seed; those that are not there yet, or not a number, are left out."""
        found: dict[V, dict[int, float]] = {value: {} for value in self.values}
        for value, seed in self.keys:
            figure = figures.get((value, seed), math.nan)
            if math.isfinite(figure):
                found[value][seed] = figure
        return found


@dataclass(frozen=True)
class Mean:
    """What several runs have on average.

    Attributes:
        value: nan for none.
        error: the standard error of ``value``, in its unit; nan for fewer than two.
        count: of the runs.
    """

    value: float
    error: float
    count: int


@dataclass(frozen=True)
class Difference:
    """What one value has more than another on average, seed by seed.

    Attributes:
        value, error, count: as in `Mean`, of the differences; ``count`` is of the seeds that both have.
        low, high: the 95 % confidence interval of ``value``, by Student's t with ``count`` - 1 degrees of freedom; nan
            for fewer than two.
    """

    value: float
    error: float
    count: int
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether it is more than what chance explains: a paired t-test at the level of 5 %."""
        return self.low > 0 or self.high < 0


def mean_of(figures: Sequence[float]) -> Mean:
    """Mean and standard error."""
    count = len(figures)
    value = float(np.mean(figures)) if count else math.nan
    error = float(np.std(figures, ddof=1)) / math.sqrt(count) if count > 1 else math.nan
    return Mean(value, error, count)


def difference(first: Mapping[int, float], second: Mapping[int, float]) -> Difference:
    """What ``first`` has more than ``second``.

    Args:
        first, second: a figure for each seed.
    """
    mean = mean_of([first[seed] - second[seed] for seed in first if seed in second])
    reach = mean.error * float(stdtrit(mean.count - 1, (1 + CONFIDENCE) / 2)) if mean.count > 1 else math.nan
    return Difference(mean.value, mean.error, mean.count, mean.value - reach, mean.value + reach)
