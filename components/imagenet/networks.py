"""The table of networks: what was published of each, what it costs, and whether its weights are here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from components.i18n import _
from components.imagenet.answer import NetworkPrediction, replaced
from components.imagenet.weights_panel import weights_panel
from components.words.labels import choice
from components.words.numbers import percent
from models.imagenet.networks import NETWORKS, NetworkInfo
from models.imagenet.weights import find_weights

_NOTHING = "–"


def networks_part(predictions: list[NetworkPrediction]) -> None:
    """Draw the table, and what is needed to get a network that is not here."""
    took = {
        prediction.predictor.info.name: 1000 * prediction.single.value["seconds"]
        for prediction in predictions
        if prediction.single.state == "done"
    }
    table = pd.DataFrame([_row(info, took.get(info.name)) for info in NETWORKS.values()])
    written = table.style.format(_formats(), na_rep=_NOTHING)
    st.dataframe(written, hide_index=True, width="stretch", placeholder=_NOTHING)  # it shows this in na_rep's place
    st.caption(
        _(
            "Top-1 and top-5 as published, on ImageNet's 50,000 validation photos. Parameters in millions (M), "
            "multiply-adds in billions (G) for one photo of the network's input size; the time is that of the forward "
            "pass on this machine."
        )
    )
    offered = replaced(predictions)  # they are offered below every part
    missing = [name for name, info in NETWORKS.items() if not (info.built_in or name in offered or _is_here(name))]
    if missing:
        name = st.selectbox(
            _("Get another network"), missing, format_func=lambda name: NETWORKS[name].title, key="imagenet_get"
        )
        weights_panel(name)


def _row(info: NetworkInfo, milliseconds: float | None) -> dict[str, object]:
    return {
        _("Network"): choice("model", info.name),
        _("Top-1"): info.top_1,
        _("Top-5"): info.top_5,
        _("Params (M)"): info.parameters / 1e6,
        _("Mult-adds (G)"): info.multiply_adds / 1e9,
        _("Weights (MB)"): 19 if info.weights is None else info.weights.bytes / 1e6,
        _("Input"): f"{info.size} × {info.size}",
        _("Weights are"): _whereabouts(info),
        _("Time (ms)"): milliseconds,
    }


def _formats() -> dict[str, str | Callable[[float], str]]:
    """How the columns of numbers are written."""
    one_decimal = partial(percent, decimals=1)
    return {
        _("Top-1"): one_decimal,
        _("Top-5"): one_decimal,
        _("Params (M)"): "{:.1f}",
        _("Mult-adds (G)"): "{:.2f}",
        _("Weights (MB)"): "{:.0f}",
        _("Time (ms)"): "{:.0f}",
    }


def _whereabouts(info: NetworkInfo) -> str:
    if info.built_in:
        return _("built in")
    found = find_weights(info.name)
    if found is None:
        return _("not here yet")
    return {"verified": _("here"), "unverified": _("here, unverified"), "damaged": _("damaged")}[found.state]


def _is_here(name: str) -> bool:
    found = find_weights(name)
    return found is not None and found.usable
