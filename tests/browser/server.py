"""The real app as a process of its own, and the processes that it starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

import psutil

PROJECT = Path(__file__).parents[2]
_START_SECONDS = 60.0
_END_SECONDS = 15.0
_LAST_CHARACTERS = 6000


@dataclass(frozen=True)
class Server:
    """A running app.

    Attributes:
        url: its address, without a slash at the end.
        process: the web server.
        family: every process it was seen to have started; grows.
        log: where its words go, and its workers'.
    """

    url: str
    process: psutil.Popen
    family: set[psutil.Process]
    log: Path

    def last_words(self) -> str:
        """The end of what server and workers have said."""
        return self.log.read_text("utf-8", errors="replace")[-_LAST_CHARACTERS:]

    def descendants(self) -> list[psutil.Process]:
        """The processes that it has started, and those that these have."""
        found = self.process.children(recursive=True)
        self.family.update(found)
        return found

    def busy_worker(self) -> psutil.Process:
        """The worker that computes most just now: the one that trains."""
        workers = [child for child in self.descendants() if "spawn_main" in " ".join(child.cmdline())]
        return max(workers, key=lambda worker: worker.cpu_percent(interval=0.5))


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running_app(
    home: Path, log: Path, script: str = "app.py", options: Sequence[str] = (), port: str = "", **environment: str
) -> Iterator[Server]:
    """Start the app, wait until it answers, and end it with all that it started.

    Args:
        home: its folder of downloads. log: where its words go.
        script: another app of this project. options: more of Streamlit's. port: by default a free one.
    """
    port = port or str(free_port())
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", port, *options]
    with log.open("w") as words:
        process = psutil.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, "LAYERLAB_HOME": str(home), **environment},
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process, set(), log)
    try:
        _wait_for_health(server, log)
        yield server
        server.descendants()
        process.terminate()
        process.wait(_END_SECONDS)
        left = psutil.wait_procs(server.family, _END_SECONDS)[1]
        assert not left, f"the server left processes behind: {left}"
    finally:
        for one in (process, *server.family):
            if one.is_running():
                one.kill()


def _wait_for_health(server: Server, log: Path) -> None:
    opener = build_opener(ProxyHandler({}))
    for _ in range(int(_START_SECONDS * 10)):
        try:
            with opener.open(f"{server.url}/_stcore/health", timeout=5):
                return
        except HTTPError:  # it answers, below another path
            return
        except (URLError, ConnectionError, TimeoutError):
            try:
                server.process.wait(0.1)
            except psutil.TimeoutExpired:
                continue
            raise AssertionError(f"the server ended at once:\n{log.read_text()}") from None
    raise AssertionError(f"the server did not answer within {_START_SECONDS:.0f} s:\n{log.read_text()}")
