"""The page on transfer learning as tests drive it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.controls_page import address
from tests.waiting import ended

PAGE = "transfer.py"
RUN_SECONDS = 300


def text(at: AppTest) -> str:
    told = [item.value for item in [*at.markdown, *at.caption, *at.error, *at.warning, *at.info]]
    return "\n".join([*told, *(fold.label for fold in at.expander)])


def finished(at: AppTest, scheduler) -> AppTest:
    """Wait for the end of the run that the page follows, and show it."""
    ended(scheduler, address(at)["run"], RUN_SECONDS)
    at.run()
    assert not at.exception
    assert has_result(at)
    return at


def status(at: AppTest) -> tuple[int, str]:
    """How much of the run is done, in per cent, and what is said of it."""
    bar = at.get("progress")[0].proto
    return bar.value, bar.text


def has_result(at: AppTest) -> bool:
    return any(metric.label == "Test accuracy" for metric in at.metric)
