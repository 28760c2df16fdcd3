"""The thread that connects to the cluster, sends runs to workers and minds the limits."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from concurrent.futures import CancelledError
from typing import Any

from models.jobs.admission import mind_followers
from models.jobs.attempt import Attempt
from models.jobs.cluster import Cluster
from models.jobs.entry import TaskSpec, answer, describe_failure, execute, prepare
from models.jobs.giving_way import idle, overdue, slow_features
from models.jobs.mailbox import deliver, packed_value
from models.jobs.requests import Request
from models.jobs.run import Failure
from models.jobs.run_queue import RunQueue
from models.jobs.supervisor import Supervisor
from models.jobs.worker_pool import Worker
from models.runs.wire import unpack

REFRESH_SECONDS = 3.0

logger = logging.getLogger(__name__)


class Dispatcher:
    """One thread sends runs off; what workers tell arrives in the thread of Dask's client.

    Both change `RunQueue` under its lock, and nothing that waits for the network is done while it is
    held.
    """

    def __init__(self, run_queue: RunQueue) -> None:
        self._run_queue = run_queue
        self._topic = f"layerlab-{uuid.uuid4().hex}"
        self._cluster: Cluster | None = None
        self._refreshed = 0.0
        self._wake = threading.Event()
        self._closing = False
        self._supervisor = Supervisor(self.wake)
        self._thread = threading.Thread(target=self._work, name="dispatcher", daemon=True)
        self._thread.start()

    @property
    def status(self) -> str:
        """ "starting", "ready" (there are workers), "unavailable" (there have been none for too long) or "closed"."""
        return self._supervisor.status(bool(self._run_queue.pool.workers)) if self._thread.is_alive() else "closed"

    @property
    def reason(self) -> str:
        """What went wrong last, in words for the server's owner; "" while there are workers."""
        return self._supervisor.reason

    def wake(self) -> None:
        """There is a run to send off."""
        self._wake.set()

    def tell(self, run_id: str, command: str, value: Any = None) -> None:
        """Pass a command on to the worker: at once if the run is there, else when it gets there."""
        with self._run_queue.lock:
            attempt = self._run_queue.take_command(run_id, command, value)
            if attempt is not None and self._cluster is not None:
                self._cluster.run(
                    attempt.address, deliver, run_id, attempt.number, command, packed_value(command, value)
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
            self._wake.wait(self._run_queue.limits.tick)
            self._wake.clear()
        self._supervisor.close()
        self._disconnect()

    def _turn(self) -> None:
        self._mind_missing_workers()
        cluster = self._connected()
        if cluster is None:
            return
        if time.monotonic() - self._refreshed > REFRESH_SECONDS:
            self._refresh(cluster)
        self._mind_limits(cluster)
        self._mind_audiences()
        self._send_requests(cluster)
        self._send_off(cluster)
        self._use_spare_time(cluster)

    # The cluster.

    def _connected(self) -> Cluster | None:
        trouble = "" if self._cluster is None else self._supervisor.trouble(self._cluster)
        if trouble:
            self._supervisor.note_failure(trouble)
            self._lose_cluster()
        if self._cluster is None:
            cluster = self._supervisor.open()
            if cluster is not None:
                cluster.listen(self._topic, self._on_told)
                cluster.listen("all", self._on_cluster_event)
                self._refreshed = 0.0
            self._cluster = cluster
        return self._cluster

    def _disconnect(self) -> None:
        cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()

    def _lose_cluster(self) -> None:
        with self._run_queue.lock:
            for address in list(self._run_queue.pool.workers):
                self._run_queue.lose_worker(address, by_itself=False)
        self._disconnect()

    def _refresh(self, cluster: Cluster) -> None:
        try:
            infos = cluster.workers()
        except OSError:
            return  # it is asked again at once
        self._refreshed = time.monotonic()
        with self._run_queue.lock:
            for address in self._run_queue.pool.update(infos):
                self._run_queue.lose_worker(address)

    def _mind_missing_workers(self) -> None:
        """Runs wait for workers, however long; a question is asked again by who still wants to know."""
        with self._run_queue.lock:
            has_workers = bool(self._run_queue.pool.workers)
            self._supervisor.note_workers(has_workers)
            if not has_workers and self._supervisor.is_hopeless:
                self._run_queue.requests.fail_waiting(Failure("cluster"))

    # Runs and requests on their way.

    def _send_off(self, cluster: Cluster) -> None:
        while True:
            with self._run_queue.lock:
                next_one = self._run_queue.next_attempt()
            if next_one is None:
                return
            attempt, experiment, early = next_one
            text, budget = experiment.to_json(), self._run_queue.limits.budget
            commands = tuple((command, packed_value(command, value)) for command, value in early)
            spec = TaskSpec(attempt.run_id, attempt.number, text, self._topic, budget, commands)
            attempt.future = cluster.submit(attempt.address, f"run-{attempt.run_id}-{attempt.number}", execute, spec)
            cluster.call_soon(self._follow, attempt)
            with self._run_queue.lock:
                if self._run_queue.attempts.get(attempt.run_id) is not attempt:  # its worker was lost just now
                    attempt.future.release()

    async def _follow(self, attempt: Attempt) -> None:
        ending = await _ending(attempt.future)
        with self._run_queue.lock:
            if self._run_queue.attempts.get(attempt.run_id) is not attempt:
                return
            if ending is None:
                self._run_queue.lose_attempt(attempt)
            else:
                self._run_queue.finish(attempt, ending)
        self._wake.set()

    def _send_requests(self, cluster: Cluster) -> None:
        while True:
            with self._run_queue.lock:
                request = self._run_queue.requests.send_next()
                if request is None:
                    return
                address, attempt = request.address, request.attempt
            future = cluster.submit(address, f"request-{request.id}-{attempt}", answer, request.task, request.payload)
            with self._run_queue.lock:
                if request not in self._run_queue.requests.sent:  # its worker was lost just now, and it waits again
                    future.release()
                    continue
                request.future = future
            cluster.call_soon(self._follow_request, request, attempt, future)

    async def _follow_request(self, request: Request, attempt: int, future: Any) -> None:
        ending = await _ending(future)
        with self._run_queue.lock:
            if request.attempt != attempt or request not in self._run_queue.requests.sent:
                return  # lost with its worker meanwhile
            if ending is None:
                self._run_queue.requests.lose(request)
            else:
                self._run_queue.requests.finish(request, ending)
        self._wake.set()

    # What is told, in the thread of Dask's client.

    def _on_told(self, message: bytes) -> None:
        told = unpack(message)
        with self._run_queue.lock:
            self._run_queue.hear(told)
        if told["kind"] == "prepared":
            self._wake.set()

    def _on_cluster_event(self, message: Any) -> None:
        action = message.get("action") if isinstance(message, dict) else None
        if action == "remove-worker":
            with self._run_queue.lock:
                self._run_queue.lose_worker(message["worker"])
        if action in ("add-worker", "remove-worker"):
            self._refreshed = 0.0
            self._wake.set()

    # Limits, audiences and spare time.

    def _mind_limits(self, cluster: Cluster) -> None:
        with self._run_queue.lock:
            for attempt in overdue(self._run_queue):
                if self._run_queue.pool.workers[attempt.address].has_nanny:
                    cluster.restart(attempt.address)
            for attempt in (*idle(self._run_queue), *slow_features(self._run_queue)):
                self.tell(attempt.run_id, "stop")
            for request in self._run_queue.requests.overdue(self._run_queue.limits.request):
                worker = self._run_queue.pool.workers.get(request.address)
                if worker is not None and worker.has_nanny and not worker.leaving and not worker.runs:
                    worker.leaving = True  # not before its runs are through: they do not wait for it
                    cluster.restart(request.address)

    def _mind_audiences(self) -> None:
        with self._run_queue.lock:
            mind_followers(self._run_queue)
            for run_id, frames in self._run_queue.changed_audiences():
                self.tell(run_id, "frames", frames)

    def _use_spare_time(self, cluster: Cluster) -> None:
        with self._run_queue.lock:
            workers = list(self._run_queue.pool.workers.values())
            if len(self._run_queue.queue) or any(worker.leaving for worker in workers):
                return
            worn = next((worker for worker in workers if worker.is_worn(self._run_queue.limits)), None)
            if worn is not None:
                worn.leaving = True
                cluster.restart(worn.address)
            elif not self._run_queue.attempts:
                for worker in workers:
                    self._prepare(cluster, worker)

    def _prepare(self, cluster: Cluster, worker: Worker) -> None:
        """Have a worker compile the newest structure that it does not know, so that its next run starts at once."""
        recent = self._run_queue.recent
        unknown = next((recent[s] for s in reversed(recent) if s not in worker.structures), None)
        if unknown is not None and worker.preparing is None:
            worker.preparing = unknown.structure
            cluster.run(worker.address, prepare, unknown.to_json(), self._topic)


async def _ending(future: Any) -> dict[str, Any] | None:
    """What a task returned, unpacked; ``None`` where it was lost with its worker."""
    try:
        return unpack(await future)
    except CancelledError:
        return None
    except Exception as error:  # the task could not even begin there
        return {"kind": "failed"} | describe_failure(error)
