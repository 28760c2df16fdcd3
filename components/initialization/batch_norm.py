"""Batch normalization step by step: the formula and one unit's numbers beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from components.browser.channel import Watch, moved_in
from components.browser.live_figure import Line, Sheet, live_figure
from components.controls import Controls
from components.i18n import _
from components.initialization.settings import NETWORK, VIEW
from components.live.source import OVER, Instant, register
from components.picture import Picture
from components.process import one_large_at_a_time
from components.words.numbers import count, number, operand
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import BatchNormExample, batch_norm_example
from models.initialization.view import InitializationView

_SOURCE = "batch norm steps"
_PARTS = (Sheet("steps"), Sheet("inputs"), Line("note"))


def batch_norm_steps() -> None:
    """Draw the steps for one unit, folded; they follow the page's sliders while these are dragged."""
    fold = st.expander(
        _("Batch normalization, step by step"),
        icon=":material/align_center:",
        key="batch_norm_steps",
        on_change="rerun",  # so that nothing is computed while it is closed
    )
    if fold.open:
        with fold:
            _draw_steps()


def _draw_steps() -> None:
    controls, network = Controls(VIEW, on_channel=True), NETWORK.current
    for column, field in zip(st.columns(4), ("layer", "unit", "gamma", "beta"), strict=True):
        with column:
            controls.number(field, live=True, high=network.depth if field == "layer" else None)
    live_figure(
        _PARTS,
        _picture(network, VIEW.current),
        stage=OVER,
        watch=Watch(_SOURCE, NETWORK.to_args() | VIEW.to_args()),
        follows=NETWORK.follows | VIEW.follows,
        key="batch_norm_numbers",
    )


def _picture(network: FreshNetwork, view: InitializationView) -> Picture:
    with one_large_at_a_time(network.seconds):
        example = batch_norm_example(network, min(view.layer, network.depth), view.unit, view.gamma, view.beta)
    if not np.isfinite(example.variance):
        note = _("The values of this layer overflow, so there is nothing to normalize. Choose a smaller Init std.")
        return {"lines": {"note": note}, "sheets": {"steps": [], "inputs": []}}
    behind = _("*z* stands for the activations of the layer, since batch norm follows the activation here.")
    return {
        "lines": {"note": behind if network.batch_norm == "after" else ""},
        "sheets": {"steps": _steps(example, view.gamma, view.beta), "inputs": _inputs(example)},
    }


def _steps(example: BatchNormExample, gamma: float, beta: float) -> list[Sequence[str]]:
    deviation = float(np.sqrt(example.variance + example.epsilon))
    first, normalised, output = (float(step[0]) for step in (example.values, example.normalised, example.outputs))
    return [
        (_("step"), _("formula"), _("input 1")),
        (
            _("mean over the batch"),
            "μ = (1 / *m*) Σ *zᵢ*",
            f"m = {count(example.examples)}: μ = {number(example.mean)}",
        ),
        (_("variance"), "σ² = (1 / *m*) Σ (*zᵢ* − μ)²", f"σ² = {number(example.variance)}"),
        (
            _("normalized"),
            "*ẑᵢ* = (*zᵢ* − μ) / √(σ² + ε)",
            f"({number(first)} − {operand(example.mean)}) / {number(deviation)} = {number(normalised)}",
        ),
        (
            _("scaled and shifted"),
            "*yᵢ* = γ · *ẑᵢ* + β",
            f"{number(gamma)} · {operand(normalised)} + {operand(beta)} = {number(output)}",
        ),
    ]


def _inputs(example: BatchNormExample) -> list[Sequence[str]]:
    """What becomes of the first few inputs."""
    rows = (("*z*", example.values), ("*ẑ*", example.normalised), ("*y*", example.outputs))
    return [
        (_("input"), *map(str, range(1, len(example.values) + 1))),
        *((name, *(number(float(value)) for value in values)) for name, values in rows),
    ]


@dataclass(frozen=True)
class _Asked:
    """Whose steps a browser asks for."""

    network: FreshNetwork
    view: InitializationView


class _BatchNormSteps(Instant[_Asked]):
    """Makes the sheets."""

    def read(self, args: Mapping[str, Any], viewer: str) -> _Asked:
        moved = moved_in(args)
        network = NETWORK.asked_for(args, moved)
        is_in_motion = not NETWORK.follows.keys().isdisjoint(moved)
        return _Asked(network.in_motion if is_in_motion else network, VIEW.asked_for(args, moved))

    def seconds(self, asked: _Asked) -> float:
        return asked.network.seconds

    def picture(self, asked: _Asked) -> Picture:
        return _picture(asked.network, asked.view)


register(_SOURCE, _BatchNormSteps())
