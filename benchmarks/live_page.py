"""What a live frame costs the server, with a real browser watching."""

from __future__ import annotations

import time

from benchmarks.app_server import SMALL_RUN, AppServer
from benchmarks.browser import chromium, frames_shown, open_page, wait_for_frames
from benchmarks.figures import Figures, Say

FRAMES = 60

_IDLE_SECONDS = 5.0
# The first frames come with the compilation and the first drawing of the charts.
_FIRST_FRAMES = 10


def live_page(say: Say) -> Figures:
    """CPU time of the server process over at least 50 frames shown, divided by their number."""
    with AppServer() as server, chromium() as browser:
        page = open_page(browser, f"{server.url}/training?{SMALL_RUN}")
        page.locator("canvas").first.wait_for()
        page.wait_for_timeout(1000 * _IDLE_SECONDS)  # workers start meanwhile
        cpu = server.cpu_seconds
        page.wait_for_timeout(1000 * _IDLE_SECONDS)
        idle = (server.cpu_seconds - cpu) / _IDLE_SECONDS

        page.locator(".st-key-run_Train button").click()
        before = wait_for_frames(page, frames_shown(page) + _FIRST_FRAMES)
        started, cpu = time.perf_counter(), server.cpu_seconds
        frames = wait_for_frames(page, before + FRAMES) - before
        seconds, cpu = time.perf_counter() - started, server.cpu_seconds - cpu
        say(f"{frames} frames in {seconds:.1f} s took {cpu:.2f} s of the server's CPU")
    return {"frame_server_ms": 1000 * cpu / frames, "frames_per_s": frames / seconds, "server_idle_cpu": idle}
