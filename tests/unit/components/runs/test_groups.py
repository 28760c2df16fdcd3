"""Runs that belong together: their link, and whose they are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from components.runs import groups
from components.runs.groups import RunGroup
from components.session.notices import notices
from models.experiment import Experiment
from models.jobs import QueueFull
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment

EXPERIMENTS = {"a": Experiment(seed=1), "b": Experiment(seed=2), "c": Experiment(seed=3)}


def group(**more: Any) -> RunGroup[str, Experiment, Result]:
    return RunGroup("a page", "runs", lambda: list(EXPERIMENTS), Experiment, **more)


def found(one: RunGroup) -> dict[str, str]:
    return {key: run.id for key, run in one.now().items()}


def test_a_link_shows_another_tab_the_same_runs(scheduler, monkeypatch):
    mine = group()
    assert mine.link() == {}
    mine.start(EXPERIMENTS)
    link = mine.link()
    assert link == {"runs": "run0~run1~run2"}
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", link)
    monkeypatch.setattr(groups, "owner", lambda: "bob")
    theirs = group()
    theirs.take_link()
    assert found(theirs) == {"a": "run0", "b": "run1", "c": "run2"}
    assert theirs.is_going(theirs.now())
    assert not theirs.is_mine(theirs.now())


@pytest.mark.parametrize("link", ["", "run0", "run0~run1", "~~", "x~y~z", "run0~run1~run2~run3"])
def test_a_link_with_too_few_or_unknown_runs_shows_none(scheduler, monkeypatch, link):
    scheduler.submit(list(EXPERIMENTS.values()), "bob")
    monkeypatch.setattr(st, "query_params", {"runs": link})
    one = group()
    one.take_link()
    assert found(one) == {}
    assert one.link() == {}
    assert one.is_mine(one.now())


def test_runs_of_another_kind_or_place_are_not_shown(scheduler, monkeypatch):
    ids = scheduler.submit([TransferExperiment(), Experiment(seed=2), Experiment(seed=9)], "bob")
    monkeypatch.setattr(st, "query_params", {"runs": "~".join(ids)})
    one = group(fits=lambda key, experiment: EXPERIMENTS[key] == experiment)
    one.take_link()
    assert found(one) == {"b": ids[1]}
    assert one.link() == {}, "a link names all or none"


def test_a_group_may_grow_and_its_link_has_one_of_its_sizes(scheduler):
    one = group(sizes=(1, 3))
    one.start({"a": EXPERIMENTS["a"]})
    assert one.link() == {"runs": "run0"}
    one.add({"b": EXPERIMENTS["b"]})
    assert one.link() == {}
    one.add({"c": EXPERIMENTS["c"]})
    assert one.link() == {"runs": "run0~run1~run2"}
    one.add({"b": EXPERIMENTS["b"]})
    assert one.link() == {"runs": "run0~run3~run2"}, "a new run takes the place of the one before"
    one.start({"a": EXPERIMENTS["a"]})
    assert one.link() == {"runs": "run4"}


def test_a_link_may_name_any_of_the_keys(scheduler, monkeypatch):
    mine = group(any_of=True)
    assert mine.link() == {}
    mine.start({"b": EXPERIMENTS["b"]})
    assert mine.link() == {"runs": "~run0"}
    mine.add({"a": EXPERIMENTS["a"]})
    assert mine.link() == {"runs": "run1~run0"}
    for link, shown in (("~run0", {"b": "run0"}), ("run1~gone~~~", {"a": "run1"}), ("", {}), ("~~", {})):
        monkeypatch.setattr(st, "session_state", {})
        monkeypatch.setattr(st, "query_params", {"runs": link})
        theirs = group(any_of=True)
        theirs.take_link()
        assert found(theirs) == shown, link


def test_only_the_tabs_own_runs_are_stopped(scheduler, monkeypatch):
    scheduler.submit([EXPERIMENTS["a"]], "bob")
    monkeypatch.setattr(st, "query_params", {"runs": "run0"})
    one = group(any_of=True)
    one.take_link()
    one.add({"b": EXPERIMENTS["b"]})
    one.stop()
    assert scheduler.told == [("run1", "ann", "stop")]


def test_a_job_of_its_own_is_stopped_by_the_tab_that_started_it(scheduler):
    one = group(job="measuring")
    one.start(EXPERIMENTS)
    assert {run.owner for run in scheduler.runs.values()} == {"ann/measuring"}
    assert one.is_mine(one.now())
    one.stop()
    assert scheduler.told == [(name, "ann/measuring", "stop") for name in ("run0", "run1", "run2")]


def test_what_the_page_depends_on_is_which_runs_are_over_or_have_shown_anything():
    over: Any = SimpleNamespace(is_over=True, frames=())
    going: Any = SimpleNamespace(is_over=False, frames=("a frame",))
    queued: Any = SimpleNamespace(is_over=False, frames=())
    one = group()
    seen: list[dict[str, Any]] = [{}, {"a": over}, {"a": over, "b": queued}, {"a": over, "b": going}]
    stages = [one.stage(runs) for runs in seen]
    assert stages[0] == ""
    assert len(set(stages)) == len(stages)


def test_runs_are_named_by_their_ids_one_for_each_key(scheduler):
    one = group()
    one.start({"a": EXPERIMENTS["a"], "c": EXPERIMENTS["c"]})
    runs = one.now()
    assert one.ids(runs) == ["run0", "", "run1"]
    assert one.named(one.ids(runs)) == runs
    assert one.named(["run1", "gone", "run9"]) == {"a": runs["c"]}


def test_a_full_queue_takes_nothing_and_leaves_what_was_there(scheduler, monkeypatch):
    toasts: list[str] = []
    monkeypatch.setattr(st, "toast", lambda text, **_: toasts.append(text))
    one = group()
    one.start({"a": EXPERIMENTS["a"]})
    scheduler.full = QueueFull(False, 60)
    for refused in (one.start, one.add, one.start):
        refused(EXPERIMENTS)
    assert found(one) == {"a": "run0"}
    [notice] = notices()
    assert toasts == [notice.text()] * 3
    assert "60 trainings of others" in notice.text()


def test_runs_that_are_not_kept_any_more_are_told_of(scheduler, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(st, "warning", lambda text, **_: told.append(text))
    one = group()
    one.say_lost()
    one.start(EXPERIMENTS)
    one.say_lost()
    assert told == []
    del scheduler.runs["run1"]
    one.say_lost()
    assert len(told) == 1
