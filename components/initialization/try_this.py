"""Telling cases of fresh networks: one click sets the controls."""

from __future__ import annotations

from functools import partial

from components.i18n import N_, _
from components.initialization.settings import NETWORK
from components.page import try_this
from models.initialization.fresh_network import FreshNetwork

_RELU = FreshNetwork(activation="relu")
CASES = {
    N_("Sigmoid, std 1: saturated"): FreshNetwork(activation="sigmoid"),
    N_("ReLU, std 0.01: all fades away"): _RELU.replace(init_std=0.01),
    N_("ReLU, He, 50 layers"): _RELU.replace(initializer="he_normal", depth=50, width=300),
    N_("Batch norm repairs std 0.01"): _RELU.replace(init_std=0.01, batch_norm="before"),
}


def network_cases() -> None:
    """A button for each case."""
    try_this([(_(name), partial(NETWORK.replace, network, _(name))) for name, network in CASES.items()])
