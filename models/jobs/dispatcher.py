"""The thread that connects to the cluster, sends runs to workers and minds the limits."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from concurrent.futures import CancelledError
from typing import Any

from models.jobs.cluster import Cluster, ClusterUnavailable, connect
from models.jobs.entry import Ticket, answer, describe_failure, execute, prepare
from models.jobs.errands import Errand
from models.jobs.fleet import Worker
from models.jobs.flight import Flight
from models.jobs.mailbox import deliver, packed_value
from models.jobs.store import Failure
from models.jobs.traffic import Traffic
from models.runs.frames import unpack

_REFRESH_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Dispatcher:
    """One thread sends runs off; what workers tell arrives in the thread of Dask's client.

    Both change `Traffic` under its lock, and nothing that waits for the network is done while it is
    held.

    Attributes:
        status: "starting" (also while there is no worker yet), "ready", "unavailable" (until the
            next run is submitted) or "closed".
        reason: why it is unavailable.
    """

    def __init__(self, traffic: Traffic) -> None:
        self.status, self.reason = "starting", ""
        self._traffic = traffic
        self._topic = f"layerlab-{uuid.uuid4().hex}"
        self._cluster: Cluster | None = None
        self._refreshed = 0.0
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._work, name="dispatcher", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There is a run to send off; tries again to reach a cluster that was unavailable."""
        with self._traffic.lock:
            if self.status == "unavailable":
                self.status, self.reason = "starting", ""
        self._wake.set()

    def tell(self, run_id: str, command: str, value: Any = None) -> None:
        """Pass a command on to the worker: at once if the run is there, else when it gets there."""
        with self._traffic.lock:
            flight = self._traffic.take_command(run_id, command, value)
            if flight is not None and self._cluster is not None:
                self._cluster.run(
                    flight.address, deliver, run_id, flight.attempt, command, packed_value(command, value)
                )

    def close(self) -> None:
        """End the thread and the cluster's processes, and wait until they are gone."""
        self._closing = True
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing:
            try:
                self._turn()
            except Exception:
                logger.exception("a turn of the dispatcher failed")
            self._wake.wait(self._traffic.limits.tick)
            self._wake.clear()
        self._disconnect()
        self.status = "closed"

    def _turn(self) -> None:
        if self._cluster is not None and not self._cluster.is_alive:
            self._lose_cluster()
        if self._cluster is None and self.status == "starting":
            self._connect()
        if self._cluster is None:
            return
        if time.monotonic() - self._refreshed > _REFRESH_SECONDS:
            self._refresh(self._cluster)
        self._mind_limits(self._cluster)
        self._send_errands(self._cluster)
        self._send_off(self._cluster)
        self._use_spare_time(self._cluster)

    # The cluster.

    def _connect(self) -> None:
        try:
            cluster = connect()
        except ClusterUnavailable as error:
            with self._traffic.lock:
                self.status, self.reason = "unavailable", error.reason
                self._traffic.fail_waiting(Failure("cluster", error.address, error.reason))
            return
        cluster.listen(self._topic, self._on_told)
        cluster.listen("all", self._on_cluster_event)
        self._cluster = cluster
        self._refresh(cluster)

    def _disconnect(self) -> None:
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()

    def _lose_cluster(self) -> None:
        with self._traffic.lock:
            self.status = "starting"
            for address in list(self._traffic.fleet.workers):
                self._traffic.lose_worker(address)
        self._disconnect()

    def _refresh(self, cluster: Cluster) -> None:
        self._refreshed = time.monotonic()
        infos = cluster.workers()
        with self._traffic.lock:
            for address in self._traffic.fleet.update(infos):
                self._traffic.lose_worker(address)
            self.status = "ready" if self._traffic.fleet.workers else "starting"

    # Departures.

    def _send_off(self, cluster: Cluster) -> None:
        while True:
            with self._traffic.lock:
                departing = self._traffic.next_flight()
            if departing is None:
                return
            flight, experiment, early = departing
            text, budget = experiment.to_json(), self._traffic.limits.budget
            commands = tuple((command, packed_value(command, value)) for command, value in early)
            ticket = Ticket(flight.run_id, flight.attempt, text, self._topic, budget, commands)
            flight.future = cluster.submit(flight.address, f"run-{flight.run_id}-{flight.attempt}", execute, ticket)
            cluster.call_soon(self._follow, flight)
            with self._traffic.lock:
                if self._traffic.flights.get(flight.run_id) is not flight:  # its worker was lost just now
                    flight.future.release()

    async def _follow(self, flight: Flight) -> None:
        try:
            ending = unpack(await flight.future)
        except CancelledError:
            ending = None
        except Exception as error:  # the task could not even begin there
            ending = {"kind": "failed"} | describe_failure(error)
        with self._traffic.lock:
            if self._traffic.flights.get(flight.run_id) is not flight:
                return
            if ending is None:
                self._traffic.lose_flight(flight)
            else:
                self._traffic.land(flight, ending)
        self._wake.set()

    def _send_errands(self, cluster: Cluster) -> None:
        while True:
            with self._traffic.lock:
                errand = self._traffic.desk.send_next()
                if errand is None:
                    return
                address, attempt = errand.address, errand.attempt
            future = cluster.submit(address, f"errand-{errand.id}-{attempt}", answer, errand.task, errand.payload)
            with self._traffic.lock:
                if errand not in self._traffic.desk.out:  # its worker was lost just now, and it waits again
                    future.release()
                    continue
                errand.future = future
            cluster.call_soon(self._follow_errand, errand, attempt, future)

    async def _follow_errand(self, errand: Errand, attempt: int, future: Any) -> None:
        try:
            ending = unpack(await future)
        except CancelledError:
            ending = None
        except Exception as error:  # the task could not even begin there
            ending = describe_failure(error)
        with self._traffic.lock:
            if errand.attempt != attempt or errand not in self._traffic.desk.out:
                return  # lost with its worker meanwhile
            if ending is None:
                self._traffic.desk.lose(errand)
            else:
                self._traffic.desk.land(errand, ending)
        self._wake.set()

    # What is told, in the thread of Dask's client.

    def _on_told(self, message: bytes) -> None:
        told = unpack(message)
        with self._traffic.lock:
            self._traffic.hear(told)
        if told["kind"] == "prepared":
            self._wake.set()

    def _on_cluster_event(self, message: Any) -> None:
        action = message.get("action") if isinstance(message, dict) else None
        if action == "remove-worker":
            with self._traffic.lock:
                self._traffic.lose_worker(message["worker"])
        if action in ("add-worker", "remove-worker"):
            self._refreshed = 0.0
            self._wake.set()

    # Limits and spare time.

    def _mind_limits(self, cluster: Cluster) -> None:
        with self._traffic.lock:
            for flight in self._traffic.overdue():
                if self._traffic.fleet.workers[flight.address].has_nanny:
                    cluster.restart(flight.address)
            for flight in self._traffic.hogs():
                self.tell(flight.run_id, "stop")
            for errand in self._traffic.desk.overdue(self._traffic.limits.errand):
                worker = self._traffic.fleet.workers.get(errand.address)
                if worker is not None and worker.has_nanny and not worker.leaving:
                    worker.leaving = True
                    cluster.restart(errand.address)

    def _use_spare_time(self, cluster: Cluster) -> None:
        with self._traffic.lock:
            workers = list(self._traffic.fleet.workers.values())
            if len(self._traffic.queue) or any(worker.leaving for worker in workers):
                return
            worn = next((worker for worker in workers if worker.is_worn(self._traffic.limits)), None)
            if worn is not None:
                worn.leaving = True
                cluster.restart(worn.address)
            elif not self._traffic.flights:
                for worker in workers:
                    self._prepare(cluster, worker)

    def _prepare(self, cluster: Cluster, worker: Worker) -> None:
        """Have a worker compile the newest structure that it does not know, so that its next run starts at once."""
        recent = self._traffic.recent
        unknown = next((recent[s] for s in reversed(recent) if s not in worker.structures), None)
        if unknown is not None and worker.preparing is None:
            worker.preparing = unknown.structure
            cluster.run(worker.address, prepare, unknown.to_json(), self._topic)
