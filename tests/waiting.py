"""Waiting for what other processes do: on a condition, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """Look until the condition holds, and return what it gave; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds:.0f} s")


def ended(scheduler, run_id: str, seconds: float = 30.0):
    """Wait until a run is over, and return it; fail with how far it has come."""
    try:
        return until(lambda: (run := scheduler.watch(run_id)) and run.is_over and run, seconds)
    except AssertionError as error:
        run, cluster = scheduler.watch(run_id), scheduler.cluster
        where = f"{run.state}, {run.progress:.0%} in {run.seconds:.0f} s" if run else "not known"
        raise AssertionError(f"{error}: {where}; {cluster}") from None
