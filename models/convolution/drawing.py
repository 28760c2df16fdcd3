"""A drawing of 28 x 28 black and white pixels, and the text by which it travels in a link."""

from __future__ import annotations

import base64
import binascii

import numpy as np

SIDE = 28
EMPTY = ""  # the text of a drawing without a line
_BYTES = SIDE * SIDE // 8


def drawing_text(pixels: np.ndarray) -> str:
    """The text of a drawing; `EMPTY` where nothing is drawn.

    Args:
        pixels: (SIDE, SIDE) bool, true where a line is.
    """
    if not pixels.any():
        return EMPTY
    return base64.urlsafe_b64encode(np.packbits(pixels).tobytes()).decode("ascii").rstrip("=")


def read_drawing(text: str) -> np.ndarray:
    """The inverse of `drawing_text`: (SIDE, SIDE) bool.

    Raises:
        ValueError: the text says no drawing.
    """
    if text == EMPTY:
        return np.zeros((SIDE, SIDE), bool)
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("no drawing") from error
    if len(data) != _BYTES:
        raise ValueError("a drawing of another size")
    return np.unpackbits(np.frombuffer(data, np.uint8)).reshape(SIDE, SIDE).astype(bool)


def checked_drawing(text: str) -> str:
    """The text of the same drawing, as `drawing_text` writes it; raises as `read_drawing`."""
    return drawing_text(read_drawing(text))
