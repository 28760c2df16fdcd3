"""What becomes of the signal from layer to layer: spreads on a logarithmic axis, shares in per cent."""

from __future__ import annotations

import json

import numpy as np

from components.charts.base import Spec, Table, chart, draw, log_axis, per_language, text_color
from components.charts.palette import BLUE, DASH, GREEN, SOLID, VERMILLION
from components.i18n import _

Spreads = dict[str, np.ndarray]

_HEIGHT = 230
# Float32 ends there; what lies beyond has no place on the axis.
_SMALLEST, _LARGEST = 1e-45, 3.4e38


@per_language
def spread_spec(layers: int) -> Spec:
    """Measured and theoretical spread of activations and gradients against depth, a Vega-Lite spec without data."""
    title = {
        "text": _("Std from layer to layer"),
        "subtitle": _("measured solid, theory dashed"),
        "subtitleColor": text_color(),
        "subtitlePadding": 4,
    }
    names = {"activation": _("Activations"), "inputs": _("One unit, all inputs"), "gradient": _("Gradients")}
    encoding = {
        "x": _layer_axis(layers),
        "y": {
            "field": "spread",
            "type": "quantitative",
            "title": _("standard deviation"),
            **log_axis(),
        },
        "color": _color(names, (BLUE, GREEN, VERMILLION)),
        "strokeDash": {
            "field": "theory",
            "type": "nominal",
            "scale": {"domain": [0, 1], "range": [SOLID, DASH]},
            "legend": None,
        },
    }
    tooltip = [
        {"field": "layer", "type": "quantitative", "title": _("Layer")},
        {"field": "spread", "type": "quantitative", "title": _("standard deviation"), "format": ".3g"},
    ]
    dots = {
        "transform": [{"filter": "datum.theory === 0 && datum.what !== 'edge'"}],
        "mark": {"type": "point", "filled": True, "size": 28, "opacity": 1},
        "encoding": {name: encoding[name] for name in ("x", "y", "color")} | {"tooltip": tooltip},
    }
    lines = {
        "transform": [{"filter": "datum.what !== 'edge'"}],
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": encoding,
    }
    edges = {  # so that two networks beside each other have one scale
        "transform": [{"filter": "datum.what === 'edge'"}],
        "mark": {"type": "point", "opacity": 0},
        "encoding": {name: encoding[name] for name in ("x", "y")},
    }
    description = _("The standard deviation of activations and gradients at each layer, measured and as theory says.")
    return chart(title, description, _HEIGHT, [edges, lines, dots])


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
def shares_spec(layers: int) -> Spec:
    """The share of saturated values and of dead units at each layer, a Vega-Lite spec without data."""
    names = {"saturated": _("Saturated values"), "dead": _("Dead units")}
    share = {
        "field": "share",
        "type": "quantitative",
        "title": _("share"),
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "tickCount": 3},
    }
    encoding = {
        "x": _layer_axis(layers),
        "y": share,
        "color": _color(names, (BLUE, VERMILLION)),
        "tooltip": [
            {"field": "layer", "type": "quantitative", "title": _("Layer")},
            {"field": "share", "type": "quantitative", "title": _("share"), "format": ".1%"},
        ],
    }
    line = {"mark": {"type": "line", "strokeWidth": 2, "point": {"size": 28, "filled": True}}, "encoding": encoding}
    description = _(
        "How many values lie where the activation is flat, and how many units answer the same to all inputs."
    )
    return chart(_("Saturated and dead"), description, _HEIGHT, [line])


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


def draw_spread(
    measured: Spreads, expected: Spreads, *, ends: tuple[float, float] | None = None, layers: int, key: str
) -> None:
    """Draw spread against depth; see `spread_data` for the arguments."""
    draw(spread_data(measured, expected, ends), spread_spec(layers), key)


def draw_shares(saturated: np.ndarray, dead: np.ndarray, *, layers: int, key: str) -> None:
    """Draw the shares; see `shares_data` for the arguments."""
    draw(shares_data(saturated, dead), shares_spec(layers), key)


def _layer_axis(layers: int) -> Spec:
    ticks = range(1, layers + 1) if layers <= 10 else [1, *range(5, layers + 1, 5)]
    return {
        "field": "layer",
        "type": "quantitative",
        "title": _("layer"),
        "scale": {"domain": [1, max(2, layers)], "nice": False, "padding": 8},
        "axis": {"values": list(ticks), "format": "d", "grid": False},
    }


def _color(names: dict[str, str], colors: tuple[str, ...]) -> Spec:
    labels = f"{json.dumps(names, ensure_ascii=False)}[datum.value]"
    return {
        "field": "what",
        "type": "nominal",
        "scale": {"domain": list(names), "range": list(colors)},
        "legend": {
            **{"title": None, "orient": "top", "labelExpr": labels, "symbolType": "circle", "symbolStrokeWidth": 0},
            **{"labelFontSize": 11, "columnPadding": 5, "symbolSize": 60},  # so that it fits beside a second chart
        },
    }
