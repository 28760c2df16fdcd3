"""Which strategy when: measuring it, stopping in mid run, and going on with what is missing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.transfer import strategies
from components.words.numbers import percent
from models.transfer.experiment import TransferExperiment
from models.transfer.strategies import FEW, SIMILAR, STRATEGIES
from tests.app.controls_page import address
from tests.app.driver import told
from tests.app.part_page import buttons, checked, opened, press
from tests.waiting import ended, until

pytestmark = [pytest.mark.usefixtures("empty_home", "scheduler"), pytest.mark.slow]
RUN_SECONDS = 300  # with the start of the worker, on a machine that has much else to do
SHORT = TransferExperiment(dataset=SIMILAR, per_class=5, photo_size="64", strategy="small_cnn", epochs=1)
LONG = SHORT.replace(epochs=200)  # seconds an epoch with its validation: it does not end by itself meanwhile


def page() -> None:
    import streamlit as st

    from components.session.identity import owner
    from components.transfer import strategies

    if "opened" not in st.session_state:
        st.session_state["opened"] = True
        strategies.RUNS.take_link()
    strategies.which_strategy()
    st.text(owner())
    st.query_params.from_dict(strategies.RUNS.link())


@pytest.fixture
def experiments(monkeypatch):
    """One of the four situations, with small networks; the second would take long."""
    found = {(FEW, SIMILAR, name): SHORT for name in STRATEGIES}
    found[FEW, SIMILAR, STRATEGIES[1]] = LONG
    monkeypatch.setattr(strategies, "strategy_experiments", lambda: found)
    return found


def runs(at: AppTest) -> list[str]:
    return address(at)["runs"].split("~")


def accuracies(at: AppTest) -> list[str]:
    return list(at.table[0].value["Test accuracy"])


def test_measuring_is_stopped_and_goes_on_with_what_is_missing(scheduler, experiments):
    at = opened(page)
    assert buttons(at) == ["Measure it"]
    assert accuracies(at) == ["–"] * 4
    press(at, "measure_strategies")
    first = runs(at)
    assert buttons(at) == ["Stop measuring"]
    watcher = opened(page, runs="~".join(first))
    assert buttons(watcher) == ["Measure it"]
    assert "You are watching somebody else’s measurement." in [caption.value for caption in watcher.caption]

    measured = ended(scheduler, first[0], RUN_SECONDS).result.test_accuracy
    until(lambda: scheduler.watch(first[1]).frames, RUN_SECONDS)
    checked(at.run())
    assert accuracies(at) == [percent(measured), "…", "…", "…"]
    assert "1 of 4 networks" in told(at)
    press(at, "stop_strategies")
    assert {ended(scheduler, run_id, RUN_SECONDS).state for run_id in first[1:]} == {"stopped"}
    checked(at.run())
    # What was cut off has no score, though it has a result.
    assert accuracies(at) == [percent(measured), "cut off", "no result", "no result"]
    assert buttons(at) == ["Go on measuring", "Measure it"]

    experiments[FEW, SIMILAR, STRATEGIES[1]] = SHORT
    press(at, "go_on_strategies")
    second = runs(at)
    assert second[0] == first[0], "what is measured is not measured again"
    assert not set(second[1:]) & set(first)
    assert buttons(at) == ["Stop measuring"]
    reloaded = opened(page, owner=at.text[0].value, runs="~".join(second))
    assert buttons(reloaded) == ["Stop measuring"]
    scores = [ended(scheduler, run_id, RUN_SECONDS).result.test_accuracy for run_id in second]
    checked(reloaded.run())
    assert [cell.removeprefix("★ ") for cell in accuracies(reloaded)] == [percent(one) for one in scores]
    assert buttons(reloaded) == ["Measure it"]
