"""Kernels, their cells in a link, and what each is for."""

import numpy as np
import pytest

from models.convolution.kernels import (
    LARGEST,
    NAMED,
    cells_of,
    cells_text,
    learnt_kernels,
    random_kernel,
    read_cells,
    resized,
)
from models.convolution.windows import Window, convolve

SIZES = range(1, LARGEST + 1)


@pytest.mark.parametrize("size", SIZES)
def test_what_the_kernels_make_of_an_even_picture(size):
    even = np.full((9, 9, 1), 0.5)
    made = {
        name: convolve(even, make(size)[..., None, None], np.zeros(1), Window(size)) for name, make in NAMED.items()
    }
    for name in ("blur", "identity", "sharpen"):
        np.testing.assert_allclose(made[name], 0.5)
    for name in ("edge", "vertical", "horizontal"):
        np.testing.assert_allclose(made[name], 0, atol=1e-9)


@pytest.mark.parametrize("size", [2, 3, 5, 7])
def test_an_edge_is_seen_in_its_own_direction(size):
    step = np.zeros((9, 9, 1))
    step[:, 5:] = 1  # brighter on the right
    seen = {name: convolve(step, NAMED[name](size)[..., None, None], np.zeros(1), Window(size)) for name in NAMED}
    assert seen["vertical"].max() > 0
    assert seen["vertical"].min() >= 0
    np.testing.assert_allclose(seen["horizontal"], 0, atol=1e-9)


@pytest.mark.parametrize("size", SIZES)
def test_the_identity_leaves_the_picture_as_it_is(size):
    picture = np.random.default_rng(0).random((8, 8, 1))
    same = convolve(picture, NAMED["identity"](size)[..., None, None], np.zeros(1), Window(size, padding="same"))
    np.testing.assert_allclose(same, picture)


@pytest.mark.parametrize("size", SIZES)
def test_cells_come_back_from_a_link(size):
    cells = cells_of(random_kernel(size, 3))
    assert read_cells(cells_text(cells)) == cells


@pytest.mark.parametrize("text", ["1~2", "a", "nan", "1~1~1~1e9", "inf", "~".join(["1"] * 64), "1~~1~1"])
def test_what_is_no_square_of_small_numbers_is_refused(text):
    with pytest.raises(ValueError, match="cells"):
        read_cells(text)


def test_a_kernel_of_another_size_keeps_its_centre():
    small = cells_of(random_kernel(3, 1))
    assert resized(resized(small, 7), 3) == small
    assert np.reshape(resized(small, 5), (5, 5))[2, 2] == small[4]
    assert resized(small, 1) == (small[4],)


def test_the_learnt_kernels_are_many_and_differ():
    kernels = learnt_kernels()
    assert kernels.shape == (3, 3, 32)
    assert len({tuple(kernels[:, :, one].ravel()) for one in range(32)}) == 32
    assert 0.05 < kernels.std() < 1
