"""The lessons on pictures: how soon a convolution follows, and what deep networks and convolutions gain."""

from __future__ import annotations

import statistics

from benchmarks.app_server import AppServer
from benchmarks.browser import chromium, open_page
from benchmarks.calibration import calibration
from benchmarks.depth import measure_depth
from benchmarks.figures import Figures, Say, measure_parts, percentile_95
from benchmarks.shifts import measure_shifts
from benchmarks.slider import PIXELS, followed_after, observe, pictures_per_second

CHANGES = 40
DRAG_SECONDS = 3.0

_WARM_UP = 3


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "digit", "photo", "depth", "shifts"."""
    parts = {"digit": digit, "photo": photo, "depth": measure_depth, "shifts": measure_shifts}
    return {**measure_parts(parts, say, only), **calibration()}


def digit(say: Say) -> Figures:
    """From a move of the slider to the painted stages of a digit of 28 x 28; new pictures a second in a drag."""
    median, p95, rate = _followed(say, "picture=digit&next_kernel=blur")
    return {"digit_ms": median, "digit_p95_ms": p95, "digit_pictures_per_s": rate}


def photo(say: Say) -> Figures:
    """The same of a photo of 224 x 224 in colour, with a window of 5."""
    median, p95, rate = _followed(say, "picture=photo&kernel=sharpen&kernel_size=5")
    return {"photo_ms": median, "photo_p95_ms": p95, "photo_pictures_per_s": rate}


def _followed(say: Say, query: str) -> tuple[float, float, float]:
    """Median and 95th percentile of the milliseconds until the stages follow, and pictures per second in a drag."""
    with AppServer() as server, chromium() as browser:
        page = open_page(browser, "about:blank")
        observe(page)
        page.goto(f"{server.url}/convolution?{query}")
        page.locator(".pixels-frame canvas").first.wait_for()
        server.wait_until_idle()
        taken = followed_after(page, "Bias", _WARM_UP + CHANGES, PIXELS)[_WARM_UP:]
        rate = pictures_per_second(page, "Bias", DRAG_SECONDS, PIXELS)
    say("milliseconds:", *(f"{value:.0f}" for value in taken))
    return statistics.median(taken), percentile_95(taken), rate
