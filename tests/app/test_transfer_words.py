"""What the page on transfer learning says: of blocks, of a network as it is, of another tab's run, of lost ones."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.session.identity import SETTLED
from tests.app.controls_page import address
from tests.app.driver import elements, opened, pressed, seen
from tests.app.transfer_page import PAGE, finished, status, text

pytestmark = pytest.mark.usefixtures("empty_home", "scheduler")

WATCHING = "You are watching somebody else’s run."


@pytest.mark.slow
def test_a_network_as_it_is_trains_nothing_and_another_tab_is_told_whose_run_it_is(scheduler):
    at = opened(PAGE, strategy="as_is")
    assert status(at) == (0, "Not asked yet. Press **Ask the network**.")
    assert not {"Training photos per class", "Label noise"} & {slider.label for slider in elements(at, "select_slider")}
    finished(pressed(at, "Ask the network"), scheduler)
    assert status(at) == (100, "Done.")
    labels = {metric.label for metric in at.metric}
    assert "Time for the answers" in labels
    assert not {"Time for training", "Time for features", "Training accuracy"} & labels
    assert "Tested on " in text(at)
    assert "were trained" not in seen(at)

    watcher = opened(PAGE, **address(at))
    assert WATCHING not in status(watcher)[1], "a reloaded tab has not said yet whose it is"
    watcher.session_state[SETTLED] = True
    watcher.run()
    assert not watcher.exception
    assert WATCHING in status(watcher)[1]


def test_the_blocks_tell_how_many_parameters_are_trained():
    texts = {block: text(opened(PAGE, strategy="fine_tune", block=block)) for block in ("1", "18")}
    assert "3,328,992 of the base's 3,413,024 parameters are trained" in texts["1"]
    assert "409,600 of the base's 3,413,024 parameters are trained" in texts["18"]


def test_a_network_that_is_not_kept_any_more_is_told_of_before_a_click():
    def part() -> None:
        from types import SimpleNamespace
        from typing import Any

        from components.transfer.results import take_along

        result: Any = SimpleNamespace(model_file="gone.keras", disk_refused=False)
        take_along(result)

    at = AppTest.from_function(part, default_timeout=30).run()
    assert not at.exception
    assert "not kept any more" in at.caption[0].value
