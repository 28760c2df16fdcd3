"""The controls of the list of hidden layers: how many, how wide, and the convolution blocks in front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components.controls import Controls, OnMove
from components.i18n import _
from components.training.settings import EXPERIMENT
from components.words.labels import choice, label
from components.words.numbers import format_number
from components.words.scales import powers_of_two, within
from models.layers import (
    MAX_CONV_LAYERS,
    MAX_DENSE_LAYERS,
    MAX_FILTERS,
    MAX_KERNEL,
    MAX_POOL,
    MAX_UNITS,
    PADDINGS,
    Layer,
)

Layers = tuple[Layer, ...]

_CONTROLS = Controls(EXPERIMENT)
_FIRST_DENSE = Layer(64)
_FIRST_CONVOLUTION = Layer(16, kernel=3, pool=2)


def with_dense_count(layers: Layers, count: int) -> Layers:
    """The layers with so many dense ones; new ones are as wide as the last."""
    convolutions, dense = _split(layers)
    last = Layer(dense[-1].units) if dense else _FIRST_DENSE
    return convolutions + dense[:count] + (last,) * (count - len(dense))


def with_convolution_count(layers: Layers, count: int) -> Layers:
    """The layers with so many convolution blocks; new ones are like the last, without its own settings."""
    convolutions, dense = _split(layers)
    last = convolutions[-1] if convolutions else _FIRST_CONVOLUTION
    new = Layer(last.units, last.kernel, last.pool, last.padding)
    return convolutions[:count] + (new,) * (count - len(convolutions)) + dense


def with_layer(layers: Layers, index: int, **changes: Any) -> Layers:
    """The layers with settings of one of them changed.

    Raises:
        LayerError: a value is out of its range.
    """
    return (*layers[:index], replace(layers[index], **changes), *layers[index + 1 :])


def depth_control() -> None:
    """The slider "Hidden layers"."""
    _slider(
        "dense layers",
        label("dense layers"),
        len(_split(EXPERIMENT.current.layers)[1]),
        range(MAX_DENSE_LAYERS + 1),
        lambda count: EXPERIMENT.change(layers=with_dense_count(EXPERIMENT.current.layers, count)),
        _("How many layers of units stand between the input and the answer; 0 connects them directly."),
    )


def width_controls() -> None:
    """One slider a hidden dense layer, two in a row."""
    convolutions, dense = _split(EXPERIMENT.current.layers)
    columns: Any = ()
    for number, layer in enumerate(dense):
        if number % 2 == 0:
            columns = st.columns(2, gap="small")
        with columns[number % 2]:
            _slider(
                f"units {number + 1}",
                _("Units in layer {n}").format(n=len(convolutions) + number + 1),
                layer.units,
                within(powers_of_two(MAX_UNITS), 1, MAX_UNITS, layer.units, int),
                _setter(len(convolutions) + number, "units"),
                _("How many units this layer has."),
            )


def convolution_controls() -> None:
    """The number of convolution blocks, and what each of them is made of."""
    convolutions, _dense = _split(EXPERIMENT.current.layers)
    _slider(
        "convolutions",
        label("convolutions"),
        len(convolutions),
        range(MAX_CONV_LAYERS + 1),
        lambda count: EXPERIMENT.change(layers=with_convolution_count(EXPERIMENT.current.layers, count)),
        _("How many convolutions, each with its pooling, look at the picture before the hidden layers do."),
    )
    for index, layer in enumerate(convolutions):
        _block_controls(index, layer)


def _block_controls(index: int, layer: Layer) -> None:
    number = index + 1
    left, right = st.columns(2, gap="small")
    with left:
        _slider(
            f"filters {number}",
            _("Filters in block {n}").format(n=number),
            layer.units,
            within(powers_of_two(MAX_FILTERS), 1, MAX_FILTERS, layer.units, int),
            _setter(index, "units"),
            _("How many small patterns this convolution looks for."),
        )
    with right:
        _slider(
            f"kernel {number}",
            _("Kernel in block {n}").format(n=number),
            layer.kernel,
            within(range(1, MAX_KERNEL + 1, 2), 1, MAX_KERNEL, layer.kernel, int),
            _setter(index, "kernel"),
            _("The side of the square window, in pixels, that a pattern is looked for in."),
        )
    left, right = st.columns(2, gap="small")
    with left:
        _slider(
            f"pool {number}",
            _("Pooling in block {n}").format(n=number),
            layer.pool,
            range(1, MAX_POOL + 1),
            _setter(index, "pool"),
            _("Keeps the largest value of each k × k square; 1 keeps them all."),
        )
    with right:
        names = {padding: choice("padding", padding) for padding in PADDINGS}
        st.selectbox(
            _("Padding in block {n}").format(n=number),
            PADDINGS,
            PADDINGS.index(layer.padding),
            names.__getitem__,
            help=_("Whether zeros around the picture keep its size, or its border is lost."),
            **_CONTROLS.bound(f"padding {number}", layer.padding, _setter(index, "padding")),
        )


def _slider(name: str, title: str, value: float, options: Sequence[float], on_move: OnMove, help: str) -> None:
    """Draw a slider for something that is no field of its own."""
    st.select_slider(title, options, value, format_number, help=help, **_CONTROLS.bound(name, value, on_move))


def _setter(index: int, part: str) -> OnMove:
    def set_part(value: Any) -> None:
        layers = EXPERIMENT.current.layers
        if index < len(layers):  # else the layer was taken away while its slider was moved
            EXPERIMENT.change(layers=with_layer(layers, index, **{part: value}))

    return set_part


def _split(layers: Layers) -> tuple[Layers, Layers]:
    """Convolutions, which stand in front, and dense layers."""
    count = sum(layer.is_conv for layer in layers)
    return layers[:count], layers[count:]
