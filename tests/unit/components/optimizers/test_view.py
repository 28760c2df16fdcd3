"""The pictures of races that the channel brings."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from components.live.source import SOURCES
from components.optimizers import view
from components.optimizers.findings import race_sentences
from components.optimizers.picture import board_data
from components.optimizers.settings import RACE
from models.optimizers.race import Race

VIEWER = "0" * 32


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


@pytest.fixture(params=[view._BOARD, view._WORDS])
def source(request) -> Any:
    return SOURCES[request.param]


def test_what_a_slider_changes_of_the_board_and_nothing_else():
    source: Any = SOURCES[view._BOARD]
    moved = source.read(RACE.to_args() | {"learning_rate": "0.3", "moved": ["learning_rate"]}, VIEWER)
    assert moved == Race(learning_rate=0.3)
    brought: dict[str, Any] = source.picture(moved)["board"]
    whole: dict[str, Any] = {**board_data(moved)}
    assert brought == {name: whole[name] for name in brought}
    before: dict[str, Any] = {**board_data(Race())}
    assert {name for name in whole if whole[name] != before[name]} <= set(brought)


def test_the_words_are_those_of_the_page():
    source = SOURCES[view._WORDS]
    assert source.picture(Race(noise=1.0)) == {"words": race_sentences(Race(noise=1.0))}


@pytest.mark.parametrize("said", [{"optimizers": ""}, {"formula": "x" * 201}, {"learning_rate": "fast"}, {"x": 3}])
def test_what_is_no_race_is_refused(source: Any, said: dict[str, Any]):
    with pytest.raises(ValueError, match=r"."):
        source.read(RACE.to_args() | said, VIEWER)


def test_a_formula_is_read_where_the_picture_is_made_and_not_in_the_event_loop(source: Any, monkeypatch):
    def parsed(_race: Race) -> None:
        raise AssertionError("a formula was read")

    with monkeypatch.context() as patch:
        patch.setattr("components.optimizers.picture.formula_of", parsed)
        race = source.read(RACE.to_args() | {"surface": "own", "formula": "x +"}, VIEWER)
    assert source.picture(race) is None
