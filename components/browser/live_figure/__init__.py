"""A figure that stays on the page: charts, lines and words that take new pictures from the channel, without a rerun.

The charts are Vega views that stay mounted; a picture hands them new rows. The first picture comes with the page, so
the figure shows something true without any connection. While a stage goes on, newer pictures come over the channel
(`components.live`), as fast as this browser draws them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import streamlit as st

from components.browser import RANGE_STYLE, channel
from components.browser.channel import Watch
from components.i18n import _
from components.picture import Picture, to_json
from components.streamlit_fixes import vega_file
from models.place import read_place

OnPoint = Callable[[str, int, int], None]

_FOLDER = Path(__file__).parent
# One module: a name in one file is known in all.
_SCRIPTS = (
    "words",
    "theme",
    "tooltip",
    "vega",
    "chart",
    "hover",
    "tools",
    "pixels",
    "parts",
    "moments",
    "main",
)


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes:
        name: of its table in the picture.
        spec: Vega-Lite without data, as `components.charts` builds it; its height says how high its place is.
        width: pixels of the plot, where the spec fixes it too; else it is as wide as its place.
    """

    name: str
    spec: Mapping[str, Any]
    width: int | None = None


@dataclass(frozen=True)
class Column:
    """Charts or pictures under one another, with lines of text and sheets between them."""

    items: tuple[Chart | Pixels | Line | Sheet, ...]


@dataclass(frozen=True)
class Row:
    """Charts or pictures side by side as long as each can be read, else under one another.

    Attributes:
        shares: how the width is shared out; empty where all get the same.
    """

    items: tuple[Chart | Pixels | Column, ...]
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Progress:
    """A bar with one line of text above it, the picture's ``progress``."""


@dataclass(frozen=True)
class Moments:
    """The time slider over the ``moments``."""


@dataclass(frozen=True)
class Line:
    """A line of text, one of the picture's ``lines`` by its name."""

    name: str


@dataclass(frozen=True)
class Sheet:
    """Lines of text in rows and columns, one of the picture's ``sheets`` by its name.

    Attributes:
        has_heads: the first row, and the first cell of each other one, say what stands below and beside them.
    """

    name: str
    has_heads: bool = True


@dataclass(frozen=True)
class Pixels:
    """A picture painted from numbers, one of the picture's ``pixels`` by its name, with ``marks`` over it.

    Attributes:
        title: that stands above it.
        tells: where a reader may point at a place, what live figures hear of it as: as of a live slider of this name,
            whose value is `models.place.place_text` of the place. "" where nobody may.
        walks: buttons let the place go on by itself, or by one.
    """

    name: str
    title: str
    tells: str = ""
    walks: bool = False


@dataclass(frozen=True)
class Words:
    """The picture's ``words`` under a heading, in a frame."""

    heading: str


Part: TypeAlias = Progress | Moments | Line | Sheet | Pixels | Words | Row | Column | Chart


_figure = st.components.v2.component(
    "layerlab_live_figure",
    css=RANGE_STYLE + (_FOLDER / "figure.css").read_text("utf-8"),
    js="\n".join([channel.SCRIPT, *((_FOLDER / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)]),
    # Texts and fonts are the page's; every rule of the style sheet begins with the figure's class.
    isolate_styles=False,
)


def live_figure(
    parts: Sequence[Part],
    picture: Picture,
    *,
    stage: str = "",
    watch: Watch | None = None,
    moments: Sequence[tuple[int, str]] = (),
    follows: Mapping[str, str] | None = None,
    on_point: OnPoint | None = None,
    key: str,
) -> None:
    """Draw the figure; under the same key what is there stays, and takes what is new.

    Args:
        parts: what stands under one another; without any the figure is not seen, and waits for another stage.
        picture: what is drawn until the channel has a newer one, see `components.picture`.
        stage: what the rest of the page was drawn for. When a picture of another stage comes, the page is drawn again.
            "over": nothing new comes by itself.
        watch: where newer pictures come from; ``None`` for nowhere.
        moments: of a run, oldest first: by what its time slider asks for each, in the argument ``at``, and its text.
        follows: argument -> name of the live slider that sets it while it is dragged, see `channel.asked`.
        on_point: called with the name of a picture, and row and column of the place in it where the reader rests.
        key: differs from figure to figure on a page.
    """
    data = {
        "parts": [_plain_part(part) for part in parts],
        "picture": to_json(picture),
        "stage": stage,
        "moments": list(moments),
        **channel.asked(watch, follows),
        "vega": vega_file(),
        "texts": _texts(),
    }
    full_key = f"{key}_{_kind(parts)}_figure"
    _figure(
        key=full_key,
        data=data,
        on_stage_change=_drawn_again,
        on_second_change=_drawn_again,
        on_point_change=lambda: _pointed(full_key, on_point),
    )


def _pointed(key: str, on_point: OnPoint | None) -> None:
    said = st.session_state[key].point
    if on_point is not None and isinstance(said, str):
        with suppress(ValueError):  # it may be anything
            on_point(*read_place(said))


def _kind(parts: Sequence[Part]) -> str:
    """What page.css needs to know of a figure before its style sheet is there; the key becomes a class of its place."""
    if not parts:
        return "unseen"
    return "high" if any(isinstance(part, Row | Column | Chart | Pixels) for part in parts) else "low"


def _drawn_again() -> None:
    """What the browser asks for has happened already: the page is drawn again."""


def _plain_part(part: Part) -> dict[str, Any]:
    match part:
        case Row(items, shares):
            return {
                "kind": "row",
                "items": [_plain_part(item) for item in items],
                "shares": shares or (1,) * len(items),
            }
        case Column(items):
            return {"kind": "column", "items": [_plain_part(item) for item in items]}
        case Chart(name, spec, width):
            return {"kind": "chart", "name": name, "spec": spec, "width": width}
        case Line(name):
            return {"kind": "line", "name": name}
        case Pixels(name, title, tells, walks):
            return {"kind": "pixels", "name": name, "title": title, "tells": tells, "walks": walks}
        case Sheet(name, has_heads):
            return {"kind": "sheet", "name": name, "hasHeads": has_heads}
        case Words(heading):
            return {"kind": "words", "heading": heading}
        case Progress():
            return {"kind": "progress"}
        case Moments():
            return {"kind": "moments"}


def _texts() -> dict[str, str]:
    return {
        "time": _("Time"),
        "now": _("now"),
        "moments_help": _("Goes back through the recorded pictures of this run."),
        "resting_help": _("Goes back through the recorded pictures of a run once it stands still."),
        "nothing": _("Nothing to tell yet."),
        "full_screen": _("Full screen"),
        "leave_full_screen": _("Leave full screen"),
        "save": _("Save as PNG"),
        "walk": _("Play"),
        "pause": _("Pause"),
        "step": _("Next"),
        "slowly": _("The way to the server for live pictures is blocked, so this one is renewed once a second."),
    }
