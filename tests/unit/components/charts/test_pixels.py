"""Bytes for pictures that a browser paints."""

import base64

import numpy as np

from components.charts.pixels import shown, signed


def read(data):
    return list(base64.b64decode(data["values"]))


def test_a_grey_picture_goes_from_black_to_white():
    data = shown(np.array([[0.0, 0.5], [1.0, 2.0]])[..., None])
    assert (data["rows"], data["columns"], data["kind"]) == (2, 2, "grey")
    assert read(data) == [0, 128, 255, 255]


def test_a_coloured_one_has_three_bytes_a_pixel():
    data = shown(np.array([[[1.0, 0.0, 0.2]]]))
    assert (data["kind"], read(data)) == ("rgb", [255, 0, 51])


def test_values_with_signs_are_on_the_scale_of_the_largest():
    assert read(signed(np.array([[-2.0, 0.0, 1.0, 2.0]]))) == [1, 128, 192, 255]
    assert read(signed(np.zeros((1, 2)))) == [128, 128]
    assert read(signed(np.array([[np.nan, np.inf, -5.0]]))) == [128, 128, 1]
