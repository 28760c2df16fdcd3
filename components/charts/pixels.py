"""Pictures that a browser paints from numbers: a byte a pixel and channel, see `components.browser.live_figure`."""

from __future__ import annotations

import base64
from typing import TypedDict

import numpy as np

_ZERO, _REACH = 128, 127  # the byte for 0 where values have signs, and how far the largest is from it


class PixelData(TypedDict):
    """A picture.

    Attributes:
        rows, columns: of pixels.
        kind: "grey", from black to white; "rgb"; "signed", where `_ZERO` is 0 and what is above and below it has a hue
            of its own.
        values: base64 of the bytes, row by row; of "rgb" three a pixel.
    """

    rows: int
    columns: int
    kind: str
    values: str


def shown(picture: np.ndarray) -> PixelData:
    """A picture as one is used to see it.

    Args:
        picture: (rows, columns, 1 or 3), from 0 for black to 1.
    """
    rows, columns, channels = picture.shape
    kind = "rgb" if channels == 3 else "grey"
    return _pixel_data(rows, columns, kind, np.rint(255 * np.clip(picture, 0, 1)))


def signed(values: np.ndarray) -> PixelData:
    """Values with signs, on the scale of the largest among them; what is not finite is shown as 0.

    Args:
        values: (rows, columns).
    """
    finite = np.where(np.isfinite(values), values, 0.0)
    largest = float(np.abs(finite).max(initial=0.0)) or 1.0
    return _pixel_data(len(values), values.shape[1], "signed", _ZERO + np.rint(_REACH * (finite / largest)))


def _pixel_data(rows: int, columns: int, kind: str, values: np.ndarray) -> PixelData:
    text = base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode("ascii")
    return {"rows": rows, "columns": columns, "kind": kind, "values": text}
