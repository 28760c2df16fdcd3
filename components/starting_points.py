"""The picture of the home page: one network, three random starting points, computed when it is first shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from components.charts.base import Spec, chart, draw, per_language
from components.charts.palette import layer_color
from components.i18n import _
from components.numbers import percent
from models.experiment import Experiment
from models.forward import forward
from models.frames import BINS
from models.histograms import histograms
from models.initialization import initial_kernels
from models.layers import Layer

DEPTH, WIDTH, INPUTS = 5, 100, 1000  # the classic picture: 1,000 inputs of 100 values, five layers of 100 units
TANH_EDGE = 0.95  # beyond it tanh is nearly flat
_NETWORK = Experiment(layers=(Layer(WIDTH),) * DEPTH, activation="tanh", initializer="normal")
STARTS = {
    "large": _NETWORK.replace(init_std=1.0),
    "small": _NETWORK.replace(init_std=0.01),
    "glorot": _NETWORK.replace(initializer="glorot_normal"),
}


@dataclass(frozen=True)
class Start:
    """What a fresh network passes on.

    Attributes:
        counts: (layers, BINS), the share of each layer's activations in bins from -1 to 1.
        spread: standard deviation of the last layer's activations.
        saturated: the share of them beyond `TANH_EDGE`.
    """

    counts: np.ndarray
    spread: float
    saturated: float


@cache
def start(name: str) -> Start:
    """The fresh network ``STARTS[name]`` on inputs drawn from N(0, 1)."""
    inputs = np.random.default_rng(0).standard_normal((INPUTS, WIDTH)).astype(np.float32)
    done = forward(STARTS[name], initial_kernels(STARTS[name], (WIDTH,), 10), inputs)
    outputs = [layer.outputs for layer in done.layers]
    shown = histograms(outputs, [(-1.0, 1.0)] * DEPTH)
    return Start(shown.counts, float(outputs[-1].std()), float((np.abs(outputs[-1]) > TANH_EDGE).mean()))


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
    """What the histograms say, with the figures computed from them."""
    found = start(name)
    text = {
        "large": _("{saturated} of layer 5's activations stick to −1 or 1, where no gradient passes."),
        "small": _("Layer 5's activations spread by only {spread:.5f}: every input looks the same to it."),
        "glorot": _("Layer 5's activations still spread by {spread:.2f}: the signal reaches every layer."),
    }[name]
    return text.format(saturated=percent(found.saturated, 0), spread=found.spread)


def _table(counts: np.ndarray) -> pd.DataFrame:
    """One row a bar that is not empty; each layer's tallest bar is 0.9 of its row's height."""
    row, column = np.nonzero(counts)
    base = (DEPTH - 1 - row).astype(float)
    edges = np.linspace(-1, 1, BINS + 1)
    top = base + 0.9 * counts[row, column] / counts.max(axis=1)[row]
    return pd.DataFrame({"layer": row, "x": edges[column], "x2": edges[column + 1], "y": base, "y2": top})


@per_language
def _spec(name: str) -> Spec:
    names = [_("Layer {n}").format(n=n) for n in range(DEPTH, 0, -1)]
    y = {
        "field": "y",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, DEPTH], "nice": False},
        "axis": {
            "values": [row + 0.4 for row in range(DEPTH)],
            "labelExpr": f"{json.dumps(names, ensure_ascii=False)}[floor(datum.value)]",
            "grid": False,
            "ticks": False,
            "domain": False,
        },
    }
    x = {
        "field": "x",
        "type": "quantitative",
        "title": _("activation (tanh)"),
        "scale": {"domain": [-1, 1]},
        "axis": {"values": [-1, -0.5, 0, 0.5, 1], "grid": False},
    }
    color = {"field": "layer", "type": "ordinal", "legend": None}
    color["scale"] = {"domain": list(range(DEPTH)), "range": [layer_color(index) for index in range(DEPTH)]}
    bars = {
        "mark": {"type": "bar"},
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": color},
    }
    description = _("Histograms of the activations of five layers in a fresh network. {sentence}")
    title = {"text": start_title(name), "anchor": "start"}
    return chart(title, description.format(sentence=start_sentence(name)), 230, [bars])
