"""The page on transfer learning as tests drive it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.controls_page import address
from tests.app.driver import figures, told
from tests.waiting import ended

PAGE = "transfer.py"
RUN_SECONDS = 300


def text(at: AppTest) -> str:
    still = [item.value for item in [*at.markdown, *at.caption, *at.error, *at.warning, *at.info]]
    return "\n".join([*still, *(fold.label for fold in at.expander), told(at)])


def finished(at: AppTest, scheduler) -> AppTest:
    """Wait for the end of the run that the page follows, and show it."""
    ended(scheduler, address(at)["run"], RUN_SECONDS)
    at.run()
    assert not at.exception
    assert has_result(at)
    return at


def status(at: AppTest) -> tuple[int, str]:
    """How much of the run is done, in per cent, and what is said of it."""
    bar = next(data["picture"]["progress"] for data in figures(at) if "progress" in data["picture"])
    return round(100 * bar["share"]), bar["text"]


def has_result(at: AppTest) -> bool:
    return any(metric.label == "Test accuracy" for metric in at.metric)
