"""Who is told that a run has changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Lock, Thread

Listener = Callable[[str], None]

logger = logging.getLogger(__name__)


class Listeners:
    """Tells listeners the ids of runs that have changed, in a thread of its own, where no lock is held.

    Changes that come while listeners are told coalesce: each run is named once.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._told: SimpleQueue[str | None] = SimpleQueue()  # None: the end
        self._starting = Lock()

    def add(self, listener: Listener) -> None:
        """Tell this one, too, from now on."""
        with self._starting:
            if not self._listeners:
                Thread(target=self._work, name="listeners of runs", daemon=True).start()
            self._listeners.append(listener)

    def tell(self, run_id: str) -> None:
        """A run has changed. Returns at once, and may be called under any lock."""
        if self._listeners:
            self._told.put(run_id)

    def close(self) -> None:
        """End the thread once it has told everything; nobody is told any more."""
        self._told.put(None)

    def _work(self) -> None:
        is_over = False
        while not is_over:
            ids = dict.fromkeys(self._all_told())
            is_over = None in ids
            for run_id in ids:
                for listener in list(self._listeners):
                    if run_id is not None:
                        _tell(listener, run_id)
        self._listeners.clear()

    def _all_told(self) -> Iterator[str | None]:
        """What has been told by now; waits for the first."""
        yield self._told.get()
        try:
            while True:
                yield self._told.get_nowait()
        except Empty:
            return


def _tell(listener: Listener, run_id: str) -> None:
    try:
        listener(run_id)
    except Exception:
        logger.exception("a listener failed")
