"""Accuracy of published networks against what they cost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from components.architectures.family_words import family_names
from components.charts.base import chart, per_language, text_color
from components.charts.palette import HUES, OUTPUT
from components.i18n import _
from components.picture import Table
from components.words.labels import choice
from models.architectures.family import MEMBERS, FamilyView

_HEIGHT = 380
_WIDE, _HIGH = 540, 250  # pixels of the smallest plot for which room for the names is sought
_LETTER, _LINE, _AWAY = 6.2, 13.0, 11.0  # pixels: a letter's width, a name's height, and how far it is from its dot
_DOT = 2.0  # pixels around a dot's middle that no other's name covers
_RIGHT, _LEFT, _NOWHERE = 0, 1, 2  # of its dot, where a name stands
_Box = tuple[float, float, float, float]  # left, top, right, bottom


@per_language
def family_spec(measure: str, cost: str) -> alt.LayerChart:
    """Accuracy against parameters or multiply-adds, a Vega-Lite spec without data."""
    names = family_names()
    color = (
        alt.Color("family:N")
        .scale(domain=list(names), range=[*HUES, OUTPUT])
        .legend(
            title=None,
            orient="top",
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            symbolType="circle",
            symbolStrokeWidth=0,
            columns=4,
        )
    )
    x_title, y_title = choice("cost", cost), choice("measure", measure)
    axes = _axes(FamilyView(measure=measure, cost=cost))
    x = alt.X("cost:Q").title(x_title).axis(format="~s", values=_ticks(*axes.costs))
    x = x.scale(type="log", domain=axes.costs, nice=False)
    y = alt.Y("accuracy:Q").title(y_title).scale(domain=axes.accuracies, nice=False).axis(format="%", tickCount=6)
    rows = alt.Chart().encode(x=x, y=y)
    dots = rows.mark_point(filled=True, opacity=1).encode(
        color=color,
        size=alt.Size("chosen:O").scale(domain=[0, 1], range=[70, 260]).legend(None),
        tooltip=[
            alt.Tooltip("name:N", title=_("network")),
            alt.Tooltip("year:Q", title=_("year"), format="d"),
            alt.Tooltip("cost:Q", title=x_title, format=","),
            alt.Tooltip("accuracy:Q", title=y_title, format=".1%"),
        ],
    )
    # On a phone only the chosen one's name has room.
    seen = alt.ExprRef(f"width > {_WIDE} || datum.chosen ? 1 : 0")
    texts = rows.encode(text=alt.Text("name:N"))
    right = texts.transform_filter(alt.datum.side == _RIGHT).mark_text(
        align="left", dx=_AWAY, opacity=seen, fontSize=11, color=text_color()
    )
    left = texts.transform_filter(alt.datum.side == _LEFT).mark_text(
        align="right", dx=-_AWAY, opacity=seen, fontSize=11, color=text_color()
    )
    title = _("{measure} against {cost}").format(measure=y_title, cost=x_title)
    description = _("Published accuracies of networks against what was counted of them, on a logarithmic axis.")
    return chart(title, description, _HEIGHT, right, left, dots)


def _ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten from ``low`` to ``high``."""
    powers = range(int(np.log10(low)), int(np.log10(high)) + 1)
    return [tick for power in powers for tick in (10**power, 2 * 10**power, 5 * 10**power) if low <= tick <= high]


def family_data(view: FamilyView) -> Table:
    """The table for `family_spec`: those of which the accuracy is published."""
    rows = [
        (name, member, accuracy, view.cost_of(name))
        for name, member in MEMBERS.items()
        if (accuracy := view.accuracy_of(name)) is not None
    ]
    return {
        "name": [member.title for _name, member, _accuracy, _cost in rows],
        "family": [member.family for _name, member, _accuracy, _cost in rows],
        "year": np.array([member.year for _name, member, _accuracy, _cost in rows]),
        "accuracy": np.array([accuracy for _name, _member, accuracy, _cost in rows]),
        "cost": np.array([cost for _name, _member, _accuracy, cost in rows], np.float64),
        "chosen": np.array([name == view.architecture for name, *_rest in rows], np.uint8),
        "side": np.array(_sides(view, [name for name, *_rest in rows]), np.uint8),
    }


@dataclass(frozen=True)
class _Axes:
    """The ends of both axes, with room for names."""

    costs: tuple[float, float]
    accuracies: tuple[float, float]

    def place(self, cost: float, accuracy: float) -> tuple[float, float]:
        """Where a dot is in the smallest plot, in pixels from its upper left corner."""
        (cheapest, dearest), (worst, best) = self.costs, self.accuracies
        across = np.log(cost / cheapest) / np.log(dearest / cheapest)
        return float(_WIDE * across), _HIGH * (best - accuracy) / (best - worst)


def _axes(view: FamilyView) -> _Axes:
    costs = [view.cost_of(name) for name in MEMBERS]
    accuracies = [accuracy for name in MEMBERS if (accuracy := view.accuracy_of(name)) is not None]
    return _Axes((min(costs) / 2, max(costs) * 2), (min(accuracies) - 0.01, max(accuracies) + 0.01))


def _sides(view: FamilyView, names: Sequence[str]) -> list[int]:
    """On which side of its dot each name has room, the chosen one's first; nowhere where it would lie over another."""
    axes = _axes(view)
    places = {name: axes.place(view.cost_of(name), view.accuracy_of(name) or 0.0) for name in names}
    taken = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places.values()]
    sides = {}
    for name in sorted(names, key=lambda name: name != view.architecture):
        (x, y), reach = places[name], _AWAY + _LETTER * len(MEMBERS[name].title)
        # From the dot on: no other dot may stand between it and its name.
        ends = {_RIGHT: (x + 1.5 * _DOT, x + reach), _LEFT: (x - reach, x - 1.5 * _DOT)}
        boxes = {side: (start, y - _LINE / 2, end, y + _LINE / 2) for side, (start, end) in ends.items()}
        free = [side for side, box in boxes.items() if _is_free(box, taken)]
        sides[name] = free[0] if free else _NOWHERE
        if name == view.architecture and not free:
            sides[name] = _RIGHT if x < _WIDE / 2 else _LEFT
        if sides[name] != _NOWHERE:
            taken.append(boxes[sides[name]])
    return [sides[name] for name in names]


def _is_free(box: _Box, taken: Sequence[_Box]) -> bool:
    """Whether a box lies in the plot, and over none of the others."""
    left, top, right, bottom = box
    apart = (right < other[0] or other[2] < left or bottom < other[1] or other[3] < top for other in taken)
    return left >= 0 and right <= _WIDE and all(apart)
