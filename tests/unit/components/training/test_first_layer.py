"""The sheet of small pictures, and what is told of them."""

import numpy as np
import pytest

from components.training.first_layer import _FirstLayers, tiled


@pytest.mark.parametrize("pictures", [1, 2, 7, 32])
def test_every_small_picture_stands_in_the_sheet_once(pictures):
    stack = np.arange(1.0, pictures + 1) * np.ones((3, 5, 1))
    sheet = tiled(stack)
    values, counts = np.unique(sheet[sheet > 0], return_counts=True)
    assert values.tolist() == list(range(1, pictures + 1))
    assert (counts == 15).all()
    assert sheet.shape[1] >= sheet.shape[0]


@pytest.mark.parametrize("args", [{}, {"run": 3}, {"run": "x" * 41}, {"run": "a", "test_picture": "101"}])
def test_what_is_no_first_layer_is_refused(args):
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        _FirstLayers().read(args, "viewer")
