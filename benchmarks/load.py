"""A class: thirty watch one run, thirty press Train at once.

``taskset -c 0 python -m benchmarks load`` holds the app, server and workers, to one core, and readers to none.
"""

from __future__ import annotations

import re
import statistics
import time

from benchmarks.app_server import WIDE_RUN, AppServer
from benchmarks.browser import answer_figures, answers, chromium, frames_shown, open_page, wait_for_frames
from benchmarks.calibration import calibrate
from benchmarks.figures import Figures, Say, measure_parts, until
from benchmarks.light_session import LightSession
from benchmarks.light_sessions import LightSessions

SESSIONS = 30
CLICKS = 20
WATCHED_SECONDS = 15.0

_LONGEST = 300.0
_SETTLING_SECONDS = 5.0
_WARM_UP_CLICKS = 2
_SHORT_RUN = "epochs=5"


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "watchers", "queue"."""
    return {**measure_parts({"watchers": watchers, "queue": queue}, say, only), "numpy_gflops": calibrate()}


def watchers(say: Say) -> Figures:
    """Thirty sessions watch one run, a real browser among them: frames a second, answers to its clicks."""
    with AppServer() as server, LightSessions(server.url) as crowd, chromium() as browser:
        [owner] = crowd.open("training", [WIDE_RUN])
        crowd.press([owner], "Train")
        until(lambda: owner.run_id and owner.status.startswith("Epoch"), _LONGEST, "a run")
        others = crowd.open("training", [f"run={owner.run_id}"] * (SESSIONS - 2))
        page = open_page(browser, f"{server.url}/training?run={owner.run_id}")
        wait_for_frames(page, 2)
        page.wait_for_timeout(1000 * _SETTLING_SECONDS)  # each new watcher has all of them draw more rarely
        started, cpu, seen = time.perf_counter(), server.cpu_seconds, frames_shown(page)
        page.wait_for_timeout(1000 * WATCHED_SECONDS)
        seconds = time.perf_counter() - started
        cpu_share = (server.cpu_seconds - cpu) / seconds
        rates = [_frames_since(session, started) / seconds for session in (owner, *others)]
        in_browser = (frames_shown(page) - seen) / seconds
        answers(page, _WARM_UP_CLICKS)
        answered = answers(page, CLICKS)
        if not owner.status.startswith("Epoch"):
            raise RuntimeError(f"the run ended before the clicks were through: {owner.status}")
    say("answered after:", *(f"{answer.first:.3f}" for answer in answered))
    return {
        "watched_frames_per_s": statistics.median(rates),
        "watched_frames_per_s_min": min(rates),
        "watched_frames_per_s_browser": in_browser,
        "watched_server_cpu": cpu_share,
        **answer_figures("watched_click", answered),
    }


def queue(say: Say) -> Figures:
    """Thirty sessions press Train at once: until the last has its run, and what they were told meanwhile."""
    with AppServer() as server, LightSessions(server.url) as crowd:
        sessions = crowd.open("training", [f"{_SHORT_RUN}&seed={seed}" for seed in range(SESSIONS)])
        started = time.perf_counter()
        crowd.press(sessions, "Train")
        try:
            until(lambda: all(map(_is_done, sessions)), _LONGEST, "the end of all runs")
        except TimeoutError:
            say("not through:", *(repr(session.status) for session in sessions if not _is_done(session)))
    ends = sorted(session.statuses[-1][0] - started if _is_done(session) else _LONGEST for session in sessions)
    places = [_places(session) for session in sessions]
    say("through after:", *(f"{end:.1f}" for end in ends))
    return {
        "queue_taken": sum(bool(session.run_id) for session in sessions),
        "queue_done": sum(map(_is_done, sessions)),
        "queue_first_done_s": ends[0],
        "queue_last_done_s": ends[-1],
        "queue_told_place": sum(bool(told) for told in places),
        "queue_in_turn": all(told == sorted(told, reverse=True) for told in places),
    }


def _is_done(session: LightSession) -> bool:
    return session.status.startswith("Done.")


def _frames_since(session: LightSession, started: float) -> int:
    return sum(at > started for at, _ in session.statuses)


def _places(session: LightSession) -> list[int]:
    """The places in the queue that the session was told, one after the other."""
    found = (re.search(r"place (\d+) in the queue", text) for _, text in session.statuses)
    return [int(match[1]) for match in found if match]
