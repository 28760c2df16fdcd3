"""A place in one of a page's pictures, as a text that a link and a browser can say."""

from __future__ import annotations

import re

NOWHERE = ""  # the text of no place at all
_PLACE = re.compile(r"([a-z_]{1,20})-(\d{1,4})-(\d{1,4})", re.ASCII)


def place_text(name: str, row: int, column: int) -> str:
    """The text of a place; the inverse of `read_place`.

    Args:
        name: of the picture. row, column: of the place in it, from 0.
    """
    return f"{name}-{row}-{column}"


def read_place(text: str) -> tuple[str, int, int]:
    """The name of a picture, and row and column of a place in it, which it need not have.

    Raises:
        ValueError: the text says no place.
    """
    found = _PLACE.fullmatch(text)
    if not found:
        raise ValueError("no place")
    name, row, column = found.groups()
    return name, int(row), int(column)


def checked_place(text: str) -> str:
    """The text itself.

    Raises:
        ValueError: it is neither `NOWHERE` nor a place.
    """
    if text != NOWHERE:
        read_place(text)
    return text
