"""The loss surfaces on which the optimizers race, and how one draws them.

Every built-in surface is 0 at its lowest minimum and positive elsewhere, so that a loss can stand on a
logarithmic axis, and is scaled so that one learning rate suits all six optimizers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.optimizers.formulas import Formula

Point = tuple[float, float]
Range = tuple[float, float]


@dataclass(frozen=True)
class Surface:
    """A loss surface and where to look at it.

    Attributes:
        formula: in x and y, as `models.optimizers.formulas.parse` reads it.
        x, y: the part that is shown.
        start, second_start: where races begin.
        learning_rate: shows how the optimizers differ within 100 steps.
        minima: the known minima in the part that is shown, the lowest first.
        lowest: how many of ``minima`` share the lowest value.
    """

    formula: str
    x: Range
    y: Range
    start: Point
    second_start: Point
    learning_rate: float
    minima: tuple[Point, ...] = ()
    lowest: int = 1


_DIP = 2.839603898157202  # x / 10 + sin(2 x) / 2 = 0: where "minima" has its other minima

SURFACES: dict[str, Surface] = {
    "bowl": Surface("(x^2 + y^2) / 2", (-5.0, 5.0), (-4.0, 4.0), (-4.0, 3.0), (3.5, -1.5), 0.1, ((0.0, 0.0),)),
    "valley": Surface("x^2 / 20 + y^2", (-10.0, 10.0), (-4.0, 4.0), (-7.0, 2.0), (6.0, -3.0), 0.3, ((0.0, 0.0),)),
    # x² / 2 - y² / 2 near the origin; the fourth power holds it from below, where a bare saddle has no lowest point.
    "saddle": Surface(
        "x^2 / 2 + (y^2 - 4)^2 / 16", (-3.0, 3.0), (-3.0, 3.0), (2.5, 0.001), (-2.5, -0.3), 0.1,
        ((0.0, 2.0), (0.0, -2.0)), lowest=2,
    ),
    "beale": Surface(
        "((1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2) / 10",
        (-4.5, 4.5), (-4.5, 4.5), (1.0, 1.5), (0.5, -1.5), 0.05, ((3.0, 0.5),),
    ),
    "rosenbrock": Surface(
        "(1 - x)^2 / 100 + (y - x^2)^2", (-2.0, 2.0), (-1.0, 3.0), (-1.5, -0.5), (0.3, 2.5), 0.05, ((1.0, 1.0),)
    ),
    # From the second start momentum rolls through two dips to the origin; the others stay in the first one.
    "minima": Surface(
        "(x^2 + y^2) / 20 + (2 - cos(2x) - cos(2y)) / 4", (-5.0, 5.0), (-5.0, 5.0), (-1.4, 1.2), (4.6, 4.3), 0.1,
        ((0.0, 0.0), *((x, y) for x in (-_DIP, 0.0, _DIP) for y in (-_DIP, 0.0, _DIP) if x or y)),
    ),
    "own": Surface("x^2 / 20 + y^2 + sin(3x) + 1", (-10.0, 10.0), (-4.0, 4.0), (-7.0, 2.0), (6.0, -3.0), 0.1),
}  # fmt: skip

_SKEW = 1.5  # above 1: more levels low down, where paths end
_CLOSEST = 1e-6  # of all that the values span; float32 tells such levels apart


def grid(formula: Formula, x_range: Range, y_range: Range, cells: tuple[int, int] = (120, 120)) -> np.ndarray:
    """The surface's values for a picture.

    Args:
        cells: rows along y, columns along x. The outermost lie on the ranges' ends.

    Returns:
        (rows, columns) float32, the lowest y first; inf or nan where the formula has no finite value.
    """
    y = np.linspace(*y_range, cells[0])[:, None]
    x = np.linspace(*x_range, cells[1])[None, :]
    with np.errstate(all="ignore"):  # float32 ends at 3.4e38
        return formula.value(x, y).astype(np.float32)


def contour_levels(values: np.ndarray, count: int = 14) -> np.ndarray:
    """Levels whose lines are spread over the whole picture, however steep the surface is.

    Each band between two levels takes about the same share of the picture, a smaller one low down. Where many
    values are equal and levels would coincide, evenly spaced ones take their place.

    Args:
        values: any shape; values that are not finite are left out.

    Returns:
        At most ``count`` finite values, strictly ascending also as float32; one, if all values are equal.
    """
    finite = np.asarray(values, np.float64)
    finite = finite[np.isfinite(finite)]
    if not finite.size:
        return np.zeros(1)
    low, high = finite.min(), finite.max()
    closest = _CLOSEST * max(high - low, abs(low), abs(high))
    shares = (np.arange(1, count + 1) / (count + 1)) ** _SKEW
    levels = _apart(np.quantile(finite, shares), low, high, closest)
    missing = count - len(levels)
    if missing:
        evenly = np.linspace(low, high, missing + 2)[1:-1]
        levels = _apart(np.sort(np.concatenate([levels, evenly])), low, high, closest)
    return levels if len(levels) else np.array([low])


def _apart(ascending: np.ndarray, low: float, high: float, closest: float) -> np.ndarray:
    """The levels between the lowest and the highest value that keep their distance."""
    kept: list[float] = []
    for level in ascending:
        if level - (kept[-1] if kept else low) > closest and level < high:
            kept.append(float(level))
    return np.array(kept)
