"""Opening a scheduler in a test, and waiting for its runs."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from models.jobs import Scheduler
from tests.waiting import until

PROJECT = Path(__file__).parents[3]


@contextmanager
def open_scheduler(**options):
    scheduler = Scheduler(**options)
    try:
        yield scheduler
    finally:
        scheduler.close()


def training(scheduler, run_id):
    """Wait until a run has shown a frame of its present attempt, and return it."""
    return until(lambda: (run := scheduler.watch(run_id)) and run.frames and run.frames_attempt == run.attempt and run)
