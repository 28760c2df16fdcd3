"""A drawing travels as a text."""

import numpy as np
import pytest

from models.convolution.drawing import EMPTY, SIDE, checked_drawing, drawing_text, read_drawing


@pytest.mark.parametrize("seed", range(10))
def test_a_drawing_comes_back_from_its_text(seed):
    pixels = np.random.default_rng(seed).random((SIDE, SIDE)) < 0.1
    text = drawing_text(pixels)
    assert (read_drawing(text) == pixels).all()
    assert checked_drawing(text) == text
    assert len(text) < 140


def test_nothing_drawn_is_no_text():
    assert drawing_text(np.zeros((SIDE, SIDE), bool)) == EMPTY
    assert not read_drawing(EMPTY).any()


@pytest.mark.parametrize("text", ["x", "A" * 131 + "!", "A" * 1000, "ä" * 131, "A" * 130])
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(ValueError, match="drawing"):
        read_drawing(text)
