"""One real app and one Chromium for all tests in the browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser.lab import Lab
from tests.browser.server import Server, free_port, running_app

_CHROMIUM_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
]
# For what takes no training: seconds at most, but a machine may be busy with other things.
_USUAL_MILLISECONDS = 150_000
_LAST_WORDS, _MOST_SEEN = 20, 3000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a test that failed what the app said, and what its pages show."""
    report = yield
    given = getattr(item, "funcargs", {})
    if report.failed and "server" in given:
        report.sections.append(("Words of the app", given["server"].last_words()))
    if report.failed and call.when == "call" and "new_context" in given:
        pages = [page for context in given["new_context"].made for page in context.pages]
        report.sections += [("A page as it is", _seen(page)) for page in pages]
        report.sections.append(("Words of the browsers", "\n".join(given["new_context"].said[-_LAST_WORDS:])))
    return report


def _seen(page: Page) -> str:
    """A page's address and what can be read on it."""
    with suppress(Error):  # it is closed, or does not answer
        return f"{page.url}\n{page.locator('body').inner_text(timeout=5_000)[:_MOST_SEEN]}"
    return page.url


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


class _Contexts:
    """Makes contexts, and keeps what their pages say.

    Attributes:
        made: the contexts. said: messages of their consoles, and errors.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.made: list[BrowserContext] = []
        self.said: list[str] = []

    def __call__(self, **options) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        context = self._browser.new_context(**options)
        context.set_default_timeout(_USUAL_MILLISECONDS)
        context.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        context.on("weberror", lambda error: self.said.append(f"error: {error.error}"))
        self.made.append(context)
        return context


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, each a browser of its own; all are closed after the test."""
    contexts = _Contexts(browser)
    yield contexts
    for context in contexts.made:
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
