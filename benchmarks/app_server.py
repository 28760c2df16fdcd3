"""The real app as a process of its own, watched from outside."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import psutil

from benchmarks.data import PROJECT
from benchmarks.figures import until
from benchmarks.workers import cpu_seconds

LOOPBACK = "127.0.0.1"
# A run of a small network that goes on for a minute, and one of a wide network for many minutes.
SMALL_RUN = "epochs=1000&batch_size=2"
WIDE_RUN = "epochs=1000&batch_size=4&layers=256-256-256"

_LONGEST_START = 60.0
_LOOK_SECONDS = 2.0
_IDLE_SHARE = 0.1  # of a core: heartbeats go on


class AppServer:
    """``streamlit run app.py`` on a free port, for a ``with`` block.

    Args:
        script: another one to be served. environment: of the process, this one's by default.
        within: a command that the server's own is given to as arguments, and that becomes it.
        log: where to what it says goes, instead of where this process's errors go.

    Attributes:
        url: without a closing slash.
        started: when the process was started, of `time.perf_counter`.
        first_page_s: seconds from then until a first page was served completely.
    """

    def __init__(
        self,
        script: str = "app.py",
        environment: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
        log: Path | None = None,
    ) -> None:
        self._script, self._environment = script, dict(os.environ if environment is None else environment)
        self._within, self._log = within, log
        self._port = free_port()
        self.url = f"http://{LOOPBACK}:{self._port}"

    def __enter__(self) -> AppServer:
        command = [
            *self._within,
            sys.executable,
            "-m",
            "streamlit",
            "run",
            self._script,
            "--server.headless",
            "true",
            "--logger.level",
            "error",
        ]
        command += ["--server.address", LOOPBACK, "--server.port", str(self._port)]
        self.started = time.perf_counter()
        with nullcontext() if self._log is None else self._log.open("ab") as log:
            told: Any = {"stdout": log or subprocess.DEVNULL, "stderr": log}
            self._process = subprocess.Popen(command, cwd=PROJECT, env=self._environment, **told)
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
        return cpu_seconds(self._watched)

    @property
    def all_cpu_seconds(self) -> float:
        """CPU time of the server and of all processes that it has now."""
        found = [self._watched, *self._watched.children(recursive=True)]
        return sum(cpu_seconds(process) for process in found)

    def wait_until_idle(self, seconds: float = 300.0) -> None:
        """Wait until its workers are there and nothing is compiled any more.

        Raises:
            TimeoutError: that takes longer.
        """
        time.sleep(_LOOK_SECONDS)  # a worker that is not there yet works on nothing
        until(self._is_idle, seconds, "an idle server")

    def _is_idle(self) -> bool:
        before = self.all_cpu_seconds
        time.sleep(_LOOK_SECONDS)
        return abs(self.all_cpu_seconds - before) < _IDLE_SHARE * _LOOK_SECONDS

    @property
    def megabytes(self) -> float:
        """Resident memory of the server process alone."""
        return self._watched.memory_info().rss / 1e6

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"the app ended with exit code {self._process.returncode}")
        return answers_at(self._port)


def answers_at(port: int) -> bool:
    """Whether a first page is served completely at a port of this machine."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/")
        response = connection.getresponse()
        return bool(response.read()) and response.status == 200
    return False


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]
