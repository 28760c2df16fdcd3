"""Batch normalization step by step: the formula and one unit's numbers beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import streamlit as st

from components.controls import Controls
from components.i18n import _
from components.initialization.settings import NETWORK, VIEW
from components.session.page_settings import follow_settled
from components.words.numbers import count, number, operand
from models.initialization.propagation import BatchNormExample, batch_norm_example


@st.fragment
def batch_norm_steps() -> None:
    """Draw the steps for one unit, folded; they follow their sliders while these are dragged, without the page."""
    fold = st.expander(
        _("Batch normalization, step by step"),
        icon=":material/align_center:",
        key="batch_norm_steps",
        on_change="rerun",  # so that nothing is computed while it is closed
    )
    if fold.open:
        with fold:
            _draw_steps()
    follow_settled()


def _draw_steps() -> None:
    controls, network, view = Controls(VIEW), NETWORK.current, VIEW.current
    for column, field in zip(st.columns(4), ("layer", "unit", "gamma", "beta"), strict=True):
        with column:
            controls.number(field, live=True, high=network.depth if field == "layer" else None)
    layer = min(view.layer, network.depth)
    example = batch_norm_example(network, layer, view.unit, view.gamma, view.beta)
    if not np.isfinite(example.variance):
        st.warning(_("The values of this layer overflow, so there is nothing to normalize. Choose a smaller Init std."))
        return
    if network.batch_norm == "after":
        st.markdown(_("$z$ stands for the activations of the layer, since batch norm follows the activation here."))
    st.markdown(_formulas(example, view.gamma, view.beta))
    st.markdown(_table(example))


def _formulas(example: BatchNormExample, gamma: float, beta: float) -> str:
    deviation = float(np.sqrt(example.variance + example.epsilon))
    first, normalised, output = (float(step[0]) for step in (example.values, example.normalised, example.outputs))
    rows = [
        (
            _("mean over the batch"),
            r"$\mu = \frac{1}{m}\sum z_i$",
            f"m = {count(example.examples)}: μ = {number(example.mean)}",
        ),
        (_("variance"), r"$\sigma^2 = \frac{1}{m}\sum (z_i - \mu)^2$", f"σ² = {number(example.variance)}"),
        (
            _("normalized"),
            r"$\hat z_i = \dfrac{z_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$",
            f"({number(first)} − {operand(example.mean)}) / {number(deviation)} = {number(normalised)}",
        ),
        (
            _("scaled and shifted"),
            r"$y_i = \gamma\,\hat z_i + \beta$",
            f"{number(gamma)} · {operand(normalised)} + {operand(beta)} = {number(output)}",
        ),
    ]
    return _markdown_table((_("step"), _("formula"), _("input 1")), rows)


def _table(example: BatchNormExample) -> str:
    inputs = [str(index) for index in range(1, len(example.values) + 1)]
    rows = ((r"$z$", example.values), (r"$\hat z$", example.normalised), (r"$y$", example.outputs))
    return _markdown_table(
        (_("input"), *inputs), [(name, *(number(float(value)) for value in values)) for name, values in rows]
    )


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
