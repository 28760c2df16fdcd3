"""What tests of every kind share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("layerlab", deadline=None)
settings.load_profile("layerlab")

_SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A file or folder of ../shared/data by its name; without it the test is skipped, but fails on CI."""

    def find(name: str) -> Path:
        if not (_SHARED / name).exists():
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs {name} of ../shared/data")
        return _SHARED / name

    return find


@pytest.fixture(scope="session", autouse=True)
def trained_networks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The networks that runs leave do not go to the user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_PRIVATE", str(tmp_path_factory.mktemp("trained")))
        yield


@pytest.fixture(scope="module")
def scheduler() -> Iterator:
    """The app's own scheduler with one worker, as pages under AppTest use it; closed after the module's tests."""
    from components.runs.scheduler import close_scheduler, forget_scheduler, scheduler

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_WORKERS", "1")
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        yield scheduler()
        close_scheduler()
        forget_scheduler()
