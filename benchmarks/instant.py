"""The pages that need no training: what a picture costs, and how soon it follows the slider."""

from __future__ import annotations

import statistics
import time

from threadpoolctl import threadpool_limits

from benchmarks.app_server import AppServer
from benchmarks.browser import chromium, open_page
from benchmarks.calibration import calibration
from benchmarks.figures import Figures, Say, measure_parts, percentile_95
from benchmarks.slider import BOARD, CHARTS, followed_after, observe, pictures_per_second
from models.initialization.fresh_network import FreshNetwork
from models.initialization.propagation import propagate

CHANGES = 40
DRAG_SECONDS = 3.0
LARGEST = {"depth": 50, "width": 500}

_WARM_UP, _FEW_CHANGES = 3, 5


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "compute", "initialization", "largest", "optimizers"."""
    parts = {"compute": compute, "initialization": initialization, "largest": largest, "optimizers": optimizers}
    return {**measure_parts(parts, say, only), **calibration()}


def compute(say: Say) -> Figures:
    """Milliseconds for a pass there and back when only the std has changed, as the server computes it; medians.

    Of the largest network ``init_compute_largest_ms`` is what a drag shows, ``init_compute_in_full_ms`` all of it.
    """
    network = FreshNetwork(**LARGEST)
    with threadpool_limits(1):
        return {
            "init_compute_ms": _pass_ms(FreshNetwork()),
            "init_compute_largest_ms": _pass_ms(network.in_motion),
            "init_compute_in_full_ms": _pass_ms(network, _FEW_CHANGES),
        }


def initialization(say: Say) -> Figures:
    """The default picture of /initialization."""
    median, p95, rate = _followed(say, "initialization", "Init std", CHARTS)
    return {"init_slider_ms": median, "init_slider_p95_ms": p95, "init_drag_updates_per_s": rate}


def largest(say: Say) -> Figures:
    """Fifty layers of 500 units."""
    query = "&".join(f"{name}={value}" for name, value in LARGEST.items())
    median, p95, rate = _followed(say, f"initialization?{query}", "Init std", CHARTS)
    return {"init_largest_ms": median, "init_largest_p95_ms": p95, "init_largest_updates_per_s": rate}


def optimizers(say: Say) -> Figures:
    """The default race of /optimizers."""
    median, p95, rate = _followed(say, "optimizers", "Learning rate", BOARD)
    return {"optimizer_slider_ms": median, "optimizer_slider_p95_ms": p95, "optimizer_drag_updates_per_s": rate}


def _pass_ms(network: FreshNetwork, changes: int = CHANGES) -> float:
    taken = []
    for change in range(_WARM_UP + changes):
        started = time.perf_counter()
        propagate(network.replace(init_std=0.5 + 0.01 * change))
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken[_WARM_UP:])


def _followed(say: Say, address: str, label: str, canvases: str) -> tuple[float, float, float]:
    """Median and 95th percentile of the milliseconds until the picture follows, and pictures per second in a drag."""
    with AppServer() as server, chromium() as browser:
        page = open_page(browser, "about:blank")
        observe(page)
        page.goto(f"{server.url}/{address}")
        page.locator("canvas").first.wait_for()
        server.wait_until_idle()
        taken = followed_after(page, label, _WARM_UP + CHANGES, canvases)[_WARM_UP:]
        rate = pictures_per_second(page, label, DRAG_SECONDS, canvases)
    say("milliseconds:", *(f"{value:.0f}" for value in taken))
    return statistics.median(taken), percentile_95(taken), rate
