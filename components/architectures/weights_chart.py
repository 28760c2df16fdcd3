"""How many weights two ways take for each size of something, the chosen size with large dots."""

from __future__ import annotations

import json
from collections.abc import Sequence

import altair as alt
import numpy as np

from components.charts.base import chart, per_language
from components.charts.palette import BLUE, VERMILLION
from components.i18n import _
from components.picture import Table

_HEIGHT = 260


@per_language
def weights_spec(
    title: str, description: str, size_title: str, names: tuple[str, str], ticks: tuple[int, ...]
) -> alt.LayerChart:
    """Weights against a size, a Vega-Lite spec without data.

    Args:
        names: of the way with fewer weights, and of the one with more.
        ticks: of the axis of sizes, from its one end to its other.
    """
    named = dict(zip(("fewer", "more"), names, strict=True))
    color = (
        alt.Color("what:N")
        .scale(domain=list(named), range=[BLUE, VERMILLION])
        .legend(
            title=None,
            orient="top",
            labelExpr=f"{json.dumps(named, ensure_ascii=False)}[datum.value]",
            symbolType="circle",
            symbolStrokeWidth=0,
        )
    )
    x = alt.X("size:Q").title(size_title).scale(domain=[ticks[0], ticks[-1]], nice=False, padding=12)
    rows = alt.Chart().encode(
        x=x.axis(values=list(ticks), grid=False),
        y=alt.Y("weights:Q").title(_("weights")).axis(format="~s", tickCount=5),
        color=color,
    )
    dots = rows.mark_point(filled=True, opacity=1).encode(
        size=alt.Size("chosen:O").scale(domain=[0, 1], range=[30, 220]).legend(None),
        tooltip=[
            alt.Tooltip("size:Q", title=size_title),
            alt.Tooltip("weights:Q", title=_("weights"), format=","),
        ],
    )
    return chart(title, description, _HEIGHT, rows.mark_line(strokeWidth=2), dots)


def weights_data(sizes: Sequence[int], chosen: int, fewer: Sequence[int], more: Sequence[int]) -> Table:
    """The table for `weights_spec`: the weights of both ways for each size."""
    return {
        "what": ["fewer"] * len(sizes) + ["more"] * len(sizes),
        "size": np.tile(sizes, 2),
        "weights": np.array([*fewer, *more], np.float64),
        "chosen": np.tile([int(size == chosen) for size in sizes], 2).astype(np.uint8),
    }
