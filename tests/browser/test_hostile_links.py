"""Links of strangers, opened as a reader opens them: nothing of them leads elsewhere, and nothing breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hostile_links import KEYS, Opened, hostile_links, open_links
from tests.browser.server import running_app


@pytest.mark.slow
def test_hostile_links_ask_nobody_lead_nowhere_and_break_nothing(new_context, tmp_path: Path):
    opened, links = Opened(), hostile_links(5 * len(KEYS))
    with running_app(tmp_path / "home", tmp_path / "log", LAYERLAB_WORKERS="1") as server:
        open_links(new_context(), server.url, links, opened)
        assert "Traceback" not in server.log.read_text("utf-8")
    assert opened == Opened()
