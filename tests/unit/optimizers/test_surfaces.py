"""Surfaces: their minima are minima, and their contour levels can be read."""

import numpy as np
import pytest

from models.optimizers.formulas import parse
from models.optimizers.surfaces import SURFACES, contour_levels, grid

BUILT_IN = [name for name in SURFACES if name != "own"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_named_minima_are_minima_in_the_picture_and_the_lowest_come_first(name):
    surface = SURFACES[name]
    formula = parse(surface.formula)
    for x, y in surface.minima:
        assert surface.x[0] < x < surface.x[1]
        assert surface.y[0] < y < surface.y[1]
        assert np.hypot(*formula.gradient(x, y)) < 1e-9
        around = np.linspace(0, 2 * np.pi, 40)
        assert formula.value(x + 1e-3 * np.cos(around), y + 1e-3 * np.sin(around)).min() > formula.value(x, y)
    values = [float(formula.value(*point)) for point in surface.minima]
    assert values[: surface.lowest] == pytest.approx([0.0] * surface.lowest, abs=1e-12)
    assert min(values[surface.lowest :], default=1.0) > 0.1


@pytest.mark.parametrize("name", list(SURFACES))
def test_a_surface_is_not_negative_where_it_is_shown_and_starts_lie_in_the_picture(name):
    surface = SURFACES[name]
    assert grid(parse(surface.formula), surface.x, surface.y).min() >= 0
    for x, y in (surface.start, surface.second_start):
        assert surface.x[0] <= x <= surface.x[1]
        assert surface.y[0] <= y <= surface.y[1]


def test_a_grid_has_rows_along_y_from_the_lowest():
    values = grid(parse("x + 10y"), (0.0, 2.0), (0.0, 1.0), cells=(2, 3))
    np.testing.assert_array_equal(values, [[0, 1, 2], [10, 11, 12]])
    assert values.dtype == np.float32
    assert np.isinf(grid(parse("1e300"), (0.0, 1.0), (0.0, 1.0), cells=(2, 2))).all()


@pytest.mark.parametrize("name", list(SURFACES))
def test_contour_levels_part_the_picture_into_bands_of_similar_size(name):
    surface = SURFACES[name]
    values = grid(parse(surface.formula), surface.x, surface.y)
    levels = contour_levels(values)
    shares = np.histogram(values, [-np.inf, *levels, np.inf])[0] / values.size
    assert len(levels) == 14
    assert shares.min() > 0.01
    assert shares.max() < 0.15


@pytest.mark.parametrize(
    "formula",
    ["x", "abs(x) + abs(y)", "exp(-50(x^2 + y^2))", "exp(x^4)", "log(x)", "1/x", "1e30x", "1000 + x/100", "-x^2"],
)
def test_contour_levels_are_finite_and_ascending_even_as_float32(formula):
    values = grid(parse(formula), (-5.0, 5.0), (-5.0, 5.0))
    levels = contour_levels(values).astype(np.float32)
    assert len(levels) > 1
    assert np.isfinite(levels).all()
    assert (np.diff(levels) > 0).all()
    finite = values[np.isfinite(values)]
    assert finite.min() < levels[0]
    assert levels[-1] < finite.max()


def test_many_equal_values_do_not_take_all_levels():
    values = np.zeros((100, 100))
    values[50] = np.linspace(0, 1, 100)
    levels = contour_levels(values)
    assert len(levels) == 14
    assert np.diff(levels).max() < 0.2


@pytest.mark.parametrize(("values", "level"), [(np.full((3, 3), 7.0), 7.0), (np.full((3, 3), np.nan), 0.0)])
def test_a_flat_or_undefined_surface_has_one_level(values, level):
    np.testing.assert_array_equal(contour_levels(values), [level])
