"""Drawn animals side by side on one picture."""

import numpy as np
import pytest

from models.photo_sets.built_in import DRAWN
from models.photo_sets.drawn import draw
from models.photo_sets.side_by_side import side_by_side


@pytest.mark.parametrize("gap", [0, 1, 10])
def test_each_drawing_stands_in_its_place(gap):
    picture = side_by_side(("dog", "cat", "dog"), 99, gap, 32)
    assert picture.shape == (32 + 2 * gap, 3 * 32 + 4 * gap, 3)
    for at, (kind, number) in enumerate([("dog", 99), ("cat", 0), ("dog", 1)]):
        left = gap + at * (32 + gap)
        drawn = draw(kind, DRAWN.validation + number, 32)
        np.testing.assert_array_equal(picture[gap : gap + 32, left : left + 32], drawn)


def test_the_ground_passes_from_one_drawing_into_the_next():
    picture = side_by_side(("cat", "dog"), 0, 16, 32).astype(int)
    row = picture[20, 16 + 32 - 1 : 16 + 32 + 16 + 1]  # from the rim of the one to that of the other
    assert (np.diff(row, axis=0) * np.sign(row[-1] - row[0]) >= 0).all()
    np.testing.assert_array_equal(picture[0], picture[16])
