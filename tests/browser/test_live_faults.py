"""What becomes of a tab with a run when the server is restarted, or lies below a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import LONG, Lab
from tests.browser.server import free_port, running_app


@pytest.mark.slow
def test_a_tab_comes_back_after_the_server_was_restarted(page: Page, tmp_path: Path):
    port = str(free_port())
    with running_app(tmp_path, tmp_path / "first.log", port=port) as server:
        lab = Lab(server.url, page).open(**LONG)
        lab.train()
    with running_app(tmp_path, tmp_path / "second.log", port=port):
        expect(page.get_by_test_id("stAlert").filter(has_text="no longer kept here")).to_be_visible()
        expect(lab.status).to_contain_text("Not trained yet")
        lab.press("Train")
        lab.expect_epochs()
        lab.expect_progress()
        lab.end()


@pytest.mark.slow
def test_a_run_is_pushed_below_a_base_path_too(page: Page, tmp_path: Path):
    with running_app(tmp_path, tmp_path / "server.log", options=["--server.baseUrlPath", "a/lab"]) as server:
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        lab = Lab(f"{server.url}/a/lab", page).open(**LONG)
        lab.train()
        lab.expect_progress()
        assert any(url.endswith("/a/lab/live/socket") for url in sockets)
        lab.end()
