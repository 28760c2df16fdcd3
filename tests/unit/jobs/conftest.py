"""Real clusters with a toy engine: nothing here loads TensorFlow."""

from __future__ import annotations

import os

import pytest

from tests.unit.jobs.schedulers import PROJECT, open_scheduler


@pytest.fixture(scope="module")
def toy_environment():
    """Workers that are started from now on have the toy engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_ENGINE", "tests.unit.jobs.toy_engine")
        patch.setenv("LAYERLAB_WORKERS", "2")
        patch.setenv("PYTHONPATH", str(PROJECT), prepend=os.pathsep)
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        yield patch


@pytest.fixture(scope="module")
def scheduler(toy_environment):
    with open_scheduler() as scheduler:
        yield scheduler
