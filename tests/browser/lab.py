"""The training lab as a reader uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Error, Locator, Page, expect

# The first run also waits until the workers have loaded TensorFlow and compiled the network.
TRAINING_MILLISECONDS = 240_000
OVER = re.compile(r"\b(Done|Stopped|Ended|failed)\b")
# It goes on for as long as any test looks at it.
LONG = {"epochs": "1000", "learning_rate": "0.001", "batch_size": "2"}

# In the order of the page; datasets of points in a plane have one more in front.
CHARTS = ("loss", "accuracy", "activations", "gradients", "weights")

_PICTURE = "index => document.querySelectorAll('canvas.marks')[index]?.toDataURL()"


class Lab:
    """One tab with the training lab.

    Args:
        url: the app's address. page: the tab.
    """

    def __init__(self, url: str, page: Page) -> None:
        self.url, self.page = url, page

    def open(self, **query: str) -> Lab:
        """Open the lab with this experiment in the link, and wait until its picture is there."""
        return self.open_link(f"{self.url}/training?{urlencode(query)}")

    def open_link(self, link: str) -> Lab:
        """Open an address of the lab as it stands."""
        self.page.goto(link)
        return self.wait_for_picture()

    def wait_for_picture(self) -> Lab:
        """Wait until the page stands."""
        expect(self._canvas("weights")).to_be_visible()
        return self

    @property
    def status(self) -> Locator:
        """The line that says how it stands with the run."""
        return self.page.get_by_test_id("figureProgress").first

    def expect_address(self, holds: Callable[[dict[str, str]], bool]) -> None:
        """Wait until the query of the address bar is so; it is written after the page has changed."""
        self.page.wait_for_url(lambda address: holds(_query(address)))

    @property
    def run(self) -> str:
        """The id of the run that is followed, once the address names it."""
        self.expect_address(lambda query: "run" in query)
        return _query(self.page.url)["run"]

    def button(self, label: str) -> Locator:
        """A button by its label; a key that presses it is told behind that."""
        return self.page.get_by_role("button", name=re.compile(rf"^{re.escape(label)}( Shortcut \w)?$"))

    def press(self, label: str) -> None:
        """Press a button."""
        self.button(label).click()

    def train(self) -> str:
        """Press Train, wait until the run shows epochs, and return its id."""
        self.press("Train")
        self.expect_epochs()
        return self.run

    def expect_epochs(self) -> None:
        """Wait until the status shows a run that trains, or has: a short one is over before anyone looks."""
        expect(self.status).to_contain_text(re.compile("[Ee]poch"), timeout=TRAINING_MILLISECONDS)

    def expect_over(self) -> None:
        """Wait for the end of the run, which must not have failed."""
        expect(self.status).to_contain_text(OVER, timeout=TRAINING_MILLISECONDS)
        expect(self.status).not_to_contain_text("failed")

    def expect_progress(self) -> None:
        """Wait until the status shows another place in the run than now."""
        expect(self.status).not_to_have_text(self.status.inner_text(), timeout=TRAINING_MILLISECONDS)

    def metric(self, label: str) -> float:
        """The number in a result's tile."""
        tile = self.page.get_by_test_id("stMetric").filter(has_text=label)
        return float(tile.get_by_test_id("stMetricValue").inner_text().rstrip(" %"))

    def picture(self, chart: str) -> str:
        """A chart as it looks now."""
        return self._canvas(chart).evaluate("canvas => canvas.toDataURL()")

    def expect_picture(self, chart: str, picture: str) -> None:
        """Wait until a chart looks like this."""
        self._wait_for_picture(chart, "===", picture)

    def expect_new_picture(self, chart: str, old: str) -> None:
        """Wait until a chart looks different."""
        self._wait_for_picture(chart, "!==", old)

    def slider(self, label: str) -> Locator:
        """The thumb of a slider."""
        return self.page.get_by_role("group", name=label, exact=True).get_by_role("slider")

    @property
    def time(self) -> Locator:
        """The thumb of the time slider."""
        return self.page.get_by_role("slider", name="Time", exact=True)

    def move(self, label: str, key: str) -> None:
        """Move a slider by a key of the keyboard."""
        self.slider(label).press(key)

    def expect_no_error(self) -> None:
        """No Python error is on the page."""
        expect(self.page.get_by_test_id("stException")).to_have_count(0)

    def end(self) -> None:
        """Stop a run of this tab that goes on.

        A page that is drawn anew under the pointer may swallow a click, and a run may end between the look at the
        button and the click on it: a button that is disabled by then would be waited for.
        """
        stop = self.button("Stop")
        for _ in range(3):
            if not (stop.count() and stop.is_enabled()):
                return
            with suppress(AssertionError, Error):
                stop.click(timeout=5_000)
                expect(stop).to_be_disabled(timeout=10_000)
        expect(stop).to_be_disabled()

    def _canvas(self, chart: str) -> Locator:
        return self.page.locator("canvas.marks").nth(CHARTS.index(chart))

    def _wait_for_picture(self, chart: str, compare: str, picture: str) -> None:
        self.page.wait_for_function(
            f"([index, picture]) => ({_PICTURE})(index) {compare} picture", arg=[CHARTS.index(chart), picture]
        )


def _query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
