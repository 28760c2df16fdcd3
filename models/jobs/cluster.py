"""The Dask cluster that runs go to: one on this machine, or the one of ``DASK_SCHEDULER_ADDRESS``.

Dask supervises (nannies), carries messages (events) and calls functions (`Client.run`). Who gets which worker is
decided in `models.jobs.run_queue`: owners take turns, and a run goes where its structure is compiled. Dask's own
scheduling is passed by: every task names its worker. Whoever may speak to Dask runs code on the workers: a cluster of
ours speaks with those alone who have its certificate, and for one elsewhere Dask's own settings say which is to be had.

Dask is imported inside the functions: that takes 0.4 s, which the first page need not wait for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.home import temporary_folder
from models.jobs.certificate import Certificate, make_certificate
from models.jobs.child import Child
from models.jobs.processes import StartFailed, end_processes, start_processes

if TYPE_CHECKING:
    from distributed import Client, Future
    from distributed.security import Security

_CONNECT_SECONDS = 4.0
_CLOSE_SECONDS = 3.0
_RESTART_SECONDS = 30.0
_RUN_SECONDS = 5.0
# Dask's scheduler does nothing that takes long; one that leaves so many questions in a row unanswered hangs.
ANSWER_SECONDS, MOST_MISSES = 4.0, 2

logger = logging.getLogger(__name__)


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
    processes: list[Child] = field(default_factory=list)
    folder: tempfile.TemporaryDirectory | None = None
    _misses: int = 0
    _turns: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _topics: list[str] = field(default_factory=list)

    @property
    def trouble(self) -> str:
        """Why it can be used no more, in words for the server's owner; "" as long as it can.

        A worker that is gone is no trouble: its nanny replaces it.
        """
        endings = [process.ending() for process in self.processes]
        if any(endings):
            return "; ".join(filter(None, endings))
        if self.client.status != "running":
            return "the connection to Dask's scheduler was lost"
        if self._misses >= MOST_MISSES:
            return f"Dask's scheduler left {self._misses} questions unanswered, {ANSWER_SECONDS:.0f} s each"
        return ""

    def workers(self) -> dict[str, Any]:
        """What Dask's scheduler knows of each worker, by address.

        Raises:
            OSError: it does not answer; see `trouble` for when that is once too often.
        """
        # `Client.scheduler_info` may return what the client asked for by itself meanwhile: news without the workers.
        scheduler = self.client.scheduler
        assert scheduler is not None  # as long as it is connected
        try:
            told = self.client.sync(scheduler.identity, n_workers=-1, callback_timeout=ANSWER_SECONDS)
        except OSError:
            self._misses += 1
            raise
        self._misses = 0
        return told["workers"]

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
        is_lost = bool(self.trouble)
        if is_lost:  # the client does not wait long for processes that are gone
            end_processes(self.processes, at_once=True)
        with suppress(Exception):  # Dask's scheduler may be gone already
            for topic in self._topics:
                self.client.unsubscribe_topic(topic)
            self.client.close(timeout=_CLOSE_SECONDS)
        if not is_lost:
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


def connect(given_up: threading.Event) -> Cluster:
    """Connect to Dask's scheduler at ``DASK_SCHEDULER_ADDRESS``, or start a cluster on this machine.

    Does not wait for workers: Dask's scheduler tells of them when they are there.

    Args:
        given_up: set when it is not wanted any more.

    Raises:
        ClusterUnavailable: nobody answers there, or a process could not be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS", "")
    if not address:
        return _start(given_up)
    if is_open_to_strangers(address):
        _warn_of(address)
    return Cluster(_client(address))


def is_open_to_strangers(address: str) -> bool:
    """Whether what goes to this address can be read and answered by anybody on the way: no loopback, and no TLS."""
    from distributed.comm import get_address_host, parse_address

    scheme, _place = parse_address(address)
    if scheme in ("tls", "wss"):
        return False
    host = get_address_host(address)
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


@cache
def _warn_of(address: str) -> None:
    """Say so once; it is tried again and again."""
    logger.warning(
        "DASK_SCHEDULER_ADDRESS is %s, without TLS: whoever is in that network can run programs on its machines and on "
        "this one. Use tls:// and certificates, see the README.",
        address,
    )


def _start(given_up: threading.Event) -> Cluster:
    folder: tempfile.TemporaryDirectory | None = None
    processes: list[Child] = []
    try:
        folder = temporary_folder()
        certificate = make_certificate(Path(folder.name))
        address, processes = start_processes(certificate, given_up)
        return Cluster(_client(address, certificate), processes, folder)
    except (OSError, StartFailed, ClusterUnavailable, subprocess.SubprocessError) as error:
        end_processes(processes)
        if folder is not None:
            folder.cleanup()
        raise ClusterUnavailable("", _reason(error)) from error


def _reason(error: Exception) -> str:
    said = getattr(error, "reason", "") or getattr(error, "stderr", "") or ""
    return said or str(error) or type(error).__name__


def _client(address: str, certificate: Certificate | None = None) -> Client:
    from distributed import Client
    from distributed.security import Security

    try:
        security = Security() if certificate is None else Security(**certificate.client_settings())
        asyncio.run(_knock(address, security))
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, security=security)
    except (OSError, ValueError, ImportError, TypeError, RuntimeError) as error:  # of settings that do not fit, too
        raise ClusterUnavailable(address, str(error) or type(error).__name__) from error


async def _knock(address: str, security: Security) -> None:
    """See whether Dask's scheduler answers: a client that finds out by itself leaves its thread behind."""
    from distributed.comm import connect

    comm = await connect(address, timeout=_CONNECT_SECONDS, **security.get_connection_args("client"))
    await comm.close()
