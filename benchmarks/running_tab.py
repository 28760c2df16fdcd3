"""An hour of a tab in which one run follows another: does what the browser holds stay bounded?

SOAK_SECONDS in the environment says how long, where an hour is too long.
"""

from __future__ import annotations

import os
import time

import psutil
from playwright.sync_api import CDPSession, Page

from benchmarks.app_server import AppServer
from benchmarks.browser import chromium, open_page
from benchmarks.figures import Figures, Say

SECONDS = 3600.0

_RUN = "epochs=1000"
_SAMPLES = 12
# What is loaded once, and kept for the first runs, is no growth.
_FIRST_SHARE = 1 / 6


def running_tab(say: Say) -> Figures:
    """Growth of the tab's process, in MB, from the tenth minute to the sixtieth; ``tab_heap_growth_mb`` of JavaScript's
    heap alone; how many runs the tab has seen, and how much the server has grown meanwhile."""
    seconds = float(os.environ.get("SOAK_SECONDS", SECONDS))
    with AppServer() as server, chromium() as browser:
        page = open_page(browser, f"{server.url}/training?{_RUN}")
        page.locator("canvas.marks").first.wait_for()
        devtools = page.context.new_cdp_session(page)
        runs = _train_for(page, _FIRST_SHARE * seconds)
        first, served = memory(page, devtools), server.megabytes
        say(f"at first {first} MB, the server {served:.0f} MB")
        for _ in range(_SAMPLES):
            runs += _train_for(page, (1 - _FIRST_SHARE) * seconds / _SAMPLES)
            last = memory(page, devtools)
            say(f"after {runs} runs {last} MB, the server {server.megabytes:.0f} MB")
        return {
            "tab_growth_mb": last["tab"] - first["tab"],
            "tab_heap_growth_mb": last["heap"] - first["heap"],
            "tab_mb": last["tab"],
            "tab_runs": runs,
            "tab_minutes": seconds / 60,
            "tab_server_growth_mb": server.megabytes - served,
        }


def memory(page: Page, devtools: CDPSession) -> dict[str, float]:
    """Memory after a collection, in MB: ``tab``, what its process has for itself, and ``heap``, JavaScript's part."""
    devtools.send("HeapProfiler.collectGarbage")
    page.wait_for_timeout(1000)
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
    return {"tab": round(_renderer().memory_full_info().uss / 1e6, 1), "heap": round(heap / 1e6, 1)}


def _renderer() -> psutil.Process:
    """The largest of the browser's processes that show pages: there is one page."""
    found = [process for process in psutil.Process().children(recursive=True) if "--type=renderer" in process.cmdline()]
    return max(found, key=lambda process: process.memory_info().rss)


def _train_for(page: Page, seconds: float) -> int:
    """Press Train whenever nothing goes on; returns how often."""
    runs, end = 0, time.monotonic() + seconds
    button = page.locator(".st-key-run_Train button")
    while time.monotonic() < end:
        if button.get_by_text("Train", exact=True).is_visible() and button.is_enabled():
            button.click()
            page.get_by_role("button", name="Pause").wait_for()
            runs += 1
        page.wait_for_timeout(500)
    return runs
