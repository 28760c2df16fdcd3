"""All tests here share their compiled programs."""

import pytest

from models.engine import program_cache


@pytest.fixture(scope="session", autouse=True)
def large_cache():
    """Room for every structure that the tests use."""
    patch = pytest.MonkeyPatch()
    patch.setattr(program_cache, "_KEPT", 100)
    yield
    patch.undo()
