"""Photos as points in the plane."""

import numpy as np
import pytest

from models.engine.transfer.points import features_before, in_the_plane, shown_photos
from tests.there import there

RNG = np.random.default_rng(0)
TWO_CLOUDS = RNG.normal(size=(40, 64)) + 4 * np.repeat([[0.0], [1.0]], 20, axis=0)


@pytest.mark.parametrize("kind", ["pca", "tsne"])
def test_two_clouds_stay_apart(kind):
    points = there(in_the_plane(TWO_CLOUDS, seed=1))[kind]
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_array_equal(distances.argmin(axis=1) // 20, np.arange(40) // 20)


def test_the_same_seed_gives_the_same_picture():
    once, again = (there(in_the_plane(TWO_CLOUDS, seed=3)) for _ in range(2))
    np.testing.assert_array_equal(once["tsne"], again["tsne"])


@pytest.mark.parametrize("features", [RNG.normal(size=(3, 5)), np.ones((6, 5)), RNG.normal(size=(50, 2))])
def test_few_photos_alike_photos_and_two_logits_have_points_too(features):
    points = there(in_the_plane(features.astype(np.float32), seed=1))
    assert points["pca"].shape == points["tsne"].shape == (len(features), 2)
    assert np.isfinite(points["pca"]).all()
    assert np.isfinite(points["tsne"]).all()


@pytest.mark.parametrize("features", [np.ones((2, 5)), np.full((9, 5), np.nan), np.full((9, 5), np.inf)])
def test_there_are_no_points_of_two_photos_or_of_values_that_overflowed(features):
    assert in_the_plane(features, seed=1) is None


def test_of_many_test_photos_some_are_shown_at_even_distances():
    np.testing.assert_array_equal(shown_photos(5, None), np.arange(5))
    shown = shown_photos(1000, None)
    assert len(shown) == 400
    assert (shown[0], shown[-1]) == (0, 999)
    assert set(np.diff(shown)) == {2, 3}


def test_the_small_network_has_pixels_before():
    pictures = RNG.integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)
    before = there(features_before(None, pictures))
    assert before.shape == (2, 16 * 16 * 3)
    np.testing.assert_allclose(before[1, :3], pictures[1, :4, :4].mean(axis=(0, 1)), rtol=1e-6)
