"""The picture of the home page: one network, three random starting points, computed when it is first shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from components.charts.base import chart, draw, per_language
from components.charts.palette import layer_color
from components.i18n import _
from components.runs.links import open_lab
from components.words.numbers import number, percent
from models.experiment import Experiment
from models.initialization.findings import gradient_factor
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import propagate
from models.layers import Layer
from models.runs.frames import BINS

# The classic picture: 1,000 inputs of 100 values, five layers of 100 units; the page on weight initialization opens
# with it too.
_NETWORK = FreshNetwork(depth=5, width=100, activation="tanh")
DEPTH = _NETWORK.depth
NETWORKS = {
    "large": _NETWORK.replace(init_std=1.0),
    "small": _NETWORK.replace(init_std=0.01),
    "glorot": _NETWORK.replace(initializer="glorot_normal"),
}
STARTS = {
    name: Experiment(
        layers=(Layer(network.width),) * DEPTH,
        activation=network.activation,
        initializer=network.initializer,
        init_std=network.init_std,
    )
    for name, network in NETWORKS.items()
}


@dataclass(frozen=True)
class Start:
    """What a fresh network passes on.

    Attributes:
        counts: (layers, BINS), the share of each layer's activations in bins from -1 to 1.
        spread: standard deviation of the last layer's activations.
        saturated: the share of them where tanh is nearly flat.
        factor: standard deviation of the gradient at the first layer, of that at the last.
    """

    counts: np.ndarray
    spread: float
    saturated: float
    factor: float


@cache
def start(name: str) -> Start:
    """The fresh network ``NETWORKS[name]`` on inputs drawn from N(0, 1), and a gradient on its way back."""
    done = propagate(NETWORKS[name])
    shown, saturated = done.activations, float(done.saturated[-1])
    return Start(shown.counts, float(shown.std[-1]), saturated, gradient_factor(done))


def starting_points() -> None:
    """One network, three starting points, side by side."""
    st.subheader(_("The same network, three starting points"), anchor=False)
    st.markdown(
        _("Five layers of 100 units before any training: how wide the first weights are decides what gets through.")
    )
    for column, (name, experiment) in zip(st.columns(3), STARTS.items(), strict=True):
        with column.container(border=True, height="stretch"):
            draw_start(name)
            st.markdown(start_sentence(name))
            open_lab(_("Open in the lab"), experiment, ":material/play_arrow:")


def draw_start(name: str) -> None:
    """The histograms of all five layers, the first on top."""
    draw(_table(start(name).counts), _spec(name), key=f"start_{name}")


def start_title(name: str) -> str:
    return {
        "large": _("Too large: std 1"),
        "small": _("Too small: std 0.01"),
        "glorot": _("Just right: Glorot"),
    }[name]


def start_sentence(name: str) -> str:
    """What the histograms say, and what becomes of a gradient, with the figures computed from the network."""
    found = start(name)
    text = {
        "large": _(
            "{saturated} of layer 5's activations stick to −1 or 1, where almost no gradient passes. The few others "
            "multiply theirs by large weights: layer 1 gets {factor} times the gradient that left layer 5."
        ),
        "small": _(
            "Layer 5's activations have a std of only {spread}: every input looks the same to it. Layer 1 gets only "
            "{factor} times the gradient that left layer 5."
        ),
        "glorot": _(
            "Even layer 5's activations have a std of {spread}: the signal reaches every layer. Layer 1 gets {factor} "
            "times the gradient that left layer 5."
        ),
    }[name]
    return text.format(saturated=percent(found.saturated), spread=number(found.spread), factor=number(found.factor))


def _table(counts: np.ndarray) -> pd.DataFrame:
    """One row a bar that is not empty; each layer's tallest bar is 0.9 of its row's height."""
    row, column = np.nonzero(counts)
    base = (DEPTH - 1 - row).astype(float)
    edges = np.linspace(-1, 1, BINS + 1)
    top = base + 0.9 * counts[row, column] / counts.max(axis=1)[row]
    return pd.DataFrame({"layer": row, "x": edges[column], "x2": edges[column + 1], "y": base, "y2": top})


@per_language
def _spec(name: str) -> alt.LayerChart:
    names = [_("Layer {n}").format(n=n) for n in range(DEPTH, 0, -1)]
    x = alt.X("x:Q").title(_("activation (tanh)")).scale(domain=[-1, 1])
    y = alt.Y("y:Q").title(None).scale(domain=[0, DEPTH], nice=False)
    color = alt.Color("layer:O").scale(domain=list(range(DEPTH)), range=[layer_color(n) for n in range(DEPTH)])
    bars = (
        alt.Chart()
        .mark_bar()
        .encode(
            x=x.axis(values=[-1, -0.5, 0, 0.5, 1], grid=False),
            x2=alt.X2("x2"),
            y=y.axis(
                values=[row + 0.4 for row in range(DEPTH)],
                labelExpr=f"{json.dumps(names, ensure_ascii=False)}[floor(datum.value)]",
                grid=False,
                ticks=False,
                domain=False,
            ),
            y2=alt.Y2("y2"),
            color=color.legend(None),
        )
    )
    description = _("Histograms of the activations of five layers in a fresh network. {sentence}")
    title = alt.Title(start_title(name), anchor="start")
    return chart(title, description.format(sentence=start_sentence(name)), 230, bars)
