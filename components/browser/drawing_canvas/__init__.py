"""A canvas to draw on with mouse, finger or pen, in black and white pixels; live figures follow the line.

What is drawn travels as a text: base64 (RFC 4648, "URL and filename safe", without padding) of a bit a pixel, row by
row, the first of each eight the highest; "" where nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from components.i18n import _

_FOLDER = Path(__file__).parent
_canvas = st.components.v2.component(
    "layerlab_drawing_canvas",
    js=(_FOLDER / "canvas.js").read_text("utf-8"),
    css=(_FOLDER / "canvas.css").read_text("utf-8"),
)


def drawing_canvas(drawing: str, on_change: Callable[[str], None], *, side: int, figures: str, key: str) -> None:
    """Draw the canvas.

    Args:
        drawing: what is drawn. The caller holds it: the canvas shows what it is given.
        on_change: called with the drawing after each line; the text may be anything.
        side: pixels of a side, a multiple of 4.
        figures: what live figures know the canvas as, as of a live slider; its value is the drawing.
    """
    data = {"drawing": drawing, "side": side, "name": figures, "texts": _texts()}

    def changed() -> None:
        text = (st.session_state.get(key) or {}).get("drawing")
        if isinstance(text, str):
            on_change(text)

    _canvas(key=key, data=data, on_drawing_change=changed)


def _texts() -> dict[str, str]:
    return {
        "draw": _("Draw"),
        "help": _("Mouse, finger or pen; with keys: arrows move, the space bar sets the pen down and lifts it."),
        "clear": _("Clear"),
    }
