"""The weights of stacks and of single convolutions against what they see."""

from __future__ import annotations

import json

import altair as alt
import numpy as np

from components.charts.base import chart, per_language
from components.charts.palette import BLUE, VERMILLION
from components.i18n import _
from components.picture import Table
from models.architectures.stacks import Stack, all_sizes

_HEIGHT = 260


@per_language
def weights_spec() -> alt.LayerChart:
    """Weights against the receptive field, a Vega-Lite spec without data; the sizes that are chosen have large dots."""
    names = {"stack": _("3 × 3, stacked"), "one": _("one convolution")}
    color = (
        alt.Color("what:N")
        .scale(domain=list(names), range=[BLUE, VERMILLION])
        .legend(
            title=None,
            orient="top",
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            symbolType="circle",
            symbolStrokeWidth=0,
        )
    )
    sizes = [size.kernel_size for size in all_sizes(Stack())]
    x = alt.X("size:Q").title(_("receptive field (pixels)")).scale(domain=[sizes[0], sizes[-1]], nice=False, padding=14)
    rows = alt.Chart().encode(
        x=x.axis(values=sizes, grid=False),
        y=alt.Y("weights:Q").title(_("weights")).axis(format="~s", tickCount=5),
        color=color,
    )
    tooltip = [
        alt.Tooltip("size:Q", title=_("receptive field (pixels)")),
        alt.Tooltip("weights:Q", title=_("weights"), format=","),
    ]
    lines = rows.mark_line(strokeWidth=2)
    dots = rows.mark_point(filled=True, opacity=1).encode(
        size=alt.Size("chosen:O").scale(domain=[0, 1], range=[40, 220]).legend(None), tooltip=tooltip
    )
    description = _(
        "The weights of a single convolution grow with the square of its size, those of a stack of 3 × 3 by one layer "
        "for every two pixels more."
    )
    return chart(_("Weights against what is seen"), description, _HEIGHT, lines, dots)


def weights_data(stack: Stack) -> Table:
    """The table for `weights_spec`."""
    sizes = all_sizes(stack)
    size = np.array([one.kernel_size for one in sizes])
    weights = [one.weights_of_stack for one in sizes] + [one.weights_of_one for one in sizes]
    return {
        "what": ["stack"] * len(sizes) + ["one"] * len(sizes),
        "size": np.tile(size, 2),
        "weights": np.array(weights, np.float64),
        "chosen": np.tile((size == stack.kernel_size).astype(np.uint8), 2),
    }
