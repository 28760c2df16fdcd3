"""Waiting for something, as the channel tells it."""

from __future__ import annotations

from typing import Any

import pytest

from components.live.source import SOURCES
from components.runs import waiting
from components.runs.waiting import draw_again_when


@pytest.fixture
def missing(monkeypatch) -> list[bool]:
    """Workers are missing where something is in it."""
    missing: list[bool] = []
    monkeypatch.setattr(waiting, "workers_are_missing", lambda: bool(missing))
    return missing


@pytest.fixture
def handed(monkeypatch, missing) -> list[Any]:
    """What was handed to the live figures: stage and watch."""
    figures: list[Any] = []
    monkeypatch.setattr(waiting, "live_figure", lambda *_, stage, watch, key: figures.append((stage, watch)))
    return figures


def told(watch: Any) -> str:
    return stage_of(watch.args)


def stage_of(args: Any) -> str:
    source = SOURCES["waiting"]
    picture = source.picture(source.read(args, "ann"))
    assert picture is not None
    return picture["stage"]


def test_the_stage_is_another_one_as_soon_as_it_is_there(handed):
    there: list[bool] = []
    draw_again_when(lambda: bool(there), "an answer")
    [(stage, watch)] = handed
    assert told(watch) == stage
    there.append(True)
    assert told(watch) != stage


def test_the_page_is_drawn_again_when_workers_are_missing_and_when_they_are_back(handed, missing):
    draw_again_when(lambda: False, "an answer")
    missing.append(True)
    draw_again_when(lambda: False, "an answer")
    (stage, first), (_stage, second) = handed
    assert (told(first) != stage, told(second) != stage) == (True, False)
    missing.clear()
    assert (told(first) != stage, told(second) != stage) == (False, True)


def test_each_drawing_waits_for_itself(handed):
    """What is there when a page has been drawn for it would else be taken for what was told before."""
    draw_again_when(lambda: True, "photos")
    draw_again_when(lambda: True, "photos")
    (stage, first), (_stage, second) = handed
    assert len({stage, told(first), told(second)}) == 3


def test_what_is_not_known_any_more_is_there(handed):
    assert stage_of({"token": "gone"}).startswith("there")


@pytest.mark.parametrize("args", [{}, {"token": 3}, {"token": "x" * 41}])
def test_what_is_no_token_is_refused(args):
    with pytest.raises(ValueError, match="token"):
        SOURCES["waiting"].read(args, "ann")
