"""Contact sheets: every picture in its place, at the asked size."""

import numpy as np
import pytest

from models.photo_sets.contact_sheet import contact_sheet


def plain(colour: tuple[int, int, int], height: int = 20, width: int = 20) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


COLOURS = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (90, 90, 0), (0, 90, 90)]


def test_pictures_stand_in_rows_from_left_to_right():
    sheet = contact_sheet([plain(colour) for colour in COLOURS], columns=3, side=8, gap=2, background=(7, 7, 7))
    assert sheet.shape == (18, 28, 3)
    assert sheet.dtype == np.uint8
    for place, colour in enumerate(COLOURS):
        top, left = place // 3 * 10, place % 3 * 10
        assert (sheet[top : top + 8, left : left + 8] == colour).all()


def test_gaps_and_empty_places_are_background():
    sheet = contact_sheet([plain((0, 0, 0))] * 4, columns=3, side=8, gap=2, background=(1, 2, 3))
    assert (sheet[8:10] == (1, 2, 3)).all()
    assert (sheet[:, 8:10] == (1, 2, 3)).all()
    assert (sheet[10:, 10:] == (1, 2, 3)).all()
    assert (sheet == (1, 2, 3)).all(axis=2).sum() == sheet.shape[0] * sheet.shape[1] - 4 * 64


def test_one_picture_has_the_scale_of_a_full_row():
    assert contact_sheet([plain((9, 9, 9))], columns=5, side=10, gap=1).shape == (10, 54, 3)


def test_an_array_of_pictures_will_do_and_no_gap():
    pictures = np.stack([plain(colour) for colour in COLOURS[:2]])
    sheet = contact_sheet(pictures, columns=2, side=20, gap=0)
    assert np.array_equal(sheet, np.concatenate(list(pictures), axis=1))


def test_pictures_are_squeezed_not_cut():
    left_and_right = np.concatenate([plain((250, 0, 0), 30, 40), plain((0, 0, 250), 30, 40)], axis=1)
    sheet = contact_sheet([left_and_right], columns=1, side=16, gap=3)
    assert sheet.shape == (16, 16, 3)
    assert (sheet[:, 0] == (250, 0, 0)).all()
    assert (sheet[:, -1] == (0, 0, 250)).all()


@pytest.mark.parametrize(
    ("count", "columns", "side", "gap"),
    [(0, 3, 8, 1), (2, 0, 8, 1), (2, 3, 0, 1), (2, 3, 8, -1)],
    ids=["no pictures", "no columns", "no side", "negative gap"],
)
def test_nothing_to_lay_out_is_refused(count: int, columns: int, side: int, gap: int):
    with pytest.raises(ValueError, match="no contact sheet"):
        contact_sheet([plain((0, 0, 0))] * count, columns, side, gap)
