"""A photo as everything behind the upload sees it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# A photo's shorter side, at most: the largest of the scales at which VGG's authors tested. What is larger is made
# smaller once, when it is uploaded, so that thirty visitors' photos fit into the server's memory.
MOST_SHORT_SIDE = 512
# The longer side, at most, in shorter sides allowed.
_MOST_RATIO = 4


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photo, upright.

    Attributes:
        id: begins with the SHA-256 of the pixels: the same picture has the same id.
        name: the file's name, for show only.
        pixels: (height, width, 3) uint8, RGB, the shorter side at most `MOST_SHORT_SIDE`.
        uploaded_size: (width, height) of the file, before it was turned or made smaller.
        remarks: what was done to it: "turned" (EXIF orientation), "reduced" (made smaller), "first_frame" (of an
            animation or several pages), "transparent" (laid on white), "converted" (not 8-bit RGB in the file),
            "truncated" (the file ends early; the missing part is grey).
    """

    id: str
    name: str
    pixels: np.ndarray
    uploaded_size: tuple[int, int]
    remarks: tuple[str, ...] = ()


def kept_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of what is kept of a picture."""
    short, long = min(width, height), max(width, height)
    scale = min(1.0, MOST_SHORT_SIDE / short, _MOST_RATIO * MOST_SHORT_SIDE / long)
    return max(1, round(width * scale)), max(1, round(height * scale))


def drafted(width: int, height: int) -> int:
    """By how much a JPEG is made smaller as it is decoded."""
    across, down = kept_size(width, height)
    ratio = min(width // (2 * across), height // (2 * down))
    return next((scale for scale in (8, 4, 2) if scale <= ratio), 1)
