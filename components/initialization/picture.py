"""The picture of a fresh network: histograms of every layer, and what becomes of the signal with depth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from components.charts.depth import Spreads, draw_shares, draw_spread, drawn_ends
from components.charts.layer_map import MOST_RIDGES, draw_layer_map
from components.charts.ridges import draw_ridges
from components.controls import Controls
from components.i18n import _
from components.initialization.settings import KEPT, NETWORK, VIEW
from components.words.labels import format_value
from components.words.numbers import number
from models.initialization.findings import gradient_factor
from models.initialization.fresh_network import FreshNetwork
from models.initialization.mean_field import theory
from models.initialization.propagation import Propagation, propagate
from models.runs.frames import Histograms

# The other side of a comparison, and what a few students look at together, are not computed again.
propagated = lru_cache(maxsize=64)(propagate)
_theory = lru_cache(maxsize=64)(theory)


def networks_picture() -> None:
    """Draw the network of the controls, and beside it the one that was kept, on the same axes."""
    view = VIEW.current
    if view.compare:
        both = (KEPT.current, NETWORK.current)
        axes = _axes(*both)
        for column, name, network in zip(st.columns(2), "AB", both, strict=True):
            with column:
                st.markdown(f"**{name}** · {_describe(network)}")
                _draw(network, name, axes, view.own_scale, side_by_side=False)
    else:
        _draw(NETWORK.current, "B", _axes(NETWORK.current), view.own_scale, side_by_side=True)
    Controls(VIEW).switch("own_scale")


@dataclass(frozen=True)
class _Axes:
    """What the axes hold in any case: of histograms the ends of the values, of the chart over depth the spreads."""

    activations: tuple[float, float] | None
    errors: tuple[float, float] | None
    spreads: tuple[float, float] | None


def _axes(*networks: FreshNetwork) -> _Axes:
    """Axes for one network, or for two that stand beside each other.

    Gradients are held against the one that arrives, drawn from N(0, 1): one that vanishes and one that explodes would
    look alike if the axis followed them.
    """
    passes = [propagated(network) for network in networks]
    errors = _ends([done.gradients for done in passes]) or (0.0, 0.0)
    return _Axes(
        _ends([done.activations for done in passes]),
        (min(errors[0], -1.0), max(errors[1], 1.0)),
        drawn_ends(*(_measured(done) for done in passes), *(_expected(network) for network in networks)),
    )


def _ends(several: list[Histograms]) -> tuple[float, float] | None:
    low, high = (np.concatenate([getattr(one, side) for one in several]).astype(float) for side in ("low", "high"))
    drawn = np.isfinite(low) & np.isfinite(high) & np.concatenate([one.counts.any(axis=1) for one in several])
    return (float(low[drawn].min()), float(high[drawn].max())) if drawn.any() else None


def _draw(network: FreshNetwork, name: str, axes: _Axes, own_scale: bool, side_by_side: bool) -> None:
    done = propagated(network)
    left, right = st.columns(2) if side_by_side else (st.container(), st.container())
    with left:
        _histograms("activations", done.activations, done, axes.activations, own_scale, name)
    with right:
        _histograms("errors", done.gradients, done, axes.errors, own_scale, name)
    left, right = st.columns(2) if side_by_side else (st.container(), st.container())
    with left:
        _spreads(network, done, axes.spreads, name)
    with right:
        finite = np.isfinite(done.activations.std)  # what overflowed is neither saturated nor dead
        saturated, dead = (np.where(finite, shares, np.nan) for shares in (done.saturated, done.dead))
        draw_shares(saturated, dead, layers=network.depth, key=f"fresh_shares_{name}")
    if done.examples < network.batch_size:
        text = _("So large a network looks at {n} inputs only, to keep up with the slider.")
        st.caption(text.format(n=done.examples))


def _measured(done: Propagation) -> Spreads:
    return {
        "activation": done.activations.std,
        "inputs": done.input_spread,
        "gradient": done.gradients.std,
    }


def _expected(network: FreshNetwork) -> Spreads:
    expected = _theory(network)
    return {"activation": expected.activation_spread, "gradient": expected.gradient_spread}


def _spreads(network: FreshNetwork, done: Propagation, ends: tuple[float, float] | None, name: str) -> None:
    if not done.activations.std.any() and not done.gradients.std[:-1].any():
        st.info(_("Every layer's values are all equal and no gradient comes back: there is no spread to draw."))
        return
    draw_spread(_measured(done), _expected(network), ends=ends, layers=network.depth, key=f"fresh_spread_{name}")
    if network.depth > 1:
        st.caption(_factors(done, network.depth))


def _factors(done: Propagation, depth: int) -> str:
    """What the std is multiplied by from layer to layer, on either way."""
    with np.errstate(all="ignore"):
        forth = float(done.activations.std[-1] / done.activations.std[0])
    texts = [
        text.format(each=number(ratio ** (1 / (depth - 1))), all=number(ratio))
        for text, ratio in (
            (_("Forwards × {each} a layer, × {all} in all."), forth),
            (_("The gradient on its way back × {each} a layer, × {all} in all."), gradient_factor(done)),
        )
        if ratio > 0 and np.isfinite(ratio)
    ]
    return " ".join(texts).replace("× ", "×\N{NO-BREAK SPACE}")  # no line ends between sign and number


def _histograms(
    kind: str,
    histograms: Histograms,
    done: Propagation,
    span: tuple[float, float] | None,
    own_scale: bool,
    name: str,
) -> None:
    layers = len(histograms.low)
    if layers > MOST_RIDGES:
        draw_layer_map(kind, histograms, own_scale=own_scale, span=span, key=f"fresh_{kind}_map_{name}")
        return
    shares: dict[str, Any] = {"dead": done.dead, "saturated": done.saturated} if kind == "activations" else {}
    key = f"fresh_{kind}_{name}"
    draw_ridges(kind, histograms, layers=layers, own_scale=own_scale, output=False, span=span, key=key, **shares)


def _describe(network: FreshNetwork) -> str:
    """The settings that tell two networks apart, in a line."""
    normal = network.initializer == "normal"
    std = _("std {value}").format(value=format_value("init_std", network.init_std))
    texts = [
        std if normal else format_value("initializer", network.initializer),
        format_value("activation", network.activation),
        f"{network.depth} × {network.width}",
    ]
    return ", ".join([*texts, _("batch norm")] if network.batch_norm != "off" else texts)
