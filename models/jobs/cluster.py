"""The Dask cluster that runs go to: one on this machine, or the one of ``DASK_SCHEDULER_ADDRESS``.

Dask supervises (nannies), carries messages (events) and calls functions (`Client.run`). Who gets which worker is
decided in `models.jobs.run_queue`: owners take turns, and a run goes where its structure is compiled. Dask's own
scheduling is passed by: every task names its worker.

Dask is imported inside the functions: that takes 0.4 s, which the first page need not wait for.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.home import TEMPORARY, owner_mark
from models.jobs.processes import StartFailed, end_processes, start_processes

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_SECONDS = 4.0
_CLOSE_SECONDS = 3.0
_RESTART_SECONDS = 30.0
_RUN_SECONDS = 5.0


class ClusterUnavailable(Exception):
    """No cluster can be reached or started.

    Attributes:
        address: that of Dask's scheduler; "" for the embedded cluster.
        reason: what Dask or the system said.
    """

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address, self.reason = address, reason


@dataclass
class Cluster:
    """A connection to a cluster, and the processes behind it where they are ours.

    Attributes:
        client: connected; never the process's default client.
        processes: Dask's scheduler and nannies; empty for an external cluster.
        folder: of the processes.
    """

    client: Client
    processes: list[subprocess.Popen] = field(default_factory=list)
    folder: tempfile.TemporaryDirectory | None = None
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _topics: list[str] = field(default_factory=list)

    @property
    def is_alive(self) -> bool:
        """Whether Dask's scheduler is connected; a worker that is gone is replaced by its nanny."""
        return self.client.status == "running" and all(process.poll() is None for process in self.processes)

    def workers(self) -> dict[str, Any]:
        """What Dask's scheduler knows of each worker, by address.

        Raises:
            OSError: it does not answer.
        """
        # `Client.scheduler_info` may return what the client asked for by itself meanwhile: news without the workers.
        scheduler = self.client.scheduler
        assert scheduler is not None  # as long as it is connected
        return self.client.sync(scheduler.identity, n_workers=-1)["workers"]

    def listen(self, topic: str, handler: Callable[[Any], None]) -> None:
        """Have ``handler`` called with every message of a topic, in the client's own thread."""
        self._topics.append(topic)
        self.client.subscribe_topic(topic, lambda event: handler(event[1]))

    def submit(self, address: str, key: str, function: Callable, *args: Any) -> Future:
        """Start a task on this worker and no other."""
        return self.client.submit(function, *args, key=key, workers=[address], allow_other_workers=False, pure=False)

    def run(self, address: str, function: Callable, *args: Any) -> None:
        """Call a function in a worker beside its tasks; returns at once. Calls keep their order."""
        self.call_soon(self._run, address, function, *args)

    def restart(self, address: str) -> None:
        """Replace a worker that has a nanny; returns at once."""
        self.call_soon(self._restart, address)

    def call_soon(self, function: Callable, *args: Any) -> None:
        """Call a function, or run a coroutine function, in the client's own thread."""
        loop = self.client.loop
        assert loop is not None
        loop.add_callback(function, *args)

    def close(self) -> None:
        """Disconnect, and end the processes that were started for it. All of them are gone then."""
        with suppress(Exception):  # Dask's scheduler may be gone already
            for topic in self._topics:
                self.client.unsubscribe_topic(topic)
            self.client.close(timeout=_CLOSE_SECONDS)
        end_processes(self.processes)
        if self.folder is not None:
            self.folder.cleanup()

    async def _run(self, address: str, function: Callable, *args: Any) -> None:
        async with self._turns[address]:
            with suppress(Exception):  # a worker that is gone; Dask's scheduler tells of that itself
                call = self.client.run(function, *args, workers=[address], on_error="ignore")
                await asyncio.wait_for(call, _RUN_SECONDS)

    async def _restart(self, address: str) -> None:
        self._turns.pop(address, None)
        with suppress(Exception):  # it went by itself in the meantime
            await self.client.restart_workers([address], timeout=_RESTART_SECONDS, raise_for_error=False)


def connect() -> Cluster:
    """Connect to Dask's scheduler at ``DASK_SCHEDULER_ADDRESS``, or start a cluster on this machine.

    Does not wait for workers: Dask's scheduler tells of them when they are there.

    Raises:
        ClusterUnavailable: nobody answers there, or a process could not be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS", "")
    return Cluster(_client(address)) if address else _start()


def _start() -> Cluster:
    folder = tempfile.TemporaryDirectory(prefix=f"{TEMPORARY}{owner_mark()}-", ignore_cleanup_errors=True)
    processes: list[subprocess.Popen] = []
    try:
        address, processes = start_processes(Path(folder.name))
        return Cluster(_client(address), processes, folder)
    except (OSError, StartFailed, ClusterUnavailable) as error:
        end_processes(processes)
        folder.cleanup()
        raise ClusterUnavailable("", getattr(error, "reason", str(error))) from error


def _client(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        raise ClusterUnavailable(address, str(error) or type(error).__name__) from error
