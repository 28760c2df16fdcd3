"""The pictures of fresh networks that the channel brings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import streamlit as st

from components.charts.base import themed
from components.charts.palette import WORDS
from components.i18n import speaking
from components.initialization import view
from components.initialization.passes import Shown
from components.initialization.picture import figure_parts, figure_picture, figure_specs
from components.initialization.settings import NETWORK, VIEW
from components.live.source import SOURCES
from models.initialization.fresh_network import FreshNetwork

VIEWER = "0" * 32


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def asked(*moved: str, **changes: str) -> Any:
    """What the source reads of a figure's arguments: those of the page, with these changes."""
    args = NETWORK.to_args() | VIEW.to_args() | {"theme": "light"} | changes
    return SOURCES[view._SOURCE].read(args | ({"moved": list(moved)} if moved else {}), VIEWER)


def picture(*moved: str, **changes: str) -> Any:
    return SOURCES[view._SOURCE].picture(asked(*moved, **changes))


def names(parts: Any) -> set[str]:
    """What stands in parts of a figure."""
    inner = [getattr(part, "items", None) for part in parts]
    return {part.name for part in parts if hasattr(part, "name")}.union(*(names(items) for items in inner if items))


@pytest.mark.parametrize("changes", [{}, {"depth": "30"}, {"compare": "1", "a_activation": "relu"}], ids=str)
def test_the_figure_has_a_place_for_all_that_a_picture_holds(changes: dict[str, str]):
    shown = asked(**changes).shown
    drawn, told = figure_picture(shown), names(figure_parts(shown))
    assert set(drawn["tables"]) == set(figure_specs(shown))
    assert set(drawn["tables"]) | set(drawn["lines"]) == told
    assert drawn["words"]


def test_while_std_is_dragged_the_network_is_normal_and_the_charts_stay():
    [(name, network)] = asked("init_std", init_std="0.01", initializer="he_normal").shown.wished
    assert (name, network) == ("B", FreshNetwork(init_std=0.01))
    assert "specs" not in picture("init_std", init_std="0.01")


@pytest.mark.parametrize("depth", ["6", "30"])
def test_another_number_of_layers_brings_its_charts_in_the_readers_theme_and_language(depth: str):
    with speaking("ko"):
        specs = picture("depth", depth=depth, theme="dark")["specs"]
    with speaking("ko"), themed("dark"):
        assert specs == figure_specs(Shown((("B", FreshNetwork(depth=int(depth))),), True, False))
    assert specs["spread_B"]["config"]["axis"]["labelColor"] == WORDS["dark"]
    assert "층" in str(specs["spread_B"])


def test_a_large_network_has_all_its_examples_once_the_hand_rests():
    moving, resting = asked("bias", depth="50", width="500").shown, asked(depth="50", width="500").shown
    assert (moving.networks["B"].examples, resting.networks["B"].examples) == (200, 1000)
    assert (moving.is_in_full, resting.is_in_full) == (False, True)
    assert "200" in figure_picture(moving)["lines"]["told_B"]


def test_what_is_not_seen_splits_no_picture():
    assert asked(a_depth="9", gamma="2") == asked()
    assert asked(compare="1", a_depth="9") != asked(compare="1")
    assert asked("init_std", theme="dark") == asked("bias")


@pytest.mark.parametrize(
    "said", [{"theme": "pink", "moved": ["depth"]}, {"moved": "depth"}, {"moved": [1]}, {"depth": 3}]
)
def test_what_no_figure_says_is_refused(said: dict[str, Any]):
    with pytest.raises(ValueError, match=r"."):
        SOURCES[view._SOURCE].read(NETWORK.to_args() | said, VIEWER)


def test_where_there_is_no_spread_a_sentence_stands_in_its_place():
    dead = picture("bias", activation="relu", bias="-2", init_std="0.01", initializer="normal")
    assert "no spread to draw" in dead["notes"]["spread_B"]
    assert not dead["lines"]["told_B"]
    assert np.size(picture()["tables"]["spread_B"]["spread"])
    assert not picture()["notes"]


def test_two_networks_are_told_of_by_name():
    told = picture(compare="1", a_activation="relu")
    assert told["lines"]["name_A"] == "**A** · std 1, ReLU, 5 × 100"
    assert [words[:4] for words in told["words"]] == ["A · ", "B · "]
