"""A square of numbers to edit, such as a kernel's cells; live figures hear of each change at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

_FOLDER = Path(__file__).parent
BETWEEN = "~"  # the cells, where they are told
_grid = st.components.v2.component(
    "layerlab_number_grid",
    js=(_FOLDER / "grid.js").read_text("utf-8"),
    css=(_FOLDER / "grid.css").read_text("utf-8"),
)


def number_grid(
    label: str,
    cells: Sequence[float],
    on_change: Callable[[str], None],
    *,
    most: float,
    step: float,
    cell_label: str,
    figures: str,
    key: str,
) -> None:
    """Draw the square.

    Args:
        cells: row by row. The caller holds them: the square shows what it is given.
        on_change: called with all cells as text, `BETWEEN` them, when one has been changed; the text may be anything.
        most: a cell is at most so far from 0. step: of its arrows.
        cell_label: what a cell is called, with places {row} and {column}.
        figures: what live figures know the square as, as of a live slider; its value is the text.
    """
    data = {
        "label": label,
        "cells": list(cells),
        "most": most,
        "step": step,
        "cell": cell_label,
        "name": figures,
        "between": BETWEEN,
    }

    def changed() -> None:
        text = (st.session_state.get(key) or {}).get("cells")
        if isinstance(text, str):
            on_change(text)

    _grid(key=key, data=data, on_cells_change=changed)
