"""What a reader is told by a server that is full: of runs that wait, of runs that are kept, and of files."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from models.experiment import Experiment
from models.jobs import Limits
from tests.app.controls_page import address, press, warnings
from tests.app.driver import opened
from tests.small_disks import full_disk
from tests.waiting import ended

# The worker of this module's tests, which the fixture starts, is the first to use the disk that is full.
RUN_SECONDS = 300


@pytest.fixture(scope="module", autouse=True)
def disk(tmp_path_factory):
    """Trained networks would lie on a disk that is full."""
    with pytest.MonkeyPatch.context() as patch, full_disk(tmp_path_factory.mktemp("small") / "disk") as folder:
        patch.setenv("LAYERLAB_PRIVATE", str(folder / "trained"))
        yield


def lab(**query: str) -> AppTest:
    return opened("training.py", epochs="1", examples="200", **query)


def trained(scheduler) -> AppTest:
    at = press(lab(), "Train")
    ended(scheduler, address(at)["run"], RUN_SECONDS)
    at.run()
    assert not at.exception
    return at


@pytest.fixture(scope="module")
def over(disk, scheduler) -> AppTest:
    """The lab with a run that is over."""
    return trained(scheduler)


def test_a_full_disk_costs_the_file_alone_and_the_page_says_so(over):
    assert any(metric.label == "Test accuracy" for metric in over.metric)
    [told] = [text for text in warnings(over) if "could not be kept" in text]
    assert "disk is full" in told
    assert "/" not in told
    assert not over.get("download_button")


def test_a_run_that_the_server_forgot_is_told_of_and_its_settings_stay(over, scheduler):
    scheduler.forget(address(over)["run"])
    over.run()
    assert [text for text in warnings(over) if "not kept any more" in text]
    assert "run" not in address(over)
    assert address(over)["epochs"] == "1"
    press(over, "Train")
    assert not [text for text in warnings(over) if "not kept any more" in text]
    scheduler.forget(address(over)["run"])


@pytest.fixture
def no_room(scheduler, monkeypatch):
    """A queue that takes nothing."""
    monkeypatch.setattr(scheduler._run_queue, "limits", Limits(jobs=0))


@pytest.mark.usefixtures("no_room")
def test_a_full_queue_is_told_of_and_the_settings_stay():
    at = press(lab(learning_rate="0.3"), "Train")
    [told] = [text for text in warnings(at) if "queue is full" in text]
    assert "Your settings stay" in told
    assert "run" not in address(at)
    assert Experiment.from_query(address(at))[0].learning_rate == 0.3


def test_a_tab_with_too_many_trainings_is_told_what_to_do(scheduler, monkeypatch):
    monkeypatch.setattr(scheduler._run_queue, "limits", Limits(session_jobs=0))
    at = press(lab(), "Train")
    assert [text for text in warnings(at) if "no tab may have more" in text]
    monkeypatch.undo()
    press(at, "Train")
    assert not [text for text in warnings(at) if "no tab may have more" in text]
    scheduler.forget(address(at)["run"])
