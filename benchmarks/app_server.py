"""The real app as a process of its own, watched from outside."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

import psutil

from benchmarks.data import PROJECT
from benchmarks.figures import until

LOOPBACK = "127.0.0.1"
# A run of a small network that goes on for a minute, and one of a wide network for many minutes.
SMALL_RUN = "epochs=1000&batch_size=2"
WIDE_RUN = "epochs=1000&batch_size=4&layers=256-256-256"

_LONGEST_START = 60.0


class AppServer:
    """``streamlit run app.py`` on a free port, for a ``with`` block.

    Attributes:
        url: without a closing slash.
        started: when the process was started, of `time.perf_counter`.
        first_page_s: seconds from then until a first page was served completely.
    """

    def __init__(self) -> None:
        self._port = _free_port()
        self.url = f"http://{LOOPBACK}:{self._port}"

    def __enter__(self) -> AppServer:
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless",
            "true",
            "--logger.level",
            "error",
        ]
        command += ["--server.address", LOOPBACK, "--server.port", str(self._port)]
        self.started = time.perf_counter()
        self._process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, env=dict(os.environ))
        self._watched = psutil.Process(self._process.pid)
        until(self._answers, _LONGEST_START, "a first page")
        self.first_page_s = self.age
        return self

    def __exit__(self, *_: object) -> None:
        workers = self._watched.children(recursive=True)
        self._process.terminate()
        self._process.wait()
        psutil.wait_procs(workers)

    @property
    def age(self) -> float:
        """Seconds since the process was started."""
        return time.perf_counter() - self.started

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the server process alone, without its workers."""
        times = self._watched.cpu_times()
        return times.user + times.system

    @property
    def megabytes(self) -> float:
        """Resident memory of the server process alone."""
        return self._watched.memory_info().rss / 1e6

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the app ended with exit code {self._process.returncode}")
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=5)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/")
            response = connection.getresponse()
            return bool(response.read()) and response.status == 200
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]
