"""The trained parts of the page on convolution: one click trains a case; a comparison grows from one seed to five."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.convolution import shift_answers, shift_runs
from models.convolution.compared import REPEATS, compared_experiment
from models.runs.repeats import Repeats
from tests.app import driver
from tests.app.controls_page import address
from tests.app.driver import control, figures, told
from tests.app.part_page import buttons, checked, press
from tests.waiting import ended

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")
RUN_SECONDS = 300  # with the start of the worker, on a machine that has much else to do


@pytest.fixture
def short(monkeypatch):
    """The networks learn from few digits, once, and there are two seeds."""
    for module in (shift_runs, shift_answers):
        monkeypatch.setattr(module, "REPEATS", Repeats(REPEATS.values, REPEATS.seeds[:2]))
    monkeypatch.setattr(
        shift_runs,
        "compared_experiment",
        lambda network, seed: compared_experiment(network, seed).replace(examples=100, epochs=1),
    )


def opened(**query: str) -> AppTest:
    return checked(driver.opened("convolution.py", **query))


def links(at: AppTest) -> dict[str, str]:
    """What the address says of the cases' runs."""
    return {name: run_id for name, run_id in address(at).items() if name.startswith("case_")}


def runs(at: AppTest) -> list[str]:
    """The ids of the runs that the address names."""
    return list(filter(None, address(at).get("shift_runs", "").split("~")))


def asked(at: AppTest) -> AppTest:
    """The page as it is when all runs that it names are over, and all networks have been asked."""
    scheduler = shift_answers.scheduler()
    for run_id in runs(at):
        ended(scheduler, run_id, RUN_SECONDS)
    checked(at.run())  # which asks
    for run_id in runs(at):
        assert shift_answers._answers[run_id].wait(RUN_SECONDS)
    return checked(at.run())


def lines(at: AppTest) -> set[str]:
    """What the chart of moved digits has curves of."""
    tables = [figure["picture"].get("tables", {}) for figure in figures(at)]
    return {line for table in tables if "shifted" in table for line in table["shifted"]["line"]}


def test_one_click_trains_a_case_and_its_outcome_is_found_again(scheduler):
    at = opened()
    assert told(at).count("Not trained yet") == 4
    press(at, "train_xor_line")
    press(at, "train_xor_hidden")
    named = links(at)
    assert set(named) == {"case_xor_line", "case_xor_hidden"}
    for run_id in named.values():
        assert ended(scheduler, run_id, RUN_SECONDS).state == "finished", "one click does not stop what another began"
    reloaded = opened(**named)
    assert "the border is one straight line" in told(reloaded)
    assert "the corners are parted" in told(reloaded)
    assert told(reloaded).count("Not trained yet") == 2
    assert links(reloaded) == named


def test_a_comparison_grows_and_trains_nothing_twice(short):
    at = opened()
    assert lines(at) == set()
    press(at, "train_shifts")
    first = runs(at)
    assert len(first) == 2
    assert "Stop" in buttons(at)
    asked(at)
    assert lines(at) == {"Dense network", "CNN with pooling"}
    assert "with one seed" in told(at)

    watcher = opened(shift_runs=address(at)["shift_runs"])
    assert lines(watcher) == {"Dense network", "CNN with pooling"}, "the answers are kept"

    press(at, "repeat_shifts")
    second = runs(at)
    assert second[:2] == first
    assert len(second) == 4
    asked(at)
    assert "on average over 2 seeds" in told(at)
    assert at.button(key="repeat_shifts").disabled

    checked(control(at, "Networks").set_value(["pooled", "unpooled"]).run())
    assert lines(at) == {"CNN with pooling"}
    press(at, "train_shifts")
    third = runs(at)
    assert set(second) < set(third)
    assert len(third) == 5
    asked(at)
    assert lines(at) == {"CNN with pooling", "CNN without pooling"}
    assert address(at)["compared"] == "pooled-unpooled"


def test_without_a_network_there_is_nothing_to_train(short):
    at = opened(compared="")
    assert at.button(key="train_shifts").disabled
    assert at.button(key="repeat_shifts").disabled


def test_strange_links_are_told_of_or_show_nothing():
    at = opened(compared="dense-huge", shift_runs="~~x~%00~" + "~" * 60, case_spiral="nobody", case_digits="~")
    assert control(at, "Networks").value == ["dense", "pooled"]
    assert not {"compared", "shift_runs", *links(at)} & set(address(at))
