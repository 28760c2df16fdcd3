"""Moved and turned pictures, held against pixel-by-pixel loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.convolution.shifts import shifted, shifted_all_ways, turned, turned_both_ways

PICTURES = np.random.default_rng(1).integers(0, 256, (2, 7, 9, 2), dtype=np.uint8)


def slowly_shifted(pictures, down, right):
    moved = np.zeros_like(pictures)
    for row in range(pictures.shape[1]):
        for column in range(pictures.shape[2]):
            from_row, from_column = row - down, column - right
            if 0 <= from_row < pictures.shape[1] and 0 <= from_column < pictures.shape[2]:
                moved[:, row, column] = pictures[:, from_row, from_column]
    return moved


@given(st.integers(-6, 6), st.integers(-8, 8))
def test_what_is_shifted_comes_from_the_pixel_beside_it_and_zeros_come_in(down, right):
    np.testing.assert_array_equal(shifted(PICTURES, down, right), slowly_shifted(PICTURES, down, right))


def slowly_turned(pictures, degrees):
    """Each pixel is looked up at the place that it comes from, between the four pixels around it."""
    _, height, width, _ = pictures.shape
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    result = np.zeros(pictures.shape)
    for row in range(height):
        for column in range(width):
            up, right = (height - 1) / 2 - row, column - (width - 1) / 2
            from_right, from_up = cos * right + sin * up, cos * up - sin * right
            y, x = (height - 1) / 2 - from_up, (width - 1) / 2 + from_right
            if not (-1e-9 <= y <= height - 1 + 1e-9 and -1e-9 <= x <= width - 1 + 1e-9):
                continue
            top, left = min(max(math.floor(y), 0), height - 2), min(max(math.floor(x), 0), width - 2)
            below, beside = y - top, x - left
            for i, row_share in ((top, 1 - below), (top + 1, below)):
                for j, column_share in ((left, 1 - beside), (left + 1, beside)):
                    result[:, row, column] += row_share * column_share * pictures[:, i, j]
    return result


@pytest.mark.parametrize("degrees", [10, -10, 33.3, 40, -40, 90, 180])
def test_what_is_turned_lies_between_the_pixels_it_comes_from(degrees):
    found = turned(PICTURES, degrees)
    assert found.dtype == np.uint8
    np.testing.assert_allclose(found, slowly_turned(PICTURES, degrees), atol=0.51)


def test_turned_is_anticlockwise():
    corner = np.zeros((1, 3, 3, 1), np.uint8)
    corner[0, 0, 2] = 255  # top right
    assert turned(corner, 90)[0, 0, 0] == 255  # top left


def test_each_picture_goes_all_ways_and_without_a_move_it_stays():
    moved = list(shifted_all_ways(PICTURES, 2))
    assert len(moved) == 4
    expected = {shifted(PICTURES, *way).tobytes() for way in ((2, 0), (-2, 0), (0, 2), (0, -2))}
    assert {one.tobytes() for one in moved} == expected
    assert [one.tobytes() for one in turned_both_ways(PICTURES, 20)] == [
        turned(PICTURES, way).tobytes() for way in (20, -20)
    ]
    for stays in (shifted_all_ways(PICTURES, 0), turned_both_ways(PICTURES, 0)):
        np.testing.assert_array_equal(list(stays), [PICTURES])
