"""How far an accuracy may be off by chance."""

from __future__ import annotations

import math


def standard_error(share: float, examples: int) -> float:
    """The standard error of a share of right answers, sqrt(p (1 - p) / n).

    For p Laplace's rule of succession, (right + 1) / (examples + 2): with the share itself two right answers of
    two would have an error of 0.
    """
    likely = (min(max(share, 0.0), 1.0) * examples + 1) / (examples + 2)
    return math.sqrt(likely * (1 - likely) / examples)
