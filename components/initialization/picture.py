"""The picture of a fresh network: histograms of every layer, and what becomes of the signal with depth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import streamlit as st

from components.charts.depth import draw_shares, draw_spread
from components.charts.layer_map import MOST_RIDGES, draw_layer_map
from components.charts.ridges import draw_ridges
from components.controls.instant import InstantControls
from components.controls.labels import format_value
from components.i18n import _
from components.initialization.owned import KEPT, NETWORK, VIEW
from models.frames import Histograms
from models.fresh_network import FreshNetwork
from models.mean_field import Theory, theory
from models.propagation import Propagation, propagate

# The other side of a comparison, and what a few students look at together, are not computed again.
propagated = lru_cache(maxsize=64)(propagate)
_theory = lru_cache(maxsize=64)(theory)


def networks_picture() -> None:
    """Draw the network of the controls, and beside it the one that was kept."""
    view = VIEW.current
    if view.compare:
        for column, name, network in zip(st.columns(2), "AB", (KEPT.current, NETWORK.current), strict=True):
            with column:
                st.markdown(f"**{name}** · {_describe(network)}")
                _draw(network, name, view.own_scale, side_by_side=False)
    else:
        _draw(NETWORK.current, "B", view.own_scale, side_by_side=True)
    InstantControls(VIEW).switch("own_scale")


def _draw(network: FreshNetwork, name: str, own_scale: bool, side_by_side: bool) -> None:
    done, expected = propagated(network), _theory(network)
    left, right = st.columns(2) if side_by_side else (st.container(), st.container())
    with left:
        _histograms("activations", done.activations, done, own_scale, name)
    with right:
        _histograms("errors", done.gradients, done, own_scale, name)
    left, right = st.columns(2) if side_by_side else (st.container(), st.container())
    with left:
        _spreads(done, expected, name)
    with right:
        finite = np.isfinite(done.activations.spread)  # what overflowed is neither saturated nor dead
        draw_shares(
            np.where(finite, done.saturated, np.nan), np.where(finite, done.dead, np.nan), key=f"fresh_shares_{name}"
        )
    if done.examples < network.batch_size:
        text = _("So large a network looks at {n} inputs only, to keep up with the slider.")
        st.caption(text.format(n=done.examples))


def _spreads(done: Propagation, expected: Theory, name: str) -> None:
    activations, gradients = done.activations.spread, done.gradients.spread
    if not activations.any() and not gradients[:-1].any():
        st.info(_("Every layer's values are all equal and no gradient comes back: there is no spread to draw."))
        return
    draw_spread(
        activations, gradients, expected.activation_spread, expected.gradient_spread, key=f"fresh_spread_{name}"
    )


def _histograms(kind: str, histograms: Histograms, done: Propagation, own_scale: bool, name: str) -> None:
    layers = len(histograms.low)
    if layers > MOST_RIDGES:
        draw_layer_map(kind, histograms, own_scale=own_scale, key=f"fresh_{kind}_map_{name}")
        return
    shares = {"dead": done.dead, "saturated": done.saturated} if kind == "activations" else {}
    key = f"fresh_{kind}_{name}"
    draw_ridges(kind, histograms, layers=layers, own_scale=own_scale, output=False, key=key, **shares)


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
