"""The one scheduler of this server process, which all sessions hand their runs in at."""

from __future__ import annotations

from functools import cache
from threading import Lock

from components.live.hub import hub
from models.jobs import Scheduler

_lock = Lock()


def scheduler() -> Scheduler:
    """The scheduler; the first call starts the workers, in the background."""
    with _lock:
        return _opened()


def close_scheduler() -> None:
    """End the workers, if there are any, and wait until they are gone. Whoever asks still gets the closed scheduler."""
    with _lock:
        opened = _opened() if _opened.cache_info().currsize else None
    if opened is not None:
        opened.close()


def forget_scheduler() -> None:
    """Have the next call of `scheduler` open a new one: for tests, which close theirs."""
    with _lock:
        _opened.cache_clear()


@cache
def _opened() -> Scheduler:
    opened = Scheduler()
    opened.listen(hub().changed)  # so that the pictures of a run follow it
    return opened
