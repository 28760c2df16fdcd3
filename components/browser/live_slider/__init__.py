"""A slider that speaks while it is dragged; `st.slider` speaks only when it is let go.

It speaks to the page, which then draws what follows it; or to live figures, which ask the channel for it without the
page, and to the page only when it is let go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from components.browser import RANGE_STYLE

T = TypeVar("T")
OnMove = Callable[[T, bool], None]


@dataclass(frozen=True)
class Told:
    """What live figures hear of a slider, see `components.browser.live_figure`.

    Attributes:
        name: of the slider.
        values: of each option, as the figures ask the channel for it.
    """

    name: str
    values: Sequence[str]


_FOLDER = Path(__file__).parent
_slider = st.components.v2.component(
    "layerlab_live_slider",
    js=(_FOLDER / "slider.js").read_text("utf-8"),
    css=RANGE_STYLE + (_FOLDER / "slider.css").read_text("utf-8"),
)


def live_slider(
    label: str,
    options: Sequence[T],
    value: T,
    texts: Sequence[str],
    on_move: OnMove,
    *,
    key: str,
    help: str | None = None,
    disabled: bool = False,
    figures: Told | None = None,
) -> None:
    """Draw the slider.

    Args:
        options: the values it stops at.
        value: where it stands, one of ``options``. The caller holds it: the slider shows what it is given.
        texts: how each option is written.
        on_move: called with the option and whether the slider was let go there; a drag that
            goes on will soon tell another option.
        figures: the drag is told to live figures, and ``on_move`` called only when the slider is let go.
    """
    moved = _last_move(key)
    data = {
        "label": label,
        "help": help,
        "texts": list(texts),
        "index": options.index(value),
        "disabled": disabled,
        "name": figures and figures.name,
        "values": list(figures.values) if figures else [],
        "answered": moved["serial"] if moved else 0,
    }
    _slider(key=key, data=data, on_move_change=lambda: _moved(key, options, on_move))


def _moved(key: str, options: Sequence[T], on_move: OnMove) -> None:
    moved = _last_move(key)
    if moved and 0 <= moved["index"] < len(options):
        on_move(options[moved["index"]], moved["settled"])


def _last_move(key: str) -> dict[str, Any] | None:
    """What the browser said last, if it has the form that the slider gives it."""
    move = (st.session_state.get(key) or {}).get("move")
    kinds = {"index": int, "settled": bool, "serial": int}
    fits = isinstance(move, dict) and all(isinstance(move.get(name), kind) for name, kind in kinds.items())
    return move if fits else None
