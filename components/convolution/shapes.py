"""What each stage has of shape and parameters, with the numbers put in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from components.convolution.place import stage_name
from components.i18n import _
from components.words.numbers import count
from models.convolution.convolution import Convolution
from models.convolution.stages import Stage
from models.convolution.windows import Window

CLASSES = 10  # of the dense layer at the end
_MANY = 32  # filters, as the first layer of C1 and of C3 has them


def shape_line(stage: Stage, before: Stage | None) -> str:
    """A stage's shape, and how its side follows from the one before."""
    shape = _written(stage.shape)
    if before is None or stage.window is None:
        return shape
    sides = dict.fromkeys(zip(before.shape[:2], stage.shape[:2], strict=True))  # equal ones once
    return "; ".join([shape, *(side_sum(stage.window, side, places) for side, places in sides)])


def side_sum(window: Window, side: int, places: int) -> str:
    """How many places a window has along a side: "(28 − 3) / 1 + 1 = 26"."""
    if window.padding == "same":
        return (
            f"{side} / {window.stride} = {places}"
            if side % window.stride == 0
            else f"⌈{side} / {window.stride}⌉ = {places}"
        )
    if (side - window.size) % window.stride == 0:
        return f"({side} − {window.size}) / {window.stride} + 1 = {places}"
    return f"⌊({side} − {window.size}) / {window.stride}⌋ + 1 = {places}"


def shape_sheet(stages: tuple[Stage, ...]) -> list[Sequence[str]]:
    """A row for each stage that is there, then flatten and dense."""
    head = (_("Stage"), _("Shape"), _("Parameters"), _("A dense layer to the same output"))
    rows = [_row(before, stage) for before, stage in pairwise(stages)]
    last = stages[-1].shape
    flat = last[0] * last[1] * last[2]
    flatten = (_("Flatten"), f"{_written(last)} = {count(flat)}", "0", "")
    dense = (_("Dense {n}").format(n=CLASSES), str(CLASSES), _dense(flat, CLASSES), "")
    return [head, (stage_name("input"), _written(stages[0].shape), "0", ""), *rows, flatten, dense]


def many_filters(convolution: Convolution, stages: tuple[Stage, ...]) -> str:
    """How many parameters the convolution has with as many filters as C1 and C3 have in their first layer."""
    size, channels = convolution.size, stages[0].shape[2]
    total = (size * size * channels + 1) * _MANY
    text = _(
        "A layer has many such filters, each with a kernel and a bias of its own: with {n} of them {sum} = {total} "
        "parameters."
    )
    return text.format(n=_MANY, sum=f"{size} × {size} × {channels} × {_MANY} + {_MANY}", total=count(total))


def _row(before: Stage, stage: Stage) -> Sequence[str]:
    name, shape = stage_name(stage.name), _written(stage.shape)
    if stage.kernel is None:
        return name, shape, "0", ""
    size, _same, channels = stage.kernel.shape
    inputs, outputs = (one.shape[0] * one.shape[1] * one.shape[2] for one in (before, stage))
    parameters = f"{size} × {size} × {channels} × 1 + 1 = {count(size * size * channels + 1)}"
    return name, shape, parameters, _dense(inputs, outputs)


def _dense(inputs: int, outputs: int) -> str:
    return f"{count(inputs)} × {count(outputs)} + {count(outputs)} = {count(inputs * outputs + outputs)}"


def _written(shape: tuple[int, int, int]) -> str:
    return " × ".join(map(count, shape))
