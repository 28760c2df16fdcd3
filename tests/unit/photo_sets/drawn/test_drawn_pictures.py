"""The drawn cats and dogs: the same on every call, different from seed to seed, alike in all but the animal."""

import numpy as np
import pytest
from scipy.stats import ks_2samp

from models.photo_sets.drawn import KINDS, draw

# Kolmogorov and Smirnov's distance of two samples of 400 from one distribution is above this once in a thousand times.
ALIKE = 1.95 * np.sqrt(2 / 400)


@pytest.fixture(scope="module")
def many() -> tuple[np.ndarray, np.ndarray]:
    pictures = [draw(kind, seed, 32) for seed in range(400) for kind in KINDS]
    return np.stack(pictures), np.tile(np.arange(len(KINDS)), 400)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [8, 64, 160, 224])
def test_a_picture_has_its_size_and_many_colours(kind: str, size: int):
    picture = draw(kind, 3, size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert len(np.unique(picture)) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_picture(kind: str):
    np.testing.assert_array_equal(draw(kind, 11), draw(kind, 11))


def test_a_picture_is_the_same_scene_at_another_size():
    small = draw("dog", 4, 80).astype(float)
    large = draw("dog", 4, 160).reshape(80, 2, 80, 2, 3).mean(axis=(1, 3))
    assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.9


def test_every_seed_and_kind_gives_a_picture_of_its_own():
    pictures = {draw(kind, seed, 32).tobytes() for kind in KINDS for seed in range(20)}
    assert len(pictures) == 40


@pytest.mark.parametrize("corner", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_background_does_not_tell_the_class(many: tuple[np.ndarray, np.ndarray], corner: tuple[int, int]):
    pictures, labels = many
    rows, columns = (slice(0, 4) if place == 0 else slice(-4, None) for place in corner)
    colours = pictures[:, rows, columns].mean(axis=(1, 2))
    for channel in range(3):
        cats, dogs = colours[labels == 0, channel], colours[labels == 1, channel]
        assert ks_2samp(cats, dogs).statistic < ALIKE


def test_brightness_and_contrast_do_not_tell_the_class(many: tuple[np.ndarray, np.ndarray]):
    pictures, labels = many
    for figure in (pictures.mean(axis=(1, 2, 3)), pictures.std(axis=(1, 2, 3))):
        assert ks_2samp(figure[labels == 0], figure[labels == 1]).statistic < ALIKE


def test_the_classes_are_not_the_same_picture_of_a_scene_with_another_animal():
    assert not np.array_equal(draw("cat", 7, 64)[:8, :8], draw("dog", 7, 64)[:8, :8])


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ValueError, match="'fox'"):
        draw("fox", 1)


def test_a_size_too_small_is_refused():
    with pytest.raises(ValueError, match="7"):
        draw("cat", 1, 7)
