"""The web server: how soon the first page is there, how much memory it takes, how soon it answers a click."""

from __future__ import annotations

import statistics

from benchmarks.app_server import WIDE_RUN, AppServer
from benchmarks.browser import answer_figures, answers, chromium, open_page
from benchmarks.figures import Figures, Say, measure_parts, until
from benchmarks.light_sessions import LightSessions

STARTS = 3
CLICKS = 30

_LONGEST = 120.0
_WARM_UP_CLICKS = 4


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "start", "memory", "clicks"."""
    return measure_parts({"start": start, "memory": memory, "clicks": clicks}, say, only)


def start(say: Say) -> Figures:
    """Seconds from the start of the process; medians.

    ``first_page_s``: "/" served completely. ``first_script_s``: the home page run to its end for a first
    session. ``painted_s``: its heading shown in a Chromium with an empty cache. ``training_painted_s``:
    the same for the first chart of /training.
    """
    served, scripts, painted, charts = [], [], [], []
    with chromium() as browser:
        for _ in range(STARTS):
            with AppServer() as server, LightSessions(server.url) as crowd:
                crowd.open("", [""])
                scripts.append(server.age)
                served.append(server.first_page_s)
            for path, first, ages in (("/", "h1", painted), ("/training", "canvas", charts)):
                with AppServer() as server:
                    page = open_page(browser, server.url + path)
                    page.locator(first).first.wait_for()
                    ages.append(server.age)
                    served.append(server.first_page_s)
                    page.context.close()
            say(f"served {served[-1]:.2f} s, run {scripts[-1]:.2f} s, painted {painted[-1]:.2f} and {charts[-1]:.2f} s")
    return {
        "first_page_s": statistics.median(served),
        "first_script_s": statistics.median(scripts),
        "painted_s": statistics.median(painted),
        "training_painted_s": statistics.median(charts),
    }


def memory(say: Say) -> Figures:
    """Megabytes with one session on /training: when it is drawn, and the most while it trains and afterwards."""
    with AppServer() as server, chromium() as browser:
        page = open_page(browser, f"{server.url}/training")
        page.locator("canvas").first.wait_for()
        fresh = server.megabytes
        page.locator(".st-key-run_Train button").click()
        most = fresh
        over = page.get_by_text("Done.")
        while not over.is_visible():
            page.wait_for_timeout(200)
            most = max(most, server.megabytes)
        page.wait_for_timeout(2000)  # the results are drawn
        most = max(most, server.megabytes)
    say(f"{fresh:.0f} MB when drawn, at most {most:.0f} MB")
    return {"server_fresh_mb": fresh, "server_mb": most}


def clicks(say: Say) -> Figures:
    """Seconds until a click is answered while two runs of other sessions keep both cores busy."""
    with AppServer() as server, LightSessions(server.url) as crowd, chromium() as browser:
        others = crowd.open("training", [f"{WIDE_RUN}&seed={seed}" for seed in (1, 2)])
        crowd.press(others, "Train")
        until(lambda: all(other.status.startswith("Epoch") for other in others), _LONGEST, "two runs that train")
        page = open_page(browser, f"{server.url}/training")
        page.locator("canvas").first.wait_for()
        answers(page, _WARM_UP_CLICKS)
        found = answers(page, CLICKS)
        if not all(other.status.startswith("Epoch") for other in others):
            raise RuntimeError(f"a run ended before the clicks were through: {[other.status for other in others]}")
    say("answered after:", *(f"{answer.first:.3f}" for answer in found))
    return answer_figures("click_while_training", found)
