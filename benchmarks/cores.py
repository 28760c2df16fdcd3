"""Readers have devices of their own: what stands for them is not held to the server's cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def all_cores() -> Iterator[None]:
    """Run this thread, and keep the processes that it starts meanwhile, on all cores of the machine.

    With ``taskset -c 0 python -m benchmarks ...`` the app, its server and its workers, then have one core, as on a
    small computer, and browsers the others. Where a system has no such limits nothing happens.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    held = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, held)
