"""Accuracy of published networks against what they cost."""

from __future__ import annotations

import json

import altair as alt
import numpy as np

from components.architectures.family_words import family_names
from components.charts.base import chart, per_language, text_color
from components.charts.palette import HUES, OUTPUT
from components.i18n import _
from components.picture import Table
from components.words.labels import choice
from models.architectures.counts import counts
from models.architectures.family import MEMBERS, FamilyView

_HEIGHT = 380
_WIDE = 620  # pixels of the plot from which on all names have room
# Whose name stands to the left of the dot, where there is room for it.
_LEFT = {"efficientnet_lite0", "vgg16", "densenet201", "mobilenet", "nasnet_mobile", "resnet50_v2", "resnet101"}


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
    costs = [getattr(counted, cost) for counted in counts().values()]
    x = alt.X("cost:Q").title(x_title).axis(format="~s", values=_ticks(min(costs), max(costs)))
    x = x.scale(type="log", domain=[min(costs) / 2, max(costs) * 2], nice=False)  # with room for names at both ends
    y = alt.Y("accuracy:Q").title(y_title).scale(zero=False, padding=12).axis(format="%", tickCount=6)
    rows = alt.Chart().encode(x=x, y=y)
    dots = rows.mark_point(filled=True, opacity=1).encode(
        color=color,
        size=alt.Size("chosen:N").scale(domain=[0, 1], range=[70, 260]).legend(None),
        tooltip=[
            alt.Tooltip("name:N", title=_("network")),
            alt.Tooltip("year:Q", title=_("year"), format="d"),
            alt.Tooltip("cost:Q", title=x_title, format=","),
            alt.Tooltip("accuracy:Q", title=y_title, format=".1%"),
        ],
    )
    # On a phone only the chosen one's name has room.
    seen = alt.ExprRef(f"width > {_WIDE} || datum.chosen ? 1 : 0")
    names_of = alt.Text("name:N")
    right = rows.transform_filter(alt.datum.left == 0).mark_text(
        align="left", dx=9, fontSize=11, color=text_color(), opacity=seen
    )
    left = rows.transform_filter(alt.datum.left == 1).mark_text(
        align="right", dx=-9, fontSize=11, color=text_color(), opacity=seen
    )
    title = _("{measure} against {cost}").format(measure=y_title, cost=x_title)
    description = _("Published accuracies of networks against what was counted of them, on a logarithmic axis.")
    return chart(title, description, _HEIGHT, right.encode(text=names_of), left.encode(text=names_of), dots)


def _ticks(low: float, high: float) -> list[float]:
    """1, 2 and 5 times the powers of ten from ``low`` to ``high``."""
    powers = range(int(np.log10(low)), int(np.log10(high)) + 1)
    return [tick for power in powers for tick in (10**power, 2 * 10**power, 5 * 10**power) if low <= tick <= high]


def family_data(view: FamilyView) -> Table:
    """The table for `family_spec`: those of which the accuracy is published."""
    rows = [
        (name, member, view.accuracy_of(name), view.cost_of(name))
        for name, member in MEMBERS.items()
        if view.accuracy_of(name) is not None
    ]
    return {
        "name": [member.title for _name, member, _accuracy, _cost in rows],
        "family": [member.family for _name, member, _accuracy, _cost in rows],
        "year": np.array([member.year for _name, member, _accuracy, _cost in rows]),
        "accuracy": np.array([accuracy for _name, _member, accuracy, _cost in rows]),
        "cost": np.array([cost for _name, _member, _accuracy, cost in rows], np.float64),
        "chosen": np.array([name == view.architecture for name, *_rest in rows], np.uint8),
        "left": np.array([name in _LEFT for name, *_rest in rows], np.uint8),
    }
