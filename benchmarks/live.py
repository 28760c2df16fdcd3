"""Live pictures of the training lab: how often a browser is shown a new one, and what that costs the server."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.app_server import SMALL_RUN, AppServer
from benchmarks.browser import chromium, open_page
from benchmarks.calibration import calibration
from benchmarks.children import Asked, asked_child
from benchmarks.figures import Figures, Say, measure_parts, percentile_95, until
from benchmarks.first_visit import visit
from benchmarks.light_session import LightSession
from benchmarks.light_sessions import LightSessions
from benchmarks.painted import count_paintings, paintings_per_second, wait_for_paintings
from benchmarks.push_sketch import CHARTS, lay_down, pictures_per_second, record, sketch_server
from models.experiment import Experiment
from models.jobs import Scheduler

WATCHERS = (30, 100, 300)
CLICKS = 40
VISITS = 3
LAST_FRAMES = 100

_RUN = "epochs=1000"
_LONGEST = 300.0
_SECONDS = 8.0  # of a run that takes about twenty
_WATCHED_SECONDS = 15.0
_SETTLING_SECONDS = 3.0
_BETWEEN_CLICKS = 0.25
_FIRST_FRAMES = 10
_PHONE = {"width": 390, "height": 844}
_PHONE_SLOWNESS = 4
_SWITCH, _KEY = "Each layer on its own scale", "own_scale"


def measure(say: Say, only: str | None) -> Figures:
    """Parts: "frames", "phone", "bytes", "watchers", "visit"."""
    parts = {"frames": frames, "phone": phone, "bytes": frame_bytes, "watchers": watchers, "visit": first_visit}
    return {**measure_parts(parts, say, only), **calibration()}


def frames(say: Say) -> Figures:
    """Frames a second that are painted, of the default network, and of a bare sketch in the same minute."""
    with chromium() as browser:
        figures = _sketch_rates(browser)
        say(*(f"{name}={value:.1f}" for name, value in figures.items()))
        with AppServer() as server:
            server.wait_until_idle()
            page = _training_page(browser, f"{server.url}/training?{_RUN}")
            figures["frames_per_s"] = paintings_per_second(page, _SECONDS)
            _expect_going(page)
    return figures


def _sketch_rates(browser: Browser) -> Figures:
    experiment = Experiment(epochs=1000)
    recorded = experiment.replace(epochs=300)  # as far as the app's run comes while its frames are counted
    with tempfile.TemporaryDirectory() as folder, closing(Scheduler()) as scheduler:
        until(lambda: scheduler.cluster.status == "ready", _LONGEST, "a cluster")
        lay_down(Path(folder), recorded, record(scheduler, recorded))
        with sketch_server(Path(folder)) as address:
            idle = pictures_per_second(browser, address, _SECONDS)
            [run_id] = scheduler.submit([experiment], "nobody")
            until(lambda: scheduler.store.get(run_id).frames, _LONGEST, "a run beside the sketch")
            beside = pictures_per_second(browser, address, _SECONDS)
            if scheduler.store.get(run_id).is_over:
                raise RuntimeError("the run beside the sketch ended before the sketch was measured")
    return {"sketch_idle_frames_per_s": idle, "sketch_frames_per_s": beside}


def phone(say: Say) -> Figures:
    """The same on a narrow screen, with a processor a quarter as fast."""
    with AppServer() as server, chromium() as browser:
        server.wait_until_idle()
        page = open_page(browser, "about:blank", **_PHONE)
        devtools = page.context.new_cdp_session(page)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": _PHONE_SLOWNESS})
        _train(page, f"{server.url}/training?{SMALL_RUN}", charts=1)
        rate = paintings_per_second(page, _SECONDS)
        _expect_going(page)
    return {"frames_per_s_phone": rate}


def frame_bytes(say: Say) -> Figures:
    """Bytes of a frame as they travel, the socket's own four included: the last hundred of a run."""
    with AppServer() as server, LightSessions(server.url) as sessions:
        [session] = sessions.open("training", [_RUN])
        sessions.press([session], "Train")
        until(lambda: session.status.startswith("Done."), _LONGEST, "the end of a run")
    sizes = [4 + frame.size for frame in session.frames]
    say(f"{len(sizes)} frames, the largest of {max(sizes)} bytes")
    return {"bytes_per_frame": statistics.mean(sizes[-LAST_FRAMES:])}


def watchers(say: Say) -> Figures:
    """Browsers that watch one run and acknowledge at once: the server's cost, the slowest one, a click beside them."""
    figures: Figures = {}
    with AppServer() as server, LightSessions(server.url) as sessions:
        server.wait_until_idle()
        [other] = sessions.open("training", [""])
        for count in WATCHERS:
            with _run(sessions) as owner:
                watch = json.dumps(owner.watch)
                with asked_child("live_watchers", server.url, watch, str(count - 1)) as child:
                    figures |= _watched(say, server, child, owner, count)
                    if count == max(WATCHERS):
                        figures |= _clicked(say, sessions, other)
    return figures


@contextmanager
def _run(sessions: LightSessions) -> Iterator[LightSession]:
    """A session with a run that goes on until the ``with`` block ends.

    Raises:
        RuntimeError: it came to its end before.
    """
    [owner] = sessions.open("training", [SMALL_RUN])
    sessions.press([owner], "Train")
    until(lambda: owner.frames, _LONGEST, "a run")
    yield owner
    if owner.stage != "going":
        raise RuntimeError(f"the run ended before all was measured: {owner.status}")
    sessions.press([owner], "Stop")
    until(lambda: owner.stage == "over", _LONGEST, "the end of a run")


def _watched(say: Say, server: AppServer, child: Asked, owner: LightSession, count: int) -> Figures:
    time.sleep(_SETTLING_SECONDS)
    child.ask()
    cpu, own = server.cpu_seconds, len(owner.frames)
    time.sleep(_WATCHED_SECONDS)
    found = child.ask()
    cpu, pictures = server.cpu_seconds - cpu, [*found["pictures"], len(owner.frames) - own]
    slowest = min(pictures) / found["seconds"]
    say(f"{count} watchers: {sum(pictures)} pictures took {cpu:.2f} s of the server, {slowest:.1f} a second at least")
    figures = {f"watchers_{count}_frames_per_s": slowest}
    if count == min(WATCHERS):
        figures["frame_server_ms"] = 1000 * cpu / sum(pictures)
    return figures


def _clicked(say: Say, sessions: LightSessions, session: LightSession) -> Figures:
    found = []
    for _ in range(CLICKS):
        time.sleep(_BETWEEN_CLICKS)
        found.append(sessions.seconds(session.toggle(_SWITCH, _KEY)))
    say("answered after:", *(f"{seconds:.3f}" for seconds in found))
    return {"click_s": statistics.median(found), "click_p95_s": percentile_95(found)}


def first_visit(say: Say) -> Figures:
    """A browser with an empty cache: from the page's heading to the fresh network's picture, and what it loads."""
    found = []
    for _ in range(VISITS):
        with AppServer() as server, chromium() as browser:
            server.wait_until_idle()
            page = open_page(browser, "about:blank")
            count_paintings(page)
            found.append(visit(page, f"{server.url}/training", CHARTS))
            say(found[-1])
    return {
        "cold_picture_s": statistics.median(seen.picture_s - seen.frame_s for seen in found),
        "cold_visit_s": statistics.median(seen.picture_s for seen in found),
        "first_visit_mb": statistics.median(seen.megabytes for seen in found),
    }


def _training_page(browser: Browser, address: str) -> Page:
    page = open_page(browser, "about:blank")
    _train(page, address, CHARTS)
    return page


def _train(page: Page, address: str, charts: int) -> None:
    """Open the lab, press Train, and have the charts in sight and on the move."""
    count_paintings(page)
    page.goto(address)
    chart = page.locator("canvas.marks").first
    chart.wait_for()
    page.locator(".st-key-run_Train button").click()
    page.mouse.move(0, 0)  # nothing is pointed at
    chart.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    wait_for_paintings(page, charts, _FIRST_FRAMES)


def _expect_going(page: Page) -> None:
    if not page.get_by_role("button", name="Pause").count():
        raise RuntimeError("the run ended before its frames were counted")
