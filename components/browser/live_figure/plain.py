"""A picture as the browser takes it with the page: lists in place of arrays, and no more digits than a chart shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def plain_picture(picture: Mapping[str, Any]) -> dict[str, Any]:
    """The picture with its tables' columns as lists; all else stays.

    Raises:
        ValueError: the columns of a table have different lengths.
    """
    tables = {name: _plain_table(name, table) for name, table in picture.get("tables", {}).items()}
    return {**picture, "tables": tables}


def _plain_table(name: str, table: Mapping[str, np.ndarray | list[str]]) -> dict[str, list]:
    lengths = {column: len(values) for column, values in table.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns of one length each are needed in the table {name!r}, not {lengths}")
    return {column: _plain_column(values) for column, values in table.items()}


def _plain_column(values: np.ndarray | list[str]) -> list:
    """Integers and texts as they are; other numbers with five digits, and nothing where they are not finite."""
    if isinstance(values, list) or values.dtype.kind not in "f":
        return list(values) if isinstance(values, list) else values.tolist()
    return [float(f"{value:.5g}") if math.isfinite(value) else None for value in values.tolist()]
