"""Opening an office in a test, and waiting for its runs."""

from __future__ import annotations

import time
from contextlib import contextmanager

from models.jobs import Office


@contextmanager
def open_office(**options):
    office = Office(**options)
    try:
        yield office
    finally:
        office.close()


def until(condition, seconds=30.0):
    """Wait until the condition holds, and return what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds:.0f} s")


def ended(office, run_id):
    """Wait until a run is over, and return it."""
    return until(lambda: (run := office.watch(run_id)) and run.is_over and run)


def training(office, run_id):
    """Wait until a run has shown a frame of its present attempt, and return it."""
    return until(lambda: (run := office.watch(run_id)) and run.frames and run.frames_attempt == run.attempt and run)
