"""Opening an office in a test, and waiting for its runs."""

from __future__ import annotations

from contextlib import contextmanager

from models.jobs import Office
from tests.waiting import until


@contextmanager
def open_office(**options):
    office = Office(**options)
    try:
        yield office
    finally:
        office.close()


def training(office, run_id):
    """Wait until a run has shown a frame of its present attempt, and return it."""
    return until(lambda: (run := office.watch(run_id)) and run.frames and run.frames_attempt == run.attempt and run)
