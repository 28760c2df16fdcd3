"""Many who watch the same run on the channel: pictures a second of the slowest, and what one costs the server."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Any

import psutil

from benchmarks.app_server import LOOPBACK
from benchmarks.calibration import calibrate
from benchmarks.children import serving_child
from benchmarks.figures import Figures, Say, measure_parts
from benchmarks.light_watcher import watching

CLASS, LECTURE, SCHOOL = 30, 100, 300
WATCHED_SECONDS = 10.0

_SETTLING_SECONDS = 3.0


def measure(say: Say, only: str | None) -> Figures:
    """One part, "alone": the channel without the app."""
    return {**measure_parts({"alone": alone}, say, only), "gflops": calibrate()}


def alone(say: Say) -> Figures:
    """The channel alone, with pictures as the lab's: see `benchmarks.channel_alone`."""
    with serving_child("channel_alone") as (port, process_id):
        times = psutil.Process(process_id).cpu_times
        return watchers_figures(f"http://{LOOPBACK}:{port}", "lab", {}, lambda: sum(times()[:2]), say)


def watchers_figures(server: str, source: str, args: dict[str, Any], cpu: Callable[[], float], say: Say) -> Figures:
    """Thirty, a hundred and three hundred watchers, one after another; they acknowledge at once.

    Args:
        args: what they watch of the source.
        cpu: gives the CPU seconds that the server has taken so far.
    """
    figures: Figures = {}
    for count in (CLASS, LECTURE, SCHOOL):
        wish = {"watch": 1, "source": source, "args": args, "language": "en", "have": 0}
        wishes = [{**wish, "viewer": token_hex(16)} for _ in range(count)]
        sizes, seconds = asyncio.run(_watched(server, wishes, cpu))
        rates = [len(one) / WATCHED_SECONDS for one in sizes]
        cost = 1000 * seconds / sum(map(len, sizes))
        cores = seconds / WATCHED_SECONDS
        say(f"{count}: {min(rates):.1f} to {max(rates):.1f} a second; {cores:.2f} cores; {cost:.3f} ms each")
        figures[f"watchers_{count}_frames_per_s"] = min(rates)
        if count == CLASS:
            figures["frame_server_ms"] = cost
            figures["bytes_per_frame"] = statistics.mean(size for one in sizes for size in one[-100:])
    return figures


async def _watched(
    server: str, wishes: Sequence[dict[str, Any]], cpu: Callable[[], float]
) -> tuple[list[list[int]], float]:
    """Sizes of the pictures that each was sent, and the CPU seconds that the server took for all of them."""
    async with watching(server, wishes) as watchers:
        await asyncio.sleep(_SETTLING_SECONDS)
        for watcher in watchers:
            watcher.sizes.clear()
        before = cpu()
        await asyncio.sleep(WATCHED_SECONDS)
        return [watcher.sizes.copy() for watcher in watchers], cpu() - before
