"""Which cores a process may use: readers have devices of their own, a small computer one core for all of the app."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager


@contextmanager
def all_cores() -> Iterator[None]:
    """Run this thread, and keep the processes that it starts meanwhile, on all cores of the machine.

    With ``taskset -c 0 python -m benchmarks ...`` the app, its server and its workers, then have one core, as on a
    small computer, and browsers the others. Where a system has no such limits nothing happens.
    """
    with _held_to(range(os.cpu_count() or 1)):
        yield


@contextmanager
def one_core() -> Iterator[None]:
    """Run this thread, and keep the processes that it starts meanwhile, on one core together.

    Raises:
        RuntimeError: the system has no such limits.
    """
    if not hasattr(os, "sched_setaffinity"):
        raise RuntimeError("this system cannot hold processes to a core")
    with _held_to({min(os.sched_getaffinity(0))}):
        yield


@contextmanager
def _held_to(cores: Collection[int]) -> Iterator[None]:
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    held = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, held)
