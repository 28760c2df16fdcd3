"""A place in a picture as a text."""

import pytest

from models.place import NOWHERE, checked_place, place_text, read_place


@pytest.mark.parametrize("place", [("convolution", 0, 0), ("second_pooling", 12, 3), ("input", 223, 9999)])
def test_a_place_comes_back_from_its_text(place):
    assert read_place(place_text(*place)) == place
    assert checked_place(place_text(*place)) == place_text(*place)


def test_nowhere_is_no_place_but_allowed():
    assert checked_place(NOWHERE) == NOWHERE
    with pytest.raises(ValueError, match="no place"):
        read_place(NOWHERE)


@pytest.mark.parametrize(
    "text", ["a", "a-1", "a-1-x", "A-1-1", "a-1-12345", "a--1-1", "a-１-1", "a-1-1 ", "x" * 21 + "-1-1"]
)
def test_what_says_no_place_is_refused(text):
    with pytest.raises(ValueError, match="no place"):
        checked_place(text)
