"""What the machine gives, to be told beside every absolute figure."""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.app_server import AppServer
from benchmarks.figures import Figures
from benchmarks.light_sessions import LightSessions

_SIDE, _ROUNDS = 2048, 9
_RERUNS = 50
_BARE_PAGE = "benchmarks/bare_page.py"


def calibration() -> Figures:
    """``gflops`` of a matrix product, and ``empty_rerun_ms`` of a bare Streamlit page; medians."""
    return {"gflops": calibrate(), "empty_rerun_ms": 1000 * empty_rerun()}


def calibrate() -> float:
    """The speed of the machine, in 10⁹ operations a second: products of two 2048 x 2048 float32 matrices, median."""
    a, b = np.random.default_rng(0).standard_normal((2, _SIDE, _SIDE), dtype=np.float32)
    seconds = []
    for _ in range(1 + _ROUNDS):  # the first round is a warm-up
        started = time.perf_counter()
        a @ b
        seconds.append(time.perf_counter() - started)
    return 2 * _SIDE**3 / statistics.median(seconds[1:]) / 1e9


def empty_rerun() -> float:
    """Seconds from asking for a page of one heading until it is run; median."""
    with AppServer(_BARE_PAGE) as server, LightSessions(server.url) as sessions:
        [session] = sessions.open("", [""])
        return statistics.median(sessions.seconds(session.rerun()) for _ in range(_RERUNS))
