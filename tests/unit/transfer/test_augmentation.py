"""Augmented photos: each kind does what it says, within its bounds, and the seed decides."""

import numpy as np
import pytest

from models.photo_sets.drawn import draw
from models.transfer.augmentation import (
    AUGMENTATIONS,
    BRIGHTNESS_RANGE,
    MOST_NOISE,
    MOST_SHIFT,
    ZOOM_RANGE,
    augment,
)

SIDE = 64
EVERY = pytest.mark.parametrize("kind", AUGMENTATIONS)


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    generator = np.random.default_rng(0)
    coarse = generator.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return np.kron(coarse, np.ones((SIDE // 8, SIDE // 8, 1), np.uint8))


def disc(side: int = SIDE, radius: float = 12.0) -> np.ndarray:
    """A white disc in the middle of a black square."""
    y, x = np.mgrid[:side, :side] + 0.5 - side / 2
    return np.repeat((255 * (np.hypot(x, y) < radius)).astype(np.uint8)[..., None], 3, axis=2)


def centre_of_mass(picture: np.ndarray) -> np.ndarray:
    """(x, y) from the middle, in pixels."""
    weights = picture[..., 0].astype(float)
    y, x = np.mgrid[: len(picture), : len(picture)] + 0.5 - len(picture) / 2
    return np.array([(x * weights).sum(), (y * weights).sum()]) / weights.sum()


def test_without_kinds_the_picture_stays(picture: np.ndarray):
    assert np.array_equal(augment(picture, (), 3), picture)


@EVERY
def test_a_kind_changes_the_picture_but_not_its_form_nor_the_original(picture: np.ndarray, kind: str):
    before = picture.copy()
    results = [augment(picture, (kind,), seed) for seed in range(8)]
    assert all(result.shape == picture.shape and result.dtype == np.uint8 for result in results)
    assert any(not np.array_equal(result, picture) for result in results)
    assert np.array_equal(picture, before)


@pytest.mark.parametrize("kinds", [*((kind,) for kind in AUGMENTATIONS), AUGMENTATIONS])
def test_the_seed_decides(picture: np.ndarray, kinds: tuple[str, ...]):
    assert np.array_equal(augment(picture, kinds, 5), augment(picture, kinds, 5))
    assert len({augment(picture, kinds, seed).tobytes() for seed in range(12)}) >= 2


def test_the_order_of_kinds_does_not_matter(picture: np.ndarray):
    shuffled = ("noise", "zoom", "flip", "brightness", "shift", "rotate")
    assert np.array_equal(augment(picture, AUGMENTATIONS, 4), augment(picture, shuffled, 4))


def test_what_a_kind_does_does_not_depend_on_the_others():
    shifted = centre_of_mass(augment(disc(), ("shift",), 6))
    with_rotation = centre_of_mass(augment(disc(), ("shift", "rotate"), 6))
    # A disc turned about its own middle is the same disc.
    assert np.hypot(*shifted) > 1
    assert np.allclose(shifted, with_rotation, atol=0.2)


def test_flip_mirrors_half_of_the_pictures_exactly(picture: np.ndarray):
    results = [augment(picture, ("flip",), seed) for seed in range(100)]
    mirrored = sum(np.array_equal(result, picture[:, ::-1]) for result in results)
    kept = sum(np.array_equal(result, picture) for result in results)
    assert mirrored + kept == 100
    assert 35 <= mirrored <= 65


def test_rotate_turns_about_the_middle_by_at_most_20_degrees():
    bar = np.zeros((SIDE, SIDE, 3), np.uint8)
    bar[SIDE // 2 - 2 : SIDE // 2 + 2, 8:-8] = 255
    angles = []
    for seed in range(40):
        turned = augment(bar, ("rotate",), seed)
        y, x = np.nonzero(turned[..., 0] > 128)
        angles.append(np.degrees(np.arctan(np.polyfit(x, y, 1)[0])))
        assert np.allclose(centre_of_mass(turned), 0, atol=0.2)
    assert -21 < min(angles) < -10
    assert 10 < max(angles) < 21


def test_shift_moves_by_at_most_its_share_of_the_side():
    moves = np.array([centre_of_mass(augment(disc(), ("shift",), seed)) for seed in range(60)]) / SIDE
    assert np.abs(moves).max() <= MOST_SHIFT + 0.005
    assert (moves.min(axis=0) < -0.08).all()
    assert (moves.max(axis=0) > 0.08).all()


def test_zoom_scales_about_the_middle():
    disc_area = disc().sum()
    factors = np.sqrt([augment(disc(), ("zoom",), seed).sum() / disc_area for seed in range(60)])
    assert ZOOM_RANGE[0] - 0.02 < factors.min() < 0.85
    assert 1.15 < factors.max() < ZOOM_RANGE[1] + 0.02


def test_brightness_multiplies_all_pixels_by_one_factor():
    grey = np.full((SIDE, SIDE, 3), 100, np.uint8)
    results = [augment(grey, ("brightness",), seed) for seed in range(60)]
    assert all(len(np.unique(result)) == 1 for result in results)
    factors = np.array([result[0, 0, 0] / 100 for result in results])
    assert BRIGHTNESS_RANGE[0] <= factors.min() < 0.8
    assert 1.2 < factors.max() <= BRIGHTNESS_RANGE[1]


def test_too_bright_is_white_and_does_not_wrap_around():
    bright = np.full((SIDE, SIDE, 3), 250, np.uint8)
    results = [augment(bright, ("brightness", "noise"), seed) for seed in range(30)]
    assert max(result.max() for result in results) == 255
    assert min(result.min() for result in results) > 100


def test_noise_has_no_mean_and_a_bounded_spread():
    grey = np.full((SIDE, SIDE, 3), 128, np.uint8)
    noise = [augment(grey, ("noise",), seed).astype(float) - 128 for seed in range(40)]
    assert all(abs(values.mean()) < 0.5 for values in noise)
    spreads = [values.std() for values in noise]
    assert 9 < max(spreads) < MOST_NOISE + 0.3


@pytest.mark.parametrize("kinds", [("rotate",), ("shift",), ("zoom",), ("flip", "rotate", "shift", "zoom")])
def test_beyond_the_edge_the_picture_is_reflected_not_black(kinds: tuple[str, ...]):
    grey = np.full((SIDE, SIDE, 3), 90, np.uint8)
    for seed in range(30):
        assert (augment(grey, kinds, seed) == 90).all()


def test_beyond_the_edge_of_a_picture_with_a_background_lies_that():
    frame = np.zeros((SIDE, SIDE, 3), np.uint8)
    frame[2:6, 8:-8] = 255  # near the upper edge, which would mirror it
    for seed in range(30):
        moved = augment(frame, ("shift",), seed, background=0)
        assert moved.sum() <= 1.01 * frame.sum()
    assert max(augment(frame, ("shift",), seed).sum() for seed in range(30)) > 1.5 * frame.sum()


@pytest.mark.parametrize("side", [1, 3, 28, 225])
def test_any_side_will_do(side: int):
    small = np.full((side, side, 3), 200, np.uint8)
    assert augment(small, AUGMENTATIONS, 1).shape == (side, side, 3)


def test_a_read_only_memory_map_will_do():
    drawn = draw("cat", 1, SIDE)
    drawn.setflags(write=False)
    assert not np.array_equal(augment(drawn, AUGMENTATIONS, 1), drawn)


def test_an_unknown_kind_is_refused(picture: np.ndarray):
    with pytest.raises(ValueError, match="'shear'"):
        augment(picture, ("flip", "shear"), 1)
