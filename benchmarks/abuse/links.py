"""Two hundred hostile links in a real browser: none may lead anywhere, or break a page."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from benchmarks.app_server import AppServer
from benchmarks.browser import chromium
from benchmarks.figures import Figures, Say
from benchmarks.hostile_links import Opened, hostile_links, open_links

_LINKS, _IN_A_TAB = 200, 25
_TRACEBACK = "Traceback (most recent call last)"


def links(say: Say) -> Figures:
    """How many were opened, and what was seen that must not be: requests and links to elsewhere, errors, tracebacks."""
    opened, wished = Opened(), hostile_links(_LINKS)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="layerlab-") as folder:
        log = Path(folder) / "log.txt"
        environment = {**os.environ, "LAYERLAB_HOME": str(Path(folder) / "home"), "LAYERLAB_WORKERS": "1"}
        with AppServer(environment=environment, log=log) as server, chromium() as browser:
            for first in range(0, len(wished), _IN_A_TAB):
                context = browser.new_context(locale="en-US")
                context.set_default_timeout(120_000)
                open_links(context, server.url, wished[first : first + _IN_A_TAB], opened)
                context.close()
                say(f"{first + _IN_A_TAB} links, {time.perf_counter() - started:.0f} s")
        tracebacks = log.read_text("utf-8", errors="replace").count(_TRACEBACK)
    for what in (*opened.foreign_requests, *opened.foreign_links, *opened.errors):
        say(what)
    return {
        "links_opened": len(wished),
        "links_foreign_requests": len(opened.foreign_requests),
        "links_foreign_links": len(opened.foreign_links),
        "links_errors": len(opened.errors),
        "links_tracebacks": tracebacks,
    }
