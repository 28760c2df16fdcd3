"""The sets of photos that need no download: cats and dogs drawn here, and digits."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.resources
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import PIL

from models.datasets import load
from models.datasets.registry import DIGITS
from models.downloads import Progress, no_progress
from models.home import pictures_folder
from models.photo_sets.drawn import KINDS, draw
from models.photo_sets.split import TEST, TRAIN, VALIDATION
from models.photo_sets.stored import forget_others, load_pictures, save_pictures
from models.photos.fit import fit


@dataclass(frozen=True)
class BuiltIn:
    """A set whose pictures are made one by one, when they are needed.

    In each class the first pictures are for validation, then come those for the test, then those to train with, and
    the classes take turns: what is made so far is always the beginning of the whole.

    Attributes:
        name: of the dataset. classes: names, English.
        validation, test, train: pictures of each class.
        picture: makes (size, size, 3) uint8 of a class, its number in the class from 0, and the size.
        version: says when pictures kept from another time are not these any more.
        background: as in `PhotoSet`.
    """

    name: str
    classes: tuple[str, ...]
    validation: int
    test: int
    train: int
    picture: Callable[[int, int, int], np.ndarray]
    version: Callable[[], str]
    background: int | None = None

    def count(self, per_class: int | None = None) -> int:
        """Pictures in all, with so many to train with of each class."""
        train = self.train if per_class is None else min(per_class, self.train)
        return len(self.classes) * (self.validation + self.test + train)

    def labels(self, count: int) -> np.ndarray:
        """(count,) int32, places in `classes`."""
        return (np.arange(count) % len(self.classes)).astype(np.int32)

    def parts(self, count: int) -> np.ndarray:
        """(count,) uint8: `TRAIN`, `VALIDATION` or `TEST`."""
        number = np.arange(count) // len(self.classes)
        parts = np.where(number < self.validation, VALIDATION, TEST)
        return np.where(number < self.validation + self.test, parts, TRAIN).astype(np.uint8)

    def pictures(self, size: int, count: int, on_progress: Progress = no_progress) -> np.ndarray:
        """The first pictures, from disk as far as they were made before.

        Args:
            size: height and width in pixels.
            count: how many.
            on_progress: called with pictures made and pictures to make; never where all are there.

        Returns:
            (count, size, size, 3) uint8, which cannot be written to.
        """
        kept = self._kept(size)
        if kept is None or len(kept) < count:
            kept = self._with_more(kept, size, count, on_progress)
            with contextlib.suppress(OSError):  # without a disk they are made again next time, no more
                save_pictures(self._path(size, count), kept)
                forget_others(pictures_folder(), self.name, str(size), f"{self.version()}-{count}")
                mapped = self._kept(size)
                kept = kept if mapped is None or len(mapped) < count else mapped
        return kept[:count]

    def _kept(self, size: int) -> np.ndarray | None:
        """What was made at this size so far. More of it is another file: on Windows none that is mapped is replaced."""
        paths = pictures_folder().glob(self._path(size, "*").name)
        found = (load_pictures(path, size) for path in paths)
        return max((pictures for pictures in found if pictures is not None), key=len, default=None)

    def _path(self, size: int, count: object) -> Path:
        return pictures_folder() / f"{self.name}-{self.version()}-{count}-{size}.rgb"

    def _with_more(self, kept: np.ndarray | None, size: int, count: int, on_progress: Progress) -> np.ndarray:
        pictures = np.empty((count, size, size, 3), np.uint8)
        before = 0 if kept is None else len(kept)
        if kept is not None:
            pictures[:before] = kept
        for place in range(before, count):
            on_progress(place - before, count - before)
            pictures[place] = self.picture(place % len(self.classes), place // len(self.classes), size)
        on_progress(count - before, count - before)
        pictures.flags.writeable = False
        return pictures


def _draw(label: int, number: int, size: int) -> np.ndarray:
    return draw(KINDS[label], number, size)


@lru_cache(maxsize=1)
def _drawing_version() -> str:
    """Changes with the drawing code and with what it draws with."""
    sources = sorted(importlib.resources.files("models.photo_sets.drawn").iterdir(), key=lambda source: source.name)
    digest = hashlib.sha256(f"{np.__version__} {PIL.__version__}".encode())
    for source in sources:
        if source.name.endswith(".py"):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def _digit(label: int, number: int, size: int) -> np.ndarray:
    """White on black as in MNIST; those of the test are the built-in dataset's test digits."""
    digits, tested = load("digits"), number - DIGIT_SQUARES.validation
    if 0 <= tested < DIGIT_SQUARES.test:
        image = digits.x_test[np.flatnonzero(digits.y_test == label)[tested]]
    else:
        place = number if tested < 0 else tested - DIGIT_SQUARES.test + DIGIT_SQUARES.validation
        image = digits.x_train[np.flatnonzero(digits.y_train == label)[place]]
    return fit(np.repeat(image, 3, axis=2), size, "squeeze")


DRAWN = BuiltIn("drawn", KINDS, 50, 100, 1000, _draw, _drawing_version)
DIGIT_SQUARES = BuiltIn("digits", DIGITS, 50, 50, 200, _digit, lambda: f"1-{PIL.__version__}", background=0)
BUILT_IN_SETS = {built_in.name: built_in for built_in in (DRAWN, DIGIT_SQUARES)}
