"""The figure: a picture of each stage, the arithmetic of the place that is looked at, and shapes and parameters."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import numpy as np

from components.browser.live_figure import Column, Line, Part, Pixels, Row, Sheet, Words
from components.charts.pixels import PixelData, shown, signed
from components.convolution.findings import sentences
from components.convolution.place import CHANNELS, arithmetic, marks_of, place_in, stage_name
from components.convolution.settings import POINTED
from components.convolution.shapes import many_filters, shape_line, shape_sheet
from components.i18n import _
from components.picture import Picture
from models.convolution.convolution import Convolution
from models.convolution.stages import Stage, missing, stages_of, wished, without_place

_INPUT = frozenset({"picture", "digit", "drawing"})  # what changes the input's pixels
_PLACE = frozenset({"place"})
_NOTHING: PixelData = signed(np.zeros((1, 1)))


def figure_parts(convolution: Convolution) -> list[Part]:
    """What stands where: the stages beside each other, then the place, then the sums."""
    stages = [
        Column((Pixels(name, stage_name(name), POINTED, walks=name == "convolution"), Line(f"shape_{name}")))
        for name in wished(convolution)
    ]
    channels = CHANNELS if convolution.picture == "photo" else 1
    products = [
        Column((Line(f"channel_{channel}"), Sheet(f"products_{channel}", has_heads=False)))
        for channel in range(channels)
    ]
    return [
        Row(tuple(stages)),
        Line("where"),
        Row(tuple(products)),
        Line("sum"),
        Sheet("shapes"),
        Line("filters"),
        Words(_("What you see")),
    ]


def figure_picture(convolution: Convolution, moved: Collection[str] = ()) -> Picture:
    """What is in them.

    Args:
        moved: the fields that are being moved, where what they leave as it is has been seen already.
    """
    stages = stages_of(without_place(convolution))
    picture = _of_place(convolution, stages)
    if moved and _PLACE.issuperset(moved):
        return picture
    unchanged = {"input"} if moved and _INPUT.isdisjoint(moved) else set()
    gone = missing(convolution, stages)
    names = wished(convolution)
    absent = names[names.index(gone) :] if gone else []
    pixels = {stage.name: _pixels(stage) for stage in stages if stage.name not in unchanged}
    shapes = {f"shape_{stage.name}": shape_line(stage, before) for before, stage in pairwise((None, *stages)) if stage}
    picture["pixels"] = pixels | dict.fromkeys(absent, _NOTHING)
    picture["lines"] |= shapes | {f"shape_{name}": "–" for name in absent}
    picture["lines"]["filters"] = many_filters(convolution, stages)
    picture["sheets"]["shapes"] = shape_sheet(stages)
    picture["words"] = sentences(convolution, stages)
    return picture


def _of_place(convolution: Convolution, stages: tuple[Stage, ...]) -> Picture:
    place = place_in(convolution, stages)
    if place is None:
        nothing: dict[str, Any] = {f"products_{channel}": [] for channel in range(CHANNELS)}
        return {
            "marks": {stage.name: [] for stage in stages},
            "sheets": nothing,
            "lines": {"where": "", "sum": "", "channel_0": ""},
        }
    pointed = {"name": place.stage.name, "row": place.row, "column": place.column}
    return {"marks": marks_of(place, convolution), "pointed": pointed, **arithmetic(place, convolution)}


def _pixels(stage: Stage) -> PixelData:
    return shown(stage.values) if stage.name == "input" else signed(stage.values[:, :, 0])
