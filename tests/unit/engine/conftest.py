"""All tests here share their compiled programs."""

import pytest

from models.engine import programs


@pytest.fixture(scope="session", autouse=True)
def large_shelf():
    """Room for every structure that the tests use."""
    patch = pytest.MonkeyPatch()
    patch.setattr(programs, "_KEPT", 100)
    yield
    patch.undo()
