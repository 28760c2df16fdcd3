"""Which run a tab follows."""

from __future__ import annotations

import pytest
import streamlit as st

from components.runs.following import Following
from components.session.notices import notices
from models.experiment import Experiment
from models.jobs import QueueFull, Run
from models.runs.results import Result
from models.transfer.experiment import TransferExperiment


class Page(Following[Experiment, Result]):
    """A page that shows what its controls were last set to."""

    shown: Experiment | None = None

    def show(self, experiment: Experiment) -> None:
        self.shown = experiment

    def can_return(self, run: Run[Experiment, Result]) -> bool:
        return run.state != "queued"


@pytest.fixture
def page(scheduler) -> Page:
    return Page("page", Experiment)


def test_the_run_before_comes_back_with_its_settings_and_the_one_that_goes_on_ends(scheduler, page):
    first, second = page.start(Experiment(seed=1)), page.start(Experiment(seed=2))
    assert (page.run_id, page.link()) == (second, {"run": second})
    page.return_to_last()
    assert (page.run_id, page.shown, page.told) == (first, Experiment(seed=1), Experiment(seed=1))
    assert scheduler.told == [(second, "ann", "stop")]
    page.return_to_last()
    assert page.run_id == second


def test_a_run_that_was_left_comes_back_if_it_has_something_to_show(scheduler, page):
    run_id = page.start(Experiment())
    scheduler.change(run_id, state="queued")
    page.leave()
    assert (page.now(), page.last()) == (None, None)
    page.return_to_last()
    assert (page.now(), page.shown) == (None, None)
    scheduler.change(run_id, state="stopped")
    page.return_to_last()
    assert page.run_id == run_id


def test_a_link_to_somebody_elses_run_is_followed_and_cannot_be_commanded(scheduler, page, monkeypatch):
    (theirs,) = scheduler.submit([Experiment(seed=5)], "bob")
    monkeypatch.setattr(st, "query_params", {"run": theirs})
    assert page.is_untouched()
    page.open_link()
    assert (page.run_id, page.shown) == (theirs, Experiment(seed=5))
    assert not page.is_untouched()
    page.tell("stop")
    assert scheduler.told == []


@pytest.mark.parametrize("kind", [None, TransferExperiment])
def test_a_link_whose_run_is_forgotten_or_of_another_page_is_told_of(scheduler, page, monkeypatch, kind):
    wished = scheduler.submit([kind()], "bob")[0] if kind else "gone"
    monkeypatch.setattr(st, "query_params", {"run": wished})
    page.open_link()
    assert page.link_is_gone()
    assert (page.now(), page.shown, page.link()) == (None, None, {})
    page.start(Experiment())
    assert not page.link_is_gone()


def test_the_page_depends_on_whether_its_run_goes_on_or_stands_still(scheduler, page):
    run_id = page.start(Experiment())
    stages = []
    for state in ("queued", "training", "paused", "finished"):
        scheduler.change(run_id, state=state)
        stages.append(page.stage(page.now()))
    assert stages == ["going", "going", "paused", "over"]
    assert page.stage(None) == ""


def test_a_run_that_the_server_forgot_is_told_of_until_the_reader_goes_on(scheduler, page):
    run_id = page.start(Experiment())
    assert not page.is_forgotten()
    del scheduler.runs[run_id]
    assert page.now() is None
    assert (page.is_forgotten(), page.link_is_gone(), page.link()) == (True, False, {})
    page.leave()
    assert not page.is_forgotten()
    scheduler.runs.pop(page.start(Experiment()))
    page.now()
    page.start(Experiment())
    assert not page.is_forgotten()


def test_a_full_queue_leaves_the_tab_with_the_run_that_it_follows(scheduler, page):
    run_id = page.start(Experiment())
    scheduler.full = QueueFull(True, 8)
    assert page.start(Experiment(seed=2)) is None
    assert (page.run_id, page.told) == (run_id, Experiment())
    [notice] = notices()
    assert "8 trainings" in notice.text()
    scheduler.full = None
    page.start(Experiment(seed=2))
    assert notices() == []
