"""Settings as a live figure asks the channel for them."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from hypothesis import given

from components.initialization.settings import KEPT, NETWORK, VIEW
from components.optimizers.settings import RACE
from components.session.page_settings import PageSettings
from models.initialization.fresh_network import FreshNetwork
from models.settings import Settings
from tests.unit.strategies import FRESH_NETWORKS

OWNERS: list[PageSettings[Any]] = [NETWORK, KEPT, VIEW, RACE]


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.prefix + owner.kind.__name__)
def test_a_figure_asks_for_the_settings_as_they_are(owner: PageSettings[Settings]):
    args = owner.to_args()
    assert set(args) == {owner.prefix + name for name in owner.kind.FIELDS}
    assert owner.asked_for(args) == owner.kind()
    assert set(owner.follows) <= set(args)


def test_two_settings_of_a_kind_are_told_apart():
    args = {"depth": "8", "a_depth": "9", "theme": "dark", "at": 3}
    assert (NETWORK.asked_for(args).depth, KEPT.asked_for(args).depth) == (8, 9)
    assert not set(NETWORK.follows.values()) & set(KEPT.follows.values())


@given(FRESH_NETWORKS)
def test_a_slider_brings_with_it_what_it_brings_on_the_page(network: FreshNetwork):
    args = {name: network.to_text(name, getattr(network, name)) for name in network.FIELDS}
    assert NETWORK.asked_for(args) == network
    assert NETWORK.asked_for(args, ["depth"]) == network
    assert NETWORK.asked_for(args, ["init_std"]) == network.replace(initializer="normal")


@pytest.mark.parametrize(
    "said",
    [
        {"depth": 8},
        {"depth": None},
        {"depth": ["8"]},
        {"depth": "51"},
        {"depth": "9" * 4000},
        {"init_std": "nan"},
        {"activation": "swish"},
        {"seed": ""},
    ],
)
def test_what_no_link_could_say_is_refused(said: dict[str, Any]):
    with pytest.raises(ValueError, match=r"texts|not allowed"):
        NETWORK.asked_for(said)
