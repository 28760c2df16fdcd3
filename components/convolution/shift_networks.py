"""What "Does it help?" compares: the digits as the networks are asked about them, and the networks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.convolution.shift_runs import name_of
from components.i18n import _, ngettext
from components.runs.links import open_lab
from components.words.numbers import count
from models.convolution.compared import FIRST_SEED, NETWORKS, compared_experiment
from models.convolution.shifts import SHIFTS, TURNS, shifted, turned
from models.datasets import DATASETS, load
from models.layers import Layer
from models.network.shapes import parameter_count

_SHOWN_DIGIT = 5
_ZOOM, _GAP, _GREY = 3, 6, 128  # of the pictures: screen pixels for one of a digit's, and between two digits


def example_digits() -> None:
    """A digit as the networks are asked about it."""
    with st.container(horizontal=True, gap="medium", key="moved_digits"):
        for picture, caption in (
            (_row(shifted), _("moved by {values} pixels").format(values=", ".join(map(str, SHIFTS)))),
            (_row(turned), _("turned by {values} degrees").format(values=", ".join(map(str, TURNS)))),
        ):
            with st.container(width=picture.shape[1]):
                st.image(picture, caption=caption, alt=_("The same digit five times, {how}").format(how=caption))


@cache
def _row(how: Any) -> np.ndarray:
    """The digit, moved or turned further and further: (height, width) uint8."""
    data = load("digits")
    digit = data.x_test[np.flatnonzero(data.y_test == _SHOWN_DIGIT)[:1]]
    moved = [how(digit, 0, value) for value in SHIFTS] if how is shifted else [how(digit, value) for value in TURNS]
    side = digit.shape[1]
    row = np.full((side * _ZOOM, (side * _ZOOM + _GAP) * len(moved) - _GAP), _GREY, np.uint8)
    for place, one in enumerate(moved):
        left = place * (side * _ZOOM + _GAP)
        row[:, left : left + side * _ZOOM] = np.kron(one[0, :, :, 0], np.ones((_ZOOM, _ZOOM), np.uint8))
    return row


def networks_table(networks: Sequence[str]) -> None:
    """What the networks consist of, and how large they are."""
    info = DATASETS["digits"]
    rows = []
    for network in networks:
        parameters, _trained = parameter_count(compared_experiment(network, FIRST_SEED), info.shape, info.classes)
        rows.append(
            {
                _("Network"): name_of(network),
                _("Made of"): _layers_text(NETWORKS[network]),
                _("Parameters"): count(parameters),
            }
        )
    if rows:
        st.table(pd.DataFrame(rows), hide_index=True, border="horizontal")
    with st.container(horizontal=True):
        for network in networks:
            name = _("{network} in the lab").format(network=name_of(network))
            open_lab(name, compared_experiment(network, FIRST_SEED), ":material/science:")


def _layers_text(layers: Sequence[Layer]) -> str:
    """What the hidden layers are, in words."""
    units = ", ".join(str(layer.units) for layer in layers)
    if not layers[0].is_conv:
        return ngettext("1 dense layer of {units} units", "{n} dense layers of {units} units", len(layers)).format(
            n=len(layers), units=units
        )
    text = (
        _("{n} convolutions of {units} filters {side} × {side}, each with max pooling {pool}")
        if layers[0].pool > 1
        else _("{n} convolutions of {units} filters {side} × {side}")
    )
    return text.format(n=len(layers), units=units, side=layers[0].kernel, pool=layers[0].pool)
