"""Thirty sessions of one server: they press Train, watch their runs and click."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle, islice
from urllib.parse import urlencode

from benchmarks.app_server import AppServer
from benchmarks.figures import until
from benchmarks.light_session import LightSession, Shown
from benchmarks.light_sessions import LightSessions
from benchmarks.standstill import longest_gap
from models.experiment import Experiment

_PRESSED_WITHIN = 2.0
_LONGEST = 900.0
_BETWEEN_CLICKS = 0.5
_LOOK_SECONDS = 0.1
_RERUNS = 20
_SWITCH, _KEY = "Each layer on its own scale", "own_scale"


class Classroom:
    """What is measured of sessions that train.

    Attributes:
        LONGEST_CLICK: seconds after which a click counts as one without an effect.
    """

    LONGEST_CLICK = 10.0

    def __init__(self, server: AppServer, crowd: LightSessions) -> None:
        self._server, self._crowd = server, crowd
        self._sessions: list[LightSession] = []
        self._last_click = 0.0

    @property
    def frames(self) -> list[list[Shown]]:
        """What each session was shown of its run."""
        return [session.frames for session in self._sessions]

    def warm_up(self, experiments: Sequence[Experiment]) -> None:
        """Have both workers compile these structures, and wait until they are done."""
        for experiment in experiments:
            queries = [urlencode(experiment.replace(epochs=2, seed=seed).to_query()) for seed in (1, 2)]
            sessions = self._crowd.open("training", queries)
            self._crowd.press(sessions, "Train")
            until(lambda sessions=sessions: all(map(_is_over, sessions)), _LONGEST, "two short runs", _LOOK_SECONDS)
        self._server.wait_until_idle()

    def press_train(self, queries: Sequence[str]) -> None:
        """Open the lab once for each query, and press Train in all of them within two seconds."""
        self._sessions = self._crowd.open("training", queries)
        self._server.wait_until_idle()
        self._crowd.press(self._sessions, "Train", _PRESSED_WITHIN)
        self._last_click = time.perf_counter()

    def wait_until_moving(self) -> float:
        """Seconds from the last click until all have been shown a first new frame."""
        until(lambda: all(self.frames), _LONGEST, "a frame for everybody", _LOOK_SECONDS)
        return max(frames[0].at for frames in self.frames) - self._last_click

    def answered_after(self) -> list[float]:
        """Seconds from each click on Train until the line above the charts said so; at most `LONGEST_CLICK`."""
        return [min(self.LONGEST_CLICK, session.answered_after()) for session in self._sessions]

    def clicks(self, count: int) -> list[float]:
        """Seconds that clicks take, in one session after the other; at most `LONGEST_CLICK`."""
        found = []
        for session in islice(cycle(self._sessions), count):
            time.sleep(_BETWEEN_CLICKS)
            found.append(self._crowd.seconds(session.toggle(_SWITCH, _KEY), self.LONGEST_CLICK))
        return found

    def wait_for_end(self) -> int:
        """Wait until all runs are over; returns how many are not after a quarter of an hour."""
        with suppress(TimeoutError):
            until(lambda: all(map(_is_over, self._sessions)), _LONGEST, "the end of all runs", _LOOK_SECONDS)
        return sum(not _is_over(session) for session in self._sessions)

    def standstills(self) -> list[float]:
        """The longest time that each run stood still, in seconds, from its first frame on."""
        now = time.perf_counter()
        return [longest_gap(frames, None if frames[-1].share == 1 else now) for frames in self.frames]

    def rerun_cpu_ms(self) -> float:
        """What a run of the page of a finished run costs the server; nothing else goes on."""
        self._server.wait_until_idle()
        cpu = self._server.cpu_seconds
        for session in islice(cycle(self._sessions), _RERUNS):
            self._crowd.seconds(session.rerun())
        return 1000 * (self._server.cpu_seconds - cpu) / _RERUNS


def _is_over(session: LightSession) -> bool:
    return session.stage == "over"
