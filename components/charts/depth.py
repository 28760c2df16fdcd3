"""What becomes of the signal from layer to layer: spreads on a logarithmic axis, shares in per cent."""

from __future__ import annotations

import json

import altair as alt
import numpy as np

from components.charts.base import chart, logarithmic, per_language
from components.charts.palette import BLUE, DASH, GREEN, SOLID, VERMILLION
from components.i18n import _
from components.picture import Table

Spreads = dict[str, np.ndarray]

_HEIGHT = 230
# Float32 ends there; what lies beyond has no place on the axis.
_SMALLEST, _LARGEST = 1e-45, 3.4e38


@per_language
def spread_spec(layers: int) -> alt.LayerChart:
    """Measured and theoretical spread of activations and gradients against depth, a Vega-Lite spec without data."""
    names = {"activation": _("Activations"), "inputs": _("One unit, all inputs"), "gradient": _("Gradients")}
    what = _color(names, BLUE, GREEN, VERMILLION)
    theory = alt.StrokeDash("theory:N").scale(domain=[0, 1], range=[SOLID, DASH]).legend(None)
    is_edge = alt.datum.what == "edge"
    rows = alt.Chart().encode(x=_layer_axis(layers), y=logarithmic(alt.Y("spread:Q").title(_("standard deviation"))))
    # Nothing to be seen: two networks beside each other have one scale.
    edges = rows.transform_filter(is_edge).mark_point(opacity=0)
    lines = rows.transform_filter(~is_edge).mark_line(strokeWidth=2).encode(color=what, strokeDash=theory)
    dots = rows.transform_filter((alt.datum.theory == 0) & ~is_edge).mark_point(filled=True, size=28, opacity=1)
    dots = dots.encode(
        color=what,
        tooltip=[
            alt.Tooltip("layer:Q", title=_("Layer")),
            alt.Tooltip("spread:Q", title=_("standard deviation"), format=".3g"),
        ],
    )
    title = alt.Title(_("Std from layer to layer"), subtitle=_("measured solid, theory dashed"))
    description = _("The standard deviation of activations and gradients at each layer, measured and as theory says.")
    return chart(title, description, _HEIGHT, edges, lines, dots)


def spread_data(measured: Spreads, expected: Spreads, ends: tuple[float, float] | None = None) -> Table:
    """The table for `spread_spec`.

    Spreads that are 0 or overflowed have no place on a logarithmic axis and are left out.

    Args:
        measured, expected: "activation", "inputs" (measured only), "gradient" -> one spread a layer.
        ends: values that the axis holds in any case.
    """
    what, theory, layer, spread = [], [], [], []
    series = [(name, 0, values) for name, values in measured.items()]
    series += [(name, 1, values) for name, values in expected.items()]
    series += [("edge", 0, np.array(ends))] if ends else []
    for name, is_theory, values in series:
        values = np.asarray(values, np.float64)
        kept = np.flatnonzero((values >= _SMALLEST) & (values <= _LARGEST))
        what += [name] * kept.size
        theory += [is_theory] * kept.size
        layer.append(kept + 1.0)
        spread.append(values[kept])
    return {
        "what": what,
        "theory": np.array(theory, np.uint8),
        "layer": np.concatenate(layer),
        "spread": np.concatenate(spread),
    }


@per_language
def shares_spec(layers: int) -> alt.LayerChart:
    """The share of saturated values and of dead units at each layer, a Vega-Lite spec without data."""
    names = {"saturated": _("Saturated values"), "dead": _("Dead units")}
    line = alt.Chart().mark_line(strokeWidth=2, point={"size": 28, "filled": True})
    line = line.encode(
        x=_layer_axis(layers),
        y=alt.Y("share:Q").title(_("share")).scale(domain=[0, 1]).axis(format="%", tickCount=3),
        color=_color(names, BLUE, VERMILLION),
        tooltip=[
            alt.Tooltip("layer:Q", title=_("Layer")),
            alt.Tooltip("share:Q", title=_("share"), format=".1%"),
        ],
    )
    description = _(
        "How many values lie where the activation is flat, and how many units answer the same to all inputs."
    )
    return chart(_("Saturated and dead"), description, _HEIGHT, line)


def shares_data(saturated: np.ndarray, dead: np.ndarray) -> Table:
    """The table for `shares_spec`; nan, which stands for "does not apply", is left out."""
    kept = [np.flatnonzero(np.isfinite(values)) for values in (saturated, dead)]
    return {
        "what": ["saturated"] * kept[0].size + ["dead"] * kept[1].size,
        "layer": np.concatenate(kept) + 1.0,
        "share": np.concatenate([saturated[kept[0]], dead[kept[1]]]).astype(np.float64),
    }


def drawn_ends(*spreads: Spreads) -> tuple[float, float] | None:
    """The smallest and the largest spread that have a place on the axis; ``None`` if none has."""
    values = np.concatenate([np.asarray(series, np.float64) for some in spreads for series in some.values()])
    kept = values[(values >= _SMALLEST) & (values <= _LARGEST)]
    return (float(kept.min()), float(kept.max())) if kept.size else None


def _layer_axis(layers: int) -> alt.X:
    ticks = range(1, layers + 1) if layers <= 10 else [1, *range(5, layers + 1, 5)]
    x = alt.X("layer:Q").title(_("layer")).scale(domain=[1, max(2, layers)], nice=False, padding=8)
    return x.axis(values=list(ticks), format="d", grid=False)


def _color(names: dict[str, str], *colors: str) -> alt.Color:
    return (
        alt.Color("what:N")
        .scale(domain=list(names), range=colors)
        .legend(
            title=None,
            orient="top",
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            symbolType="circle",
            symbolStrokeWidth=0,
            # So that it fits beside a second chart.
            labelFontSize=11,
            columnPadding=5,
            symbolSize=60,
        )
    )
