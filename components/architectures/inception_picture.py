"""What is drawn and said of an Inception module."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import altair as alt
import numpy as np

from components.architectures.drawing import Box, down, drawing_data, drawing_spec
from components.charts.base import Spec, chart, per_language
from components.charts.palette import BLUE, GREEN, ORANGE, PURPLE
from components.i18n import _
from components.picture import Picture, Table
from components.words.numbers import count, number, percent
from models.architectures.inception import ConvolutionShape, Module

_COLORS = {"one": BLUE, "three": ORANGE, "five": GREEN, "behind_pool": PURPLE}
_COLUMNS, _ROWS = 4, 6.1


def module_specs() -> dict[str, Spec]:
    """The spec of each chart."""
    return {"module": module_spec(), "costs": _costs_spec()}


def module_spec() -> Spec:
    """The spec of the drawing of a module."""
    description = _("Four branches take the same picture: 1 × 1, 3 × 3, 5 × 5 and pooling. They are joined in depth.")
    return drawing_spec(_("The module"), _COLUMNS, _ROWS, description)


def module_picture(module: Module) -> Picture:
    """What is drawn and said of a module."""
    return {
        "tables": {"module": module_drawing(module), "costs": _costs(module)},
        "sheets": {"branches": _sheet(module)},
        "words": _words(module),
    }


def _branch_names() -> dict[str, str]:
    return {"one": "1 × 1", "three": "3 × 3", "five": "5 × 5", "behind_pool": _("Max pooling")}


def module_drawing(module: Module) -> Table:
    """The input above, the branches side by side, below them what they hand on, as wide as it has channels."""
    side, branches = module.side, module.branches
    entry = Box(0, 0, _COLUMNS, f"{side} × {side} × {count(module.channels_in)}")
    boxes, ways = [entry], []
    joined = _joined(branches.handed_on)
    for column, (name, convolutions) in enumerate(module.convolutions(module.bottlenecks).items()):
        color = _COLORS[name]
        texts = [f"{one.side} × {one.side}: {count(one.filters)}" for one in convolutions]
        if name == "behind_pool":
            texts.insert(0, _("max 3 × 3"))
        first_row = 1.5 + (2 - len(texts)) * 0.6
        steps = [Box(column, first_row + 1.2 * row, 1, text, color) for row, text in enumerate(texts)]
        way = [entry, *steps, joined[column]]
        boxes += [*steps, joined[column]]
        ways += [down(upper, lower, color) for upper, lower in pairwise(way)]
    out = Box(0, 5.1, _COLUMNS, f"{side} × {side} × {count(branches.together)}")
    return drawing_data([*boxes, out], ways)


def _joined(handed_on: dict[str, int]) -> list[Box]:
    """The channels of the branches beside one another."""
    share = _COLUMNS / sum(handed_on.values())
    boxes, left = [], 0.0
    for name, channels in handed_on.items():
        width = channels * share
        boxes.append(Box(left, 4, width, count(channels) if width > 0.3 else "", _COLORS[name]))
        left += width
    return boxes


@per_language
def _costs_spec() -> alt.LayerChart:
    """The parameters of each branch, with bottlenecks and without, a Vega-Lite spec without data."""
    names = {"with": _("with bottlenecks"), "without": _("without")}
    branches = _branch_names()
    bars = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=alt.X("parameters:Q").title(_("parameters")).axis(format="~s", tickCount=5),
            y=alt.Y("how:N")
            .title(None)
            .sort(list(names))
            .axis(labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]", ticks=False, domain=False),
            color=alt.Color("branch:N")
            .scale(domain=list(branches), range=list(_COLORS.values()))
            .legend(
                title=None,
                orient="top",
                labelExpr=f"{json.dumps(branches, ensure_ascii=False)}[datum.value]",
                symbolStrokeWidth=0,
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("name:N", title=_("branch")),
                alt.Tooltip("parameters:Q", title=_("parameters"), format=","),
            ],
        )
    )
    description = _("The parameters of the module's four branches, with the 1 × 1 bottlenecks and without them.")
    return chart(_("What the bottlenecks save"), description, 190, bars)


def _costs(module: Module) -> Table:
    names = _branch_names()
    rows = [
        (how, branch, place, sum(one.parameters for one in convolutions))
        for how, bottlenecks in (("with", True), ("without", False))
        for place, (branch, convolutions) in enumerate(module.convolutions(bottlenecks).items())
    ]
    return {
        "how": [row[0] for row in rows],
        "branch": [row[1] for row in rows],
        "name": [names[row[1]] for row in rows],
        "place": np.array([row[2] for row in rows], np.uint8),
        "parameters": np.array([row[3] for row in rows]),
    }


def _sheet(module: Module) -> list[Sequence[str]]:
    """The sums behind the counts."""
    with_them, without = module.convolutions(True), module.convolutions(False)
    rows = [
        (name, _sum(with_them[branch]), _sum(without[branch]) if branch in ("three", "five") else _("the same"))
        for branch, name in _branch_names().items()
    ]
    totals = (f"**{count(module.parameters(bottlenecks))}**" for bottlenecks in (True, False))
    side = module.side
    multiply_adds = (count(module.multiply_adds(bottlenecks)) for bottlenecks in (True, False))
    return [
        (_("Parameters"), _("with bottlenecks"), _("without")),
        *rows,
        (_("Together"), *totals),
        (_("Multiply-adds at {side} × {side}").format(side=side), *multiply_adds),
    ]


def _sum(convolutions: Sequence[ConvolutionShape]) -> str:
    """How the parameters of a branch come about."""
    sums = [
        f"{one.side}² · {count(one.channels)} · {count(one.filters)} + {count(one.filters)}" for one in convolutions
    ]
    told = sums[0] if len(sums) == 1 else " + ".join(f"({text})" for text in sums)
    return f"{told} = {count(sum(one.parameters for one in convolutions))}"


def _words(module: Module) -> list[str]:
    with_them, without = module.parameters(True), module.parameters(False)
    if without > with_them:
        text = _("With its bottlenecks the module has {n} parameters, without them {more}: {factor} times as many.")
    else:
        text = _("Such wide bottlenecks save nothing: the module has {n} parameters with them, {more} without.")
    costs = text.format(n=count(with_them), more=count(without), factor=number(without / with_them))
    handed_on = module.branches.handed_on
    largest = max(handed_on, key=handed_on.__getitem__)
    joined = _("The picture keeps its size; its channels become {n}, {share} of them from the branch {branch}.").format(
        n=count(module.branches.together),
        share=percent(handed_on[largest] / module.branches.together, 0),
        branch=_branch_names()[largest],
    )
    return [costs, joined, *_against_published(module)]


def _against_published(module: Module) -> list[str]:
    published = Module.published(module.module).parameters(True)
    if module.parameters(True) == published:
        return []
    return [
        _("The published module {name} has {n} parameters.").format(name=module.module, n=count(published)),
    ]
