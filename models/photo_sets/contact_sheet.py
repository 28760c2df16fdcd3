"""Many photos as one picture, so that a page sends one file and not a hundred."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.photos.fit import fit

WHITE = (255, 255, 255)


def contact_sheet(
    pictures: Sequence[np.ndarray] | np.ndarray,
    columns: int,
    side: int,
    gap: int,
    background: tuple[int, int, int] = WHITE,
) -> np.ndarray:
    """Lay pictures out in rows, from left to right.

    Args:
        pictures: at least one, (height, width, 3) uint8 each; they are squeezed into squares.
        columns: squares in a row. The last row may have fewer, and the sheet is as wide as a full row even if there is
            only one picture, so that two sheets have the same scale on the page.
        side: of each square, in pixels.
        gap: between two squares, in pixels.
        background: colour of gaps and empty places.

    Returns:
        (rows * (side + gap) - gap, columns * (side + gap) - gap, 3) uint8.

    Raises:
        ValueError: there are no pictures, or `columns` or `side` is less than 1, or `gap` less than 0.
    """
    if len(pictures) == 0 or columns < 1 or side < 1 or gap < 0:
        raise ValueError(f"no contact sheet of {len(pictures)} pictures with {columns=}, {side=}, {gap=}")
    rows = -(-len(pictures) // columns)
    step = side + gap
    sheet = np.full((rows * step - gap, columns * step - gap, 3), background, np.uint8)
    for place, picture in enumerate(pictures):
        top, left = place // columns * step, place % columns * step
        sheet[top : top + side, left : left + side] = fit(picture, side, "squeeze")
    return sheet
