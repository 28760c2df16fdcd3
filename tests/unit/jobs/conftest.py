"""Real clusters with a toy engine: nothing here loads TensorFlow."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.jobs import Office

HERE = Path(__file__).parent


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


@pytest.fixture(scope="module")
def toy_environment():
    """Workers that are started from now on have the toy engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_ENGINE", "toy_engine")
        patch.setenv("LAYERLAB_WORKERS", "2")
        patch.setenv("PYTHONPATH", str(HERE), prepend=os.pathsep)
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        yield patch


@contextmanager
def open_office(**options):
    office = Office(**options)
    try:
        yield office
    finally:
        office.close()


@pytest.fixture(scope="module")
def office(toy_environment):
    with open_office() as office:
        yield office
