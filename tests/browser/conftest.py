"""One real app and one Chromium for all tests in the browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.lab import Lab
from tests.browser.server import Server, free_port, running_app

_CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
# For what takes no training: seconds at most, but a machine may be busy with other things.
_USUAL_MILLISECONDS = 60_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the app said to the report of a test that failed."""
    report = yield
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("Words of the app", server.last_words()))
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped, but fail on CI."""
    chromium = shutil.which("chromium")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs the program chromium")
    expect.set_options(timeout=_USUAL_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, with an empty folder of downloads and no way to the internet."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "home").mkdir()
    nowhere = f"http://127.0.0.1:{free_port()}"
    environment = {"KERAS_HOME": str(folder / "keras"), "LAYERLAB_MIRROR": nowhere, "LAYERLAB_WORKERS": "2"}
    with running_app(folder / "home", folder / "server.log", **environment) as server:
        yield server


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, each a browser of its own; all are closed after the test."""
    contexts = []

    def make(**options) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(_USUAL_MILLISECONDS)
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A tab in a browser of its own."""
    return new_context().new_page()


@pytest.fixture
def lab(server: Server, page: Page) -> Iterator[Lab]:
    """The training lab in a tab, not opened yet; a run that it leaves behind is stopped."""
    lab = Lab(server.url, page)
    yield lab
    lab.end()
