"""The board of the race: paths on the loss surface, losses, and the numbers of a step.

All of it moves in the browser. The page hears of two things only: a new start, and another optimizer chosen. While a
slider of the page is dragged the board asks the channel (`components.live`) for the race there.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from components.browser import channel
from components.browser.channel import Watch
from components.i18n import _

_FOLDER = Path(__file__).parent
# One module: a name in one file is known in all.
_SCRIPTS = ("numbers", "theme", "surface", "plot", "map", "losses", "legend", "rule", "player", "main")


class Surface(TypedDict):
    """The loss on a grid.

    Attributes:
        columns, rows: how many nodes; the outermost lie on the edges of the ranges.
        values: (rows, columns), `packed`; the first row is the lowest y. Where a value is not finite the map is empty.
    """

    columns: int
    rows: int
    values: str


class RacePath(TypedDict):
    """One optimizer's way from one start; shorter than the race if it flew off.

    Attributes:
        points: (steps + 1, 2), `packed`.
        losses: (steps + 1,), `packed`.
    """

    points: str
    losses: str


class Racer(TypedDict):
    """An optimizer: its name, its label as shown, its colour "#rrggbb", and one path for each start."""

    name: str
    label: str
    color: str
    paths: list[RacePath]


class RuleLine(TypedDict):
    """One line of an optimizer's rule.

    Attributes:
        name: what it computes, as shown ("Velocity").
        formula: in general ("v ← μ·v − η·g").
        with_numbers: the same with names in braces ("{momentum}·{velocity_before} − {rate}·{gradient} = {velocity}").
    """

    name: str
    formula: str
    with_numbers: str


class Rule(TypedDict):
    """The rule of the selected optimizer, with its numbers on the way from the first start.

    Attributes:
        lines: from the gradient to the new point.
        arrays: name -> (steps, 2), `packed`. scalars: name -> number. Every name in braces is in one of them.
    """

    lines: list[RuleLine]
    arrays: dict[str, str]
    scalars: dict[str, float]


class MovingData(TypedDict):
    """What the channel brings while a slider is dragged.

    Attributes:
        starts: (x, y) each, one or two.
        steps: of the race.
        optimizers: who takes part, in the legend's order.
        rule: of the selected one; ``None`` if it takes no part.
    """

    starts: list[tuple[float, float]]
    steps: int
    optimizers: list[Racer]
    rule: Rule | None


class BoardData(MovingData):
    """What the board draws.

    Attributes:
        x, y: the ranges shown, (low, high).
        surface: the loss there.
        levels: of the contours, ascending.
        minima: the known ones, (x, y) each.
        selected: the name of the optimizer whose rule is shown.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    surface: Surface
    levels: list[float]
    minima: list[tuple[float, float]]
    selected: str


_board = st.components.v2.component(
    "layerlab_race",
    html=(_FOLDER / "board.html").read_text("utf-8"),
    css=(_FOLDER / "board.css").read_text("utf-8"),
    js="\n".join([channel.SCRIPT, *((_FOLDER / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)]),
)


def draw_board(
    data: BoardData,
    *,
    watch: Watch | None = None,
    follows: Mapping[str, str] | None = None,
    key: str,
    on_start: Callable[[float, float], None],
    on_select: Callable[[str], None],
    height: int = 400,
) -> None:
    """Draw the race. The board keeps its step, and goes on playing, when new data come under the same key.

    Args:
        data: what to draw.
        watch: where the race comes from while a slider is dragged: pictures whose part "board" is `MovingData`.
        follows: argument of ``watch`` -> name of the slider that sets it.
        key: the component's key in the session.
        on_start: called with x and y, within the ranges, when the reader clicks on the surface.
        on_select: called with an optimizer's name when the reader clicks it in the legend.
        height: of the charts, in pixels; less where the page is narrow.
    """

    def started() -> None:
        place = chosen_start(st.session_state[key].start, data)
        if place is not None:
            on_start(*place)

    def selected() -> None:
        name = st.session_state[key].selected
        if name in [racer["name"] for racer in data["optimizers"]]:
            on_select(name)

    everything = {**data, "height": height, "texts": _texts(), **channel.asked(watch, follows)}
    _board(key=key, data=everything, on_start_change=started, on_selected_change=selected)


def packed(values: np.ndarray) -> str:
    """An array as the browser takes it: base64 of little-endian float32, row by row; what is too large is infinite."""
    with np.errstate(over="ignore"):
        return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii")


def chosen_start(sent: Any, data: BoardData) -> tuple[float, float] | None:
    """The start that a browser sent, kept within the ranges; ``None`` if it is no place at all."""
    if not isinstance(sent, dict):
        return None
    place: list[Any] = [sent.get("x"), sent.get("y")]
    if not all(isinstance(value, float | int) and not isinstance(value, bool) for value in place):
        return None
    with suppress(OverflowError):  # an integer that no float can hold
        place = [float(value) for value in place]
    if not all(isinstance(value, float) and math.isfinite(value) for value in place):
        return None
    x, y = (min(max(float(value), low), high) for value, (low, high) in zip(place, (data["x"], data["y"]), strict=True))
    return x, y


def _texts() -> dict[str, str]:
    return {
        "names": _("Optimizers: choose whose rule is shown"),
        "start": _("○ start"),
        "minimum": _("× minimum"),
        "two_starts": _("dashed: second start"),
        "map_title": _("Paths on the loss surface"),
        "map_description": _("The loss as contours over x and y, with the paths of {names}."),
        "place": _("x {x}, y {y}: loss {loss}"),
        "losses_title": _("Loss at each step"),
        "losses_description": _("Loss against step, logarithmic. At step {step}: {losses}."),
        "loss": _("Loss"),
        "clipped": _("Losses below {loss}, zero or negative lie on the axis."),
        "step": _("Race step"),
        "speed": _("Speed"),
        "slow": _("Slow"),
        "normal": _("Normal"),
        "fast": _("Fast"),
        "play": _("Play"),
        "pause": _("Pause"),
        "back": _("Step back"),
        "forward": _("Step forward"),
        "position": _("Step {step} of {steps}"),
        "rule": _("Rule"),
        "rule_title": _("{optimizer}, step {step}"),
    }
