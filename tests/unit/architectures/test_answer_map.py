"""The map of answers: each answer is that of the network with flatten and dense to the window that it sees."""

import numpy as np
import pytest

from models.architectures.animal_row import ROWS, AnimalRow
from models.architectures.answer_map import SIDE, STRIDE, answer_network, map_side, multiply_adds, places
from models.architectures.series import series
from models.photo_sets.drawn import KINDS
from models.settings import SettingError


def test_on_a_picture_of_its_own_size_it_gives_the_one_answer():
    pictures = np.random.default_rng(0).random((3, SIDE, SIDE, 3), np.float32)
    network = answer_network()
    for picture, alone in zip(pictures, network.answer(pictures), strict=True):
        answers = network.answers(picture)
        assert answers.shape == (1, 1)
        assert answers[0, 0] == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize(("height", "width"), [(SIDE, SIDE + STRIDE), (64, 81), (75, 50), (103, 99)])
def test_each_answer_is_that_of_its_window(height, width):
    picture = np.random.default_rng(1).random((height, width, 3), np.float32)
    network = answer_network()
    answers = network.answers(picture)
    assert answers.shape == (places(height), places(width))
    windows = [
        picture[STRIDE * row : STRIDE * row + SIDE, STRIDE * column : STRIDE * column + SIDE]
        for row in range(len(answers))
        for column in range(answers.shape[1])
    ]
    np.testing.assert_allclose(answers.ravel(), network.answer(np.stack(windows)), atol=1e-5)


def test_sizes_and_sums():
    network = answer_network()
    assert network.map_shape == (4, 4, 24)
    assert [map_side(side) for side in (48, 56, 96)] == [4, 5, 10]
    assert [places(side) for side in (48, 55, 56, 96)] == [1, 1, 2, 7]
    dense = sum(kernel.size for kernel, _bias in network.dense)
    convolutions = 46**2 * 27 * 12 + 44**2 * 108 * 12 + 20**2 * 108 * 16 + 8**2 * 144 * 24
    # Each convolution's kernel once for each pixel that it makes, the dense layers once.
    assert multiply_adds(SIDE, SIDE) == convolutions + dense
    assert multiply_adds(96, 96) < 49 * multiply_adds(SIDE, SIDE)


def test_rows_of_animals():
    assert {kind for row in ROWS for kind in AnimalRow(animals=row).kinds} == set(KINDS)
    assert len(series(AnimalRow(), "gap")) == 7
    with pytest.raises(SettingError, match="gap"):
        AnimalRow(gap=STRIDE + 1)
