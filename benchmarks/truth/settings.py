"""All settings of one judgement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.truth import fresh_cases, lab_cases, photo_cases
from benchmarks.truth.cases import Case

SEED = 11
_Drawn = Callable[[np.random.Generator, int], list[Case]]
_Built = Callable[[int], list[Case]]

# page -> who draws, who builds, how many are drawn
PAGES: dict[str, tuple[_Drawn, _Built, int]] = {
    "lab": (lab_cases.drawn, lab_cases.built, 70),
    "initialization": (fresh_cases.drawn, fresh_cases.built, 120),
    "transfer": (photo_cases.drawn, photo_cases.built, 16),
}


def settings(page: str, seed: int = SEED, most: int | None = None) -> list[Case]:
    """The settings of a page; the same for the same seed.

    Args:
        most: so many at most, spread over all of them.
    """
    draw, build, count = PAGES[page]
    cases = draw(np.random.default_rng([seed, list(PAGES).index(page)]), count) + build(seed)
    if most is None or most >= len(cases):
        return cases
    return [cases[int(place)] for place in np.linspace(0, len(cases) - 1, most)]
