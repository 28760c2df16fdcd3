"""Pictures of what a network sees: which pixel shows which number."""

import numpy as np
import pytest

from models.imagenet.pictures import (
    HEAT,
    IMAGENET_MEAN,
    mosaic,
    overlay,
    preprocessed_picture,
    with_patch,
    with_square,
)

PHOTO = np.random.default_rng(5).integers(0, 256, (60, 90, 3), np.uint8)


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def luminance(color: str) -> float:
    """Relative luminance as WCAG defines it, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(rgb(color)) / 255]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def changed(picture: np.ndarray) -> np.ndarray:
    return (picture != PHOTO).any(axis=-1)


def test_more_heat_is_always_lighter():
    lightness = [luminance(color) for color in HEAT]
    assert lightness == sorted(lightness)
    assert lightness[-1] > 10 * lightness[0]


def test_overlay_goes_from_the_photo_to_the_colours():
    heat = np.zeros((7, 7), np.float32)
    np.testing.assert_array_equal(overlay(PHOTO, heat, 0.0), PHOTO)
    assert (overlay(PHOTO, heat, 1.0) == rgb(HEAT[0])).all()
    half = overlay(PHOTO, heat + 1, 0.5)
    assert half.dtype == np.uint8
    np.testing.assert_allclose(half, (PHOTO.astype(float) + rgb(HEAT[-1])) / 2, atol=0.5)


def test_overlay_puts_heat_where_it_is_without_steps():
    heat = np.zeros((4, 6))
    heat[0, 5] = 1
    colors = overlay(np.zeros_like(PHOTO), heat, 1.0).sum(axis=-1, dtype=int)
    assert np.unravel_index(colors.argmax(), colors.shape) > (-1, 75)  # upper right
    assert colors[:15, 75:].min() > colors[30:, :60].max()
    assert np.abs(np.diff(colors, axis=1)).max() < 100  # nearest neighbour would jump by several hundred


def test_each_map_of_a_mosaic_reaches_its_own_maximum():
    maps = np.zeros((3, 2, 2), np.float32)
    maps[:, 0, 1] = 1e-3, 1.0, 500.0
    maps[:, 1, 0] = -7
    picture = mosaic(maps, columns=3, scale=10)
    assert picture.shape == (20, 66, 3)  # three tiles of 20, two gaps of 3
    for left in (0, 23, 46):
        assert (picture[:10, left + 10 : left + 20] == rgb(HEAT[-1])).all()
        assert (picture[:10, left : left + 10] == rgb(HEAT[0])).all()
        assert (picture[10:, left : left + 20] == rgb(HEAT[0])).all()


@pytest.mark.parametrize(("side", "tile"), [(1, 110), (7, 112), (14, 112), (56, 112), (112, 112), (224, 224)])
def test_tiles_are_large_enough_and_cells_whole(side, tile):
    picture = mosaic(np.ones((16, side, side), np.float32), columns=4)
    assert picture.shape == (4 * tile + 9, 4 * tile + 9, 3)


def test_places_without_a_map_are_empty_and_no_column_is():
    picture = mosaic(np.ones((3, 5, 5), np.float32), columns=2, scale=4)
    assert picture.shape == (43, 43, 3)
    assert (picture[23:, 23:] == picture[21, 0]).all()  # as a gap
    assert mosaic(np.ones((1, 5, 5), np.float32), columns=4, scale=4).shape == (20, 20, 3)


def test_maps_without_any_activation_are_dark():
    assert (mosaic(np.zeros((1, 3, 3), np.float32)) == rgb(HEAT[0])).all()


@pytest.mark.parametrize("place", [0.0, 0.3, 0.5, 1.0])
def test_a_patch_lies_whole_within_the_photo(place):
    patched = with_patch(PHOTO, place, place, 0.25)
    rows, columns = np.nonzero((patched == IMAGENET_MEAN).all(axis=-1))
    assert np.ptp(rows) == np.ptp(columns) == 14  # 15 pixels, a quarter of the height
    assert rows.size == 225
    assert abs(rows.min() - place * 45) <= 0.5
    assert abs(columns.min() - place * 75) <= 0.5
    outside = np.ones(PHOTO.shape[:2], bool)
    outside[rows, columns] = False
    np.testing.assert_array_equal(patched[outside], PHOTO[outside])


def test_the_largest_and_the_smallest_patch():
    assert (with_patch(PHOTO, 0.5, 0.5, 1.0)[:, 15:75] == IMAGENET_MEAN).all()
    assert (with_patch(PHOTO, 0.5, 0.5, 0.0) == IMAGENET_MEAN).all(axis=-1).sum() == 1


def test_a_square_surrounds_what_a_unit_sees():
    outlined = with_square(PHOTO, 0.5, 0.5, 20)
    np.testing.assert_array_equal(outlined[20:40, 35:55], PHOTO[20:40, 35:55])
    assert changed(outlined)[17:43, 32:58].sum() > 0.98 * (26 * 26 - 20 * 20)
    assert changed(outlined).sum() == changed(outlined)[17:43, 32:58].sum()


@pytest.mark.parametrize("side", [1, 3, 43, 90, 400])
@pytest.mark.parametrize("place", [0.0, 0.4, 1.0])
def test_every_square_is_seen_on_all_its_sides(place, side):
    rows, columns = np.nonzero(changed(with_square(PHOTO, place, place, side)))
    height, width = PHOTO.shape[:2]
    assert rows.max() - rows.min() >= min(side / 2, height - 1)
    assert columns.max() - columns.min() >= min(side / 2, width - 1)


def test_zero_is_neutral_in_the_picture_of_the_input():
    assert (preprocessed_picture(np.zeros((2, 2, 3), np.float32)) == 128).all()


def test_negative_and_positive_numbers_lie_on_both_sides_of_grey():
    numbers = np.array([[[-120, 0, 60], [30, 120, -60]]], np.float32)
    np.testing.assert_allclose(preprocessed_picture(numbers), 127.5 + 127.5 * numbers / 120, atol=0.5)


def test_no_picture_is_changed_in_its_place():
    before = PHOTO.copy()
    with_patch(PHOTO, 0.5, 0.5, 0.5)
    with_square(PHOTO, 0.5, 0.5, 9)
    overlay(PHOTO, np.ones((2, 2)), 0.5)
    np.testing.assert_array_equal(PHOTO, before)
