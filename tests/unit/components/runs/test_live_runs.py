"""What the channel is asked for of runs, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from components.runs.groups import RunGroup
from components.runs.live_group import GroupSource, watch_of_group
from components.runs.live_run import GONE, RunSource, RunView, moments_of, view_of, watch_of
from models.experiment import Experiment
from models.jobs import Run
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment

KEYS = ("a", "b")
GROUP: RunGroup[str, Experiment, Result] = RunGroup("a page", "runs", lambda: KEYS, Experiment)


def frame(epoch: float) -> Any:
    return SimpleNamespace(step=int(10 * epoch), epoch=epoch, unpack=lambda: f"the frame of epoch {epoch:g}")


def drawn(run: Run, view: RunView) -> dict[str, Any]:
    return {"lines": {"frame": view.frame(run), "whose": view.whose, "options": sorted(view.options)}}


SOURCE = RunSource(Experiment, drawn, ("large", "small"))


def picture(args: dict[str, Any], viewer: str = "ann") -> Any:
    return SOURCE.picture(SOURCE.read(args, viewer))


@pytest.fixture
def run_id(scheduler) -> str:
    """Ann's run, with three frames."""
    (run_id,) = scheduler.submit([Experiment()], "ann")
    scheduler.change(run_id, frames=tuple(map(frame, (1.0, 2.0, 3.5))))
    return run_id


def test_the_newest_frame_is_shown_or_the_one_of_a_moment(run_id):
    frames = [picture({"run": run_id, "at": at})["lines"]["frame"] for at in (-1, 10, 20, 35, 10**9, -7)]
    first, second, newest = (f"the frame of epoch {epoch}" for epoch in ("1", "2", "3.5"))
    assert frames == [newest, first, second, newest, newest, newest]


def test_of_a_moment_that_was_thinned_out_the_nearest_one_is_shown(run_id, scheduler):
    run = scheduler.runs[run_id]
    scheduler.change(run_id, frames=(run.frames[0], run.frames[2]))
    assert picture({"run": run_id, "at": 20})["lines"]["frame"] == "the frame of epoch 1"


def test_whose_a_run_is_follows_from_the_secret_of_the_tab_that_asks(run_id):
    args = {"run": run_id, "whose": "mine"}
    assert [picture(args, viewer)["lines"]["whose"] for viewer in ("ann", "bob", "")] == ["mine", "others", "others"]


def test_options_that_the_picture_does_not_have_are_no_options(run_id):
    assert picture({"run": run_id, "large": True, "small": 1, "other": True})["lines"]["options"] == ["large"]


@pytest.mark.parametrize(
    "args", [{}, {"run": 3}, {"run": "x" * 41}, {"run": ["a"]}, {"run": "a", "at": True}, {"run": "a", "at": "2"}]
)
def test_what_is_no_view_is_refused(scheduler, args):
    with pytest.raises(ValueError, match=r"run|moment"):
        SOURCE.read(args, "ann")


def test_a_run_that_is_gone_or_of_another_page_has_the_page_drawn_again(scheduler):
    (other,) = scheduler.submit([TransferExperiment()], "ann")
    assert picture({"run": "gone"}) == picture({"run": other}) == GONE


def test_a_view_asks_for_itself(run_id, scheduler):
    run = scheduler.runs[run_id]
    view = view_of(run, large=True, small=False)
    watch = watch_of("a source", view)
    assert (watch.source, SOURCE.read(watch.args, "ann")) == ("a source", view)
    assert list(SOURCE.topics(view)) == [run_id]
    SOURCE.watched(view, "ann")
    assert (run_id, "ann") in scheduler.watched


def test_moments_are_told_once_a_run_stands_still(run_id, scheduler):
    run = scheduler.runs[run_id]
    assert moments_of(None) == moments_of(run) == []
    for state in ("paused", "finished"):
        assert moments_of(replace(run, state=state)) == [(10, "epoch 1"), (20, "epoch 2"), (35, "epoch 3.5")]


def names(runs: Mapping[str, Run]) -> dict[str, Any]:
    return {"lines": {key: run.id for key, run in runs.items()}}


def test_no_more_runs_are_asked_for_than_a_group_has():
    source = GroupSource(GROUP, names)
    assert source.read({"runs": "~".join("abcdefgh")}, "ann") == ("a", "b")
    assert list(source.topics(source.read({"runs": "~" * 999}, "ann"))) == []


def test_runs_of_a_group_are_asked_for_together(scheduler):
    GROUP.start({"b": Experiment()})
    source, runs = GroupSource(GROUP, names), GROUP.now()
    watch = watch_of_group("a source", GROUP, runs)
    assert watch is not None
    ids = source.read(watch.args, "ann")
    assert source.picture(ids) == {"lines": {"b": "run0"}, "stage": GROUP.stage(runs)}
    assert "run0" in source.topics(ids)
    source.watched(ids, "bob")
    assert scheduler.watched >= {("run0", "bob")}
    assert watch_of_group("a source", GROUP, {}) is None


@pytest.mark.parametrize("runs", [None, "", 3, "x" * 1001])
def test_what_is_no_group_is_refused(runs):
    with pytest.raises(ValueError, match="no runs"):
        GroupSource(GROUP, names).read({"runs": runs}, "ann")
