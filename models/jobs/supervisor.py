"""When a cluster is opened, when it is given up, and what is said of it while there are no workers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from models.jobs.cluster import Cluster, ClusterUnavailable, connect

# Workers come within two or three seconds, or five to ten on a busy machine. Without any for longer, readers are told.
LATE_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries
# Where workers have been missing for so long, a cluster of ours is started anew, and questions go unanswered.
HOPELESS_SECONDS = 60.0
_SOUND_SECONDS = 60.0  # a cluster that had workers for so long has got over what went wrong before

logger = logging.getLogger(__name__)


class Supervisor:
    """Opens a cluster in a thread of its own, and again after pauses that become longer as long as it goes wrong.

    For one thread, but for `status` and `reason`.

    Args:
        wake: called when a cluster was opened, or could not be.

    Attributes:
        reason: what went wrong last, in words for the server's owner; "" while there are workers.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self.reason = ""
        self._wake = wake
        self._opening: Future[Cluster] | None = None
        self._given_up = threading.Event()
        self._failures, self._next_try, self._opened = 0, 0.0, 0.0
        self._without_since = time.monotonic()
        self._with_since: float | None = None
        self._has_said_so = False

    def status(self, has_workers: bool) -> str:
        """ "ready", "starting", or "unavailable" when workers are missing for longer than is usual."""
        if has_workers:
            return "ready"
        return "unavailable" if time.monotonic() - self._without_since > LATE_SECONDS else "starting"

    @property
    def is_hopeless(self) -> bool:
        """Whether workers are missing for so long that nobody should wait for an answer."""
        return time.monotonic() - self._without_since > HOPELESS_SECONDS

    def open(self) -> Cluster | None:
        """A cluster, once it is there; begins to open one when it is time to. Returns at once."""
        if self._opening is None and time.monotonic() >= self._next_try:
            self._opening = Future()
            threading.Thread(target=self._open, args=(self._opening,), name="opening a cluster", daemon=True).start()
        if self._opening is None or not self._opening.done():
            return None
        opening, self._opening, self._opened = self._opening, None, time.monotonic()
        try:
            return opening.result()
        except ClusterUnavailable as error:
            self.note_failure(f"{error.address}: {error.reason}" if error.address else error.reason)
        except Exception as error:
            logger.exception("a cluster could not be opened")
            self.note_failure(repr(error))
        return None

    def trouble(self, cluster: Cluster) -> str:
        """Why a cluster has to be given up, in words for the server's owner; "" if it has not."""
        without = time.monotonic() - max(self._without_since, self._opened)
        if cluster.processes and self._with_since is None and without > HOPELESS_SECONDS:
            said = "\n".join(filter(None, (process.last_words() for process in cluster.processes)))
            return f"no worker has come for {without:.0f} s\n{said}".strip()
        return cluster.trouble

    def note_failure(self, reason: str) -> None:
        """It could not be opened, or was given up: the next try waits, longer than the last one."""
        self._failures += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._failures - 1))
        self.reason, self._next_try = reason, time.monotonic() + pause
        logger.error("No workers: %s\nThe next try is in %.0f s.", reason, pause)

    def note_workers(self, are_there: bool) -> None:
        """Say time and again whether there are workers."""
        now = time.monotonic()
        if are_there:
            if self._has_said_so:
                logger.warning("The workers are there again.")
            self._with_since, self._without_since = self._with_since or now, now
            self._has_said_so, self.reason = False, ""
            if now - self._with_since > _SOUND_SECONDS:
                self._failures = 0
            return
        self._with_since = None
        if now - self._without_since > LATE_SECONDS and not self._has_said_so:
            self._has_said_so = True
            logger.error("There have been no workers for %.0f s.", LATE_SECONDS)

    def close(self) -> None:
        """Open no more; what is just being opened is closed again."""
        self._given_up.set()
        if self._opening is not None:
            try:
                self._opening.result().close()
            except Exception as error:  # it did not even open
                logger.info("given up: %s", error)

    def _open(self, opening: Future[Cluster]) -> None:
        try:
            opening.set_result(connect(self._given_up))
        except BaseException as error:
            opening.set_exception(error)
        self._wake()
