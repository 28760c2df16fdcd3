"""The live figure on a page of its own, in Chromium."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from components.browser.live_figure.plain import plain_picture
from tests.browser.figure_pictures import EPOCHS, picture
from tests.browser.server import PROJECT, Server, running_app

CHARTS = ("loss", "accuracy", "weights")


@pytest.fixture(scope="module")
def figure_server(browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("figure")
    with running_app(
        folder, folder / "server.log", script="tests/browser/figure_page.py", PYTHONPATH=str(PROJECT)
    ) as server:
        yield server


class _Figure:
    """A tab with the figure, and in the server's place what brings it pictures."""

    def __init__(self, server: Server, page: Page) -> None:
        self.server, self.page = server, page
        self.sockets: list[WebSocketRoute] = []
        self.heard: list[dict[str, Any]] = []
        page.route_web_socket(re.compile("/live/socket"), self._meet)

    def open(self, **query: Any) -> _Figure:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"{self.server.url}/?{asked}")
        self.expect_drawn()
        return self

    def expect_drawn(self) -> None:
        expect(self.page.locator(".live-figure canvas.marks")).to_have_count(len(CHARTS))

    def chart(self, name: str) -> Locator:
        return self.page.locator(f"[data-chart={name}] canvas.marks")

    def look(self, name: str) -> str:
        return self.chart(name).evaluate("canvas => canvas.toDataURL()")

    def expect_other_look(self, name: str, look: str) -> None:
        self.page.wait_for_function(
            "([canvas, before]) => canvas.toDataURL() !== before", arg=[self.chart(name).element_handle(), look]
        )

    def show(self, picture: dict[str, Any], version: int = 1) -> None:
        payload = zlib.compress(json.dumps(plain_picture(picture), default=str).encode())
        self.sockets[-1].send(struct.pack(">II", 1, version) + payload)

    def expect_line(self, epoch: int) -> None:
        expect(self.page.get_by_test_id("figureProgress")).to_have_text(f"Epoch {epoch} of {EPOCHS}")

    def expect_runs(self, runs: int) -> None:
        expect(self.page.get_by_text(re.compile("^Run "))).to_have_text(f"Run {runs}")

    def wait_for_heard(self, holds: Callable[[dict[str, Any]], bool]) -> None:
        while not any(holds(message) for message in self.heard):
            self.page.wait_for_timeout(20)

    def _meet(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda message: self.heard.append(json.loads(message)))


@pytest.fixture
def figure(figure_server: Server, page: Page) -> _Figure:
    return _Figure(figure_server, page)


def test_a_picture_is_drawn_without_a_connection(figure):
    figure.open(still=1, epoch=4)
    figure.expect_line(4)
    assert figure.sockets == []
    expect(figure.page.get_by_role("img", name=re.compile("Loss of each epoch"))).to_be_visible()
    expect(figure.page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "10")
    expect(figure.page.get_by_test_id("figureWords")).to_contain_text("It learns: after epoch 4")
    expect(figure.page.get_by_test_id("figureWords").locator("strong")).to_have_text("It learns:")


def test_new_pictures_keep_the_nodes(figure):
    figure.open()
    figure.wait_for_heard(lambda message: message.get("watch") == 1)
    before = [figure.chart(name).element_handle() for name in CHARTS]
    looks = [figure.look(name) for name in CHARTS]
    for epoch in range(4, 14):
        figure.show(picture(epoch), epoch)
        figure.expect_line(epoch)
        figure.wait_for_heard(lambda message: message == {"drawn": 1})
        figure.heard.clear()
    for name, node, look in zip(CHARTS, before, looks, strict=True):
        assert figure.chart(name).evaluate("(canvas, before) => canvas === before", node)
        assert figure.look(name) != look
    figure.expect_runs(1)
