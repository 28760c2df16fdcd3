"""What tests of every kind share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def office() -> Iterator:
    """The app's own office with one worker, as pages under AppTest use it; closed after the module's tests."""
    from components.lab.office import office

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_WORKERS", "1")
        patch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
        opened = office()
        yield opened
        opened.close()
        office.clear()
