"""The place that is looked at: where it is, what it sees, and its arithmetic with the numbers put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from components.i18n import _
from components.picture import Picture
from components.words.labels import choice
from components.words.numbers import count, number, operand
from models.convolution.convolution import Convolution
from models.convolution.stages import Stage, fields_of
from models.convolution.windows import products, winner
from models.network.activations import ACTIVATION_FUNCTIONS
from models.place import read_place

CHANNELS = 3  # sheets that a figure has for products: of a photo in colour one each


@dataclass(frozen=True)
class Place:
    """A place of a stage that is there.

    Attributes:
        at: which of the stages, from 0 for the input; never the input itself.
    """

    stages: tuple[Stage, ...]
    at: int
    row: int
    column: int

    @property
    def stage(self) -> Stage:
        return self.stages[self.at]

    @property
    def value(self) -> float:
        """What stands there."""
        return float(self.stage.values[self.row, self.column, 0])


def place_in(convolution: Convolution, stages: tuple[Stage, ...]) -> Place | None:
    """The place that is looked at, within the stage that it names.

    By default the one in the middle of the convolution; of the input the one whose window has its centre there.
    ``None`` where there is nothing but the input.
    """
    if len(stages) == 1:
        return None
    names = [stage.name for stage in stages]
    try:
        name, row, column = read_place(convolution.place)
    except ValueError:
        rows, columns, _channels = stages[1].shape
        name, row, column = "convolution", rows // 2, columns // 2
    if name == "input":
        name, row, column = "convolution", *_over(convolution, stages, row, column)
    at = names.index(name) if name in names else 1
    rows, columns, _channels = stages[at].shape
    return Place(stages, at, min(row, rows - 1), min(column, columns - 1))


def marks_of(place: Place, convolution: Convolution) -> dict[str, list[list[int | str]]]:
    """What is marked on each stage: the place itself, its window on the stage before, and the field of that."""
    fields = fields_of(place.stages, place.at, place.row, place.column)
    marks: dict[str, list[list[int | str]]] = {stage.name: [] for stage in place.stages}
    for index, (stage, area) in enumerate(zip(place.stages[: place.at + 1], fields, strict=True)):
        role = "place" if index == place.at else "window" if index == place.at - 1 else "field"
        marks[stage.name] = [[*area, role]]
    window = place.stage.window
    if window and place.stage.kernel is None and convolution.pool == "max":
        before = place.stages[place.at - 1]
        marks[before.name].append([*winner(before.values, window, place.row, place.column, 0), 1, 1, "winner"])
    return marks


def arithmetic(place: Place, convolution: Convolution) -> Picture:
    """Sheets and lines that say how the value at the place comes about."""
    nothing: Picture = {
        "sheets": {f"products_{channel}": [] for channel in range(CHANNELS)},
        "lines": {f"channel_{channel}": "" for channel in range(CHANNELS)},
    }
    told = _told(place, convolution)
    where = _("**{stage}**, row {row}, column {column}").format(
        stage=stage_name(place.stage.name), row=place.row + 1, column=place.column + 1
    )
    return {
        "sheets": nothing["sheets"] | told["sheets"],
        "lines": nothing["lines"] | {"where": where} | told["lines"],
    }


def stage_name(name: str) -> str:
    """What a stage is called."""
    return {
        "input": _("Input"),
        "convolution": _("Convolution"),
        "activation": _("Activation"),
        "pooling": _("Pooling"),
        "second": _("Second convolution"),
        "second_pooling": _("Second pooling"),
    }[name]


def _over(convolution: Convolution, stages: tuple[Stage, ...], row: int, column: int) -> tuple[int, int]:
    """The place of the convolution whose window has its centre nearest to a pixel of the input."""
    window, (height, width, _channels) = convolution.window, stages[0].shape
    middle = (window.size - 1) / 2
    down, across = (
        (pixel - middle - window.first_pixel(0, side)) / window.stride
        for pixel, side in ((row, height), (column, width))
    )
    return max(0, round(down)), max(0, round(across))


def _told(place: Place, convolution: Convolution) -> Picture:
    stage = place.stage
    if stage.kernel is not None:
        return _convolved(place, convolution)
    if stage.window is not None:
        return _pooled(place, convolution)
    before = replace(place, at=place.at - 1)
    told = _convolved(before, convolution)
    told["lines"]["sum"] += " " + _activated(before.value, convolution)
    return told


def _convolved(place: Place, convolution: Convolution) -> Picture:
    stage, before = place.stage, place.stages[place.at - 1].values
    assert stage.window is not None
    assert stage.kernel is not None
    seen = stage.window.over(before)[place.row, place.column]  # (channels, size, size)
    each = products(before, stage.kernel[..., None], stage.window, place.row, place.column)[..., 0]
    channels = range(len(seen))
    bias = convolution.bias if stage.name == "convolution" else 0.0
    told = _added([float(each[:, :, channel].sum()) for channel in channels], each[:, :, 0].size, bias)
    if stage.name == "second":
        told += " " + _activated(float(each.sum()) + bias, convolution)
    single = _("pixel × weight") if stage.name == "convolution" else _("value × weight")
    names = {f"channel_{channel}": _color(channel) if len(seen) > 1 else single for channel in channels}
    sheets = {f"products_{channel}": _products(seen[channel], stage.kernel[:, :, channel]) for channel in channels}
    return {"sheets": sheets, "lines": {**names, "sum": told}}


def _added(sums: Sequence[float], products_each: int, bias: float) -> str:
    """The sums of the channels, and the bias, added."""
    first, *others = sums
    added = " + ".join([number(first), *map(operand, others)])
    text = (
        _("The three channels are added: {added}, and the bias: + {bias} = **{sum}**.")
        if others
        else _("The sum of the {n} products is {added}, and with the bias: + {bias} = **{sum}**.")
    )
    return text.format(n=products_each, added=added, bias=operand(bias), sum=number(sum(sums) + bias))


def _products(seen: np.ndarray, kernel: np.ndarray) -> list[Sequence[str]]:
    """Pixel times weight at each cell of the window."""
    return [
        [f"{number(float(pixel))} × {operand(float(weight))}" for pixel, weight in zip(*row, strict=True)]
        for row in zip(seen, kernel, strict=True)
    ]


def _color(channel: int) -> str:
    return [_("red × weight"), _("green × weight"), _("blue × weight")][channel]


def _pooled(place: Place, convolution: Convolution) -> Picture:
    window, before = place.stage.window, place.stages[place.at - 1].values
    assert window is not None
    seen = window.over(before)[place.row, place.column, 0]
    largest = seen == seen.max() if convolution.pool == "max" else np.zeros(seen.shape, bool)
    rows = [
        [f"**{number(float(one))}**" if wins else number(float(one)) for one, wins in zip(*row, strict=True)]
        for row in zip(seen, largest, strict=True)
    ]
    text = _handed_on(int(largest.sum())).format(n=count(seen.size), value=number(place.value))
    return {"sheets": {"products_0": rows}, "lines": {"channel_0": _("values in the window"), "sum": text}}


def _handed_on(winners: int) -> str:
    if not winners:
        return _("The average of the {n} values is handed on: **{value}**.")
    if winners == 1:
        return _("The largest of the {n} values is handed on: **{value}**.")
    return _("The largest of the {n} values is handed on, whichever of the equal ones it is: **{value}**.")


def _activated(weighted: float, convolution: Convolution) -> str:
    """What the activation makes of a sum."""
    name = convolution.activation
    value = float(ACTIVATION_FUNCTIONS[name][0](np.array(weighted)))
    if name == "linear":
        return _("No activation: **{value}** is handed on.").format(value=number(value))
    return _("{activation} of {sum} is **{value}**.").format(
        activation=choice("activation", name), sum=number(weighted), value=number(value)
    )
