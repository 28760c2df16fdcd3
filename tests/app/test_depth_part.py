"""Does deeper help? The part of the page with its controls, its two runs and its link."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from models.architectures.depth import STEPS
from tests.app.controls_page import address
from tests.app.driver import figures, told
from tests.app.part_page import buttons, checked, opened, press
from tests.waiting import ended

pytestmark = pytest.mark.usefixtures("scheduler")
RUN_SECONDS = 120  # with the start of the worker, on a machine that has much else to do


def page() -> None:
    import streamlit as st

    from components.architectures.depth import depth_part
    from components.architectures.depth_settings import NETWORK, runs_link, take_runs
    from components.session.identity import owner
    from components.session.notices import show_notices
    from components.session.page_settings import enter, take_link

    enter("architectures")
    if take_link(NETWORK):
        take_runs()
    show_notices()
    depth_part()
    st.text(owner())
    st.query_params.from_dict(NETWORK.to_query() | runs_link())


def runs(at: AppTest) -> list[str]:
    return address(at)["depth_runs"].split("~")


def test_both_networks_are_trained_and_found_again_by_their_link(scheduler):
    at = opened(page, dense_layers="6", seed="3")
    assert buttons(at)[-2:] == ["Train both", "Measure"]
    press(at, "depth_train")
    assert buttons(at)[-2:] == ["Stop", "Measure"]
    results = [ended(scheduler, run_id, RUN_SECONDS).result for run_id in runs(at)]
    assert all(result.test_accuracy > 0.8 for result in results)
    checked(at.run())
    assert "6 Dense layers in blocks, seed 3" in told(at)
    assert "does as well" in told(at)
    reloaded = opened(page, depth_runs="~".join(runs(at)))
    assert "6 Dense layers in blocks, seed 3" in told(reloaded)
    tables = next(data["picture"]["tables"] for data in figures(reloaded) if "loss" in data["picture"]["tables"])
    assert max(tables["loss"]["x"]) == STEPS
    assert set(tables["accuracy"]["line"]) == {"Plain", "With skips"}


def test_the_networks_before_training_follow_the_controls():
    at = opened(page)
    assert "134,090 parameters, with and without skips" in told(at)
    checked(at.selectbox[0].set_value(at.selectbox[0].options[2]).run())
    assert "parameters plain, 175,690 as Highway" in told(at)
    checked(at.toggle[0].set_value(False).run())
    assert address(at)["skip"] == "0"
    assert "Highway:**" not in told(at)
    assert at.selectbox[0].disabled


def test_a_case_sets_the_controls_and_trains(scheduler):
    at = press(opened(page), "try_50 layers, He everywhere: overflow")
    assert (address(at)["dense_layers"], address(at)["joining"]) == ("50", "he")
    plain, skip = (ended(scheduler, run_id, RUN_SECONDS) for run_id in runs(at))
    assert (plain.reason, skip.reason) == ("epochs", "diverged")
    checked(at.run())
    assert "The activations overflow" in told(at)


@pytest.mark.parametrize(
    "query", [{"dense_layers": "7"}, {"dense_layers": "1e9"}, {"skip": "maybe"}, {"joining": "dense"}, {"seed": "-1"}]
)
def test_a_link_that_says_nonsense_is_told_so(query):
    at = opened(page, **query)
    assert len(at.warning) == 1
    assert "The link's value was left out" in at.warning[0].value


def test_ids_that_nobody_knows_show_nothing():
    at = opened(page, depth_runs="a~b", depth_chart="~".join("x" * 54))
    assert len(figures(at)) == 1  # the fresh networks
