"""A small server, hostile and honest visitors, and what came of it."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from benchmarks.abuse.honest import Dragger, Honest, Photographer, Seen, Trainer, lost_runs
from benchmarks.abuse.small_server import SmallServer, small_server
from benchmarks.children import Asked, asked_child
from benchmarks.figures import Figures, Say, percentile_95
from benchmarks.photo_labels import camera_photo
from models import limits

_LOOK_SECONDS = 1.0
_TOLD_EVERY = 30.0
_LONGEST_IDLE = 120.0
_PHOTOS = 3
_DISK_RESERVE = 1_000_000_000  # where the limits name none
_LINES_TOLD = 30
_ERROR = re.compile(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*([^ \t\n].{0,200})")


def besieged(say: Say, kinds: Sequence[str], seconds: float) -> Figures:
    """What comes of a server that visitors of these kinds attack for so long.

    ``attacks_sent``: of the kind that was answered least often; ``attacks_...``: of each. ``honest_errors``: tracebacks
    in the log, failures of the server's (HTTP 5xx), lost sockets, refusals of what is allowed, all of them together.
    ``honest_click_p95_s``: clicks on pages; ``honest_move_p95_s``: moves of a slider; ``honest_label_p95_s``: photos.
    """
    with small_server(say) as server:
        server.wait_until_idle(_LONGEST_IDLE)
        seen, began = Seen(), time.monotonic()
        with asked_child("abuse.hostile_visitors", server.url, *kinds) as hostile:
            tallies = asyncio.run(_visited(say, server, hostile, seen, seconds))
        lasted, was_alive = time.monotonic() - began, server.is_alive
        if was_alive:
            asyncio.run(_look_for_runs(server, seen))
        figures = server.figures()
        has_ended = server.end()
        tracebacks, killed = _tell_log(say, server), server.killed
        left_behind = server.left_behind(say)
    failures = sum(tally["failures"] for tally in tallies)
    _tell(say, tallies, seen)
    return {
        "attacks_sent": min(tally["answered"] for tally in tallies),
        "honest_errors": seen.errors.total() + tracebacks + failures + (not was_alive) + (not has_ended),
        "honest_runs_lost": seen.lost,
        "honest_runs_done": len(seen.runs),
        "honest_click_p95_s": _p95(seen.clicks),
        **figures,
        "disk_reserve_mb": getattr(limits.LIMITS, "disk_reserve_bytes", _DISK_RESERVE) / 1e6,
        "leftover_files": left_behind,
        **{f"attacks_{tally['kind']}": tally["answered"] for tally in tallies},
        "honest_clicks": len(seen.clicks),
        "honest_click_s": statistics.median(seen.clicks or [0.0]),
        "honest_move_p95_s": _p95(seen.moves),
        "honest_labels": len(seen.labels),
        "honest_label_p95_s": _p95(seen.labels),
        "tracebacks": tracebacks,
        "failures": failures,
        "killed_processes": killed,
        "server_died": int(not was_alive),
        "ended_in_time": int(has_ended),
        "seconds": lasted,
    }


async def _visited(say: Say, server: SmallServer, hostile: Asked, seen: Seen, seconds: float) -> list[dict[str, Any]]:
    """Let everybody in, for so many seconds or until the server is no more; what the hostile ones have counted."""
    photos = [camera_photo(seed) for seed in range(_PHOTOS)]
    honest: list[Honest] = [
        Trainer(server.url, seen),
        Photographer(server.url, seen, photos),
        Dragger(server.url, seen),
    ]
    visits = [asyncio.create_task(visitor.go_on()) for visitor in honest]
    tallies = await asyncio.to_thread(hostile.ask)
    until, told = time.monotonic() + seconds, time.monotonic()
    while server.is_alive and time.monotonic() < until:
        await asyncio.sleep(_LOOK_SECONDS)
        for visit in visits:
            if visit.done():
                visit.result()  # an error of our own
        if time.monotonic() - told > _TOLD_EVERY:
            told = time.monotonic()
            tallies = await asyncio.to_thread(hostile.ask)
            counts = " ".join(f"{tally['kind']} {tally['answered']}" for tally in tallies)
            say(f"{max(0, until - told):.0f} s to go: {counts}; {len(seen.runs)} runs, {seen.errors.total()} errors")
    tallies = await asyncio.to_thread(hostile.ask)
    for visit in visits:
        visit.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*visits, return_exceptions=True)
    return tallies


async def _look_for_runs(server: SmallServer, seen: Seen) -> None:
    for lost in await lost_runs(server.url, seen.runs):
        seen.lost += 1
        seen.errors[f"a run is not there any more: {lost}"] += 1


def _tell_log(say: Say, server: SmallServer) -> int:
    """Tell what went wrong in the server, and return how many tracebacks its log has."""
    for text, times in Counter(_ERROR.findall(server.log)).most_common(_LINES_TOLD):
        say(f"log, {times} times: {text}")
    return server.tracebacks


def _tell(say: Say, tallies: Sequence[dict[str, Any]], seen: Seen) -> None:
    for tally in tallies:
        answers = Counter(tally["answers"]).most_common(6)
        say(f"{tally['kind']}: {tally['answered']} answered, {tally['unanswered']} not,", dict(answers))
    for text, times in seen.errors.most_common(_LINES_TOLD):
        say(f"honest, {times} times: {text}")


def _p95(values: Sequence[float]) -> float:
    return percentile_95(values) if values else 0.0
