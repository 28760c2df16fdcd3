"""What a live figure shows at one moment, and how that travels: as compact JSON, tables by columns.

It comes with the page as text, or over the channel compressed by zlib. The browser undoes it with
``DecompressionStream("deflate")`` and ``JSON.parse``.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

Table: TypeAlias = dict[str, np.ndarray | list[str]]  # columns of equal length

# Every part may be missing, and what JSON knows may be added:
#   "progress": {"share": from 0 to 1, "text": Markdown}
#   "lines": {name: a line of Markdown}
#   "sheets": {name: [the cells of each row, all lines of Markdown]}; no rows to show nothing
#   "pixels": {name: {"rows", "columns", "kind", "values"}}, see `components.charts.pixels`
#   "marks": {name: [[row, column, rows, columns, role]]}: rectangles over pixels; the roles are classes in figure.css
#   "pointed": {"name", "row", "column"}: the place in one of the pixels that it all is about
#   "words": [sentences in Markdown, under "What you see"]
#   "tables": {chart: `Table`}
#   "alt": {chart: what is read out in place of its spec's description}
#   "notes": {chart: a sentence in its place}
#   "specs": {chart: Vega-Lite without data}, where they are not those that the page has
#   "stage": where it is not the stage that the page was drawn for, the page is drawn again
Picture: TypeAlias = dict[str, Any]

DIGITS = 5  # significant ones; a screen shows three or four
_LEVEL = 5
_NOT_FINITE = re.compile("-?(?:nan|inf)")


def packed(picture: Picture) -> bytes:
    """One zlib payload of `to_json` in UTF-8; it raises the same."""
    return zlib.compress(to_json(picture).encode(), _LEVEL)


def to_json(picture: Picture) -> str:
    """The picture as JSON.

    Fractions have at most `DIGITS` significant digits, integers are kept, what is not finite is null.

    Raises:
        ValueError: the columns of a table differ in length. TypeError: JSON has no form for a value.
    """
    rest = {name: value for name, value in picture.items() if name != "tables"}
    parts = [f"{_text(name)}:{_text(_plain(value))}" for name, value in rest.items()]
    if "tables" in picture:
        tables = (f"{_text(name)}:{_table_text(name, table)}" for name, table in picture["tables"].items())
        parts.append(f'"tables":{{{",".join(tables)}}}')
    return f"{{{','.join(parts)}}}"


def _table_text(name: str, table: Table) -> str:
    if len({len(column) for column in table.values()}) > 1:
        raise ValueError(f"columns of the table {name!r} differ in length")
    return f"{{{','.join(f'{_text(column)}:{_column_text(values)}' for column, values in table.items())}}}"


def _column_text(column: np.ndarray | list[str]) -> str:
    if not isinstance(column, np.ndarray):
        return _text(column)
    if column.dtype.kind != "f" or not len(column):
        return _text(column.tolist())
    # Python rounds and writes in one go, faster than NumPy rounds for `json`, which then writes 17 digits' worth.
    text = ",".join([f"%.{DIGITS}g"] * len(column)) % tuple(column.tolist())
    return f"[{text if np.isfinite(column).all() else _NOT_FINITE.sub('null', text)}]"


def _plain(value: Any) -> Any:
    """The same in what JSON knows, with rounded numbers."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
    return value


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
