"""Drawn animals side by side on one picture, with ground between them and around."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from models.photo_sets.built_in import DRAWN
from models.photo_sets.drawn import draw

_KEPT = 64  # drawings: each takes about 10 ms


@lru_cache(maxsize=8)
def side_by_side(kinds: tuple[str, ...], first: int, gap: int, size: int) -> np.ndarray:
    """A picture that is larger than those that networks learn from.

    The ground goes on from the rims of the drawings: between two of them it passes from the one's into the other's.

    Args:
        kinds: of the animals, from left to right.
        first: which of the test drawings of its kind the first one is, from 0; the others are the next ones of theirs.
        gap: pixels between the drawings and around them.
        size: of a drawing, in pixels.

    Returns:
        (size + 2 gap, n size + (n + 1) gap, 3) uint8, which cannot be written to; drawing i, from 0, begins at row
        ``gap`` and column ``gap + i (size + gap)``.
    """
    drawings = [_test_drawing(kind, (first + at) % DRAWN.test, size) for at, kind in enumerate(kinds)]
    parts = [_ground(drawings[0][:, 0], drawings[0][:, 0], gap), drawings[0]]
    for left, right in pairwise(drawings):
        parts += [_ground(left[:, -1], right[:, 0], gap), right]
    parts.append(_ground(drawings[-1][:, -1], drawings[-1][:, -1], gap))
    picture = np.pad(np.concatenate(parts, axis=1), ((gap, gap), (0, 0), (0, 0)), mode="edge")
    picture.flags.writeable = False
    return picture


def _ground(left: np.ndarray, right: np.ndarray, gap: int) -> np.ndarray:
    """(size, gap, 3) that passes from one column (size, 3) into another."""
    share = ((np.arange(gap) + 0.5) / max(gap, 1))[:, None]
    return np.rint((1 - share) * left[:, None] + share * right[:, None]).astype(np.uint8)


@lru_cache(maxsize=_KEPT)
def _test_drawing(kind: str, number: int, size: int) -> np.ndarray:
    return draw(kind, DRAWN.validation + number, size)
