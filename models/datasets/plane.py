"""Two classes of points in the plane: moons, circles and blobs of scikit-learn, XOR and two spirals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

POINTS, TRAIN_POINTS = 2_500, 2_000
SEED = 0  # the points are always the same; an experiment's own seed only picks among them


def load_plane(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """2,000 points to learn from and 500 to test with.

    Both are shifted and scaled, axis by axis, with the mean and the standard deviation of the training points;
    every point then lies between -3 and 3.

    Returns:
        x_train (2000, 2) float32, y_train (2000,) int32, x_test (500, 2), y_test (500,).
    """
    points, labels = MAKERS[name]()
    train = points[:TRAIN_POINTS]
    points = ((points - train.mean(axis=0)) / train.std(axis=0)).astype(np.float32)
    labels = labels.astype(np.int32)
    return points[:TRAIN_POINTS], labels[:TRAIN_POINTS], points[TRAIN_POINTS:], labels[TRAIN_POINTS:]


def _moons() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_moons  # scikit-learn takes a second to import

    return make_moons(POINTS, noise=0.2, random_state=SEED)


def _circles() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_circles

    return make_circles(POINTS, noise=0.1, factor=0.5, random_state=SEED)


def _blobs() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import make_blobs

    return make_blobs(POINTS, centers=[[-1.5, -1.5], [1.5, 1.5]], cluster_std=0.9, random_state=SEED)


def _xor() -> tuple[np.ndarray, np.ndarray]:
    """Class 1 where exactly one coordinate is positive; a gap of 0.2 along the axes."""
    points = np.random.default_rng(SEED).uniform(-1, 1, (POINTS, 2))
    labels = (points[:, 0] > 0) ^ (points[:, 1] > 0)
    return points + 0.1 * np.sign(points), labels


def _spiral() -> tuple[np.ndarray, np.ndarray]:
    """Two arms, half a turn apart, of one and three quarters of a turn each."""
    rng = np.random.default_rng(SEED)
    labels = rng.permutation(POINTS) % 2
    radius = rng.uniform(0, 1, POINTS)
    angle = 2 * np.pi * 1.75 * radius + np.pi * labels
    points = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + rng.normal(0, 0.02, (POINTS, 2)), labels


MAKERS: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
    "moons": _moons,
    "circles": _circles,
    "blobs": _blobs,
    "xor": _xor,
    "spiral": _spiral,
}
