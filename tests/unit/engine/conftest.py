"""All tests here share their compiled programs, and a network's file."""

import keras
import pytest
from cachetools import LRUCache

from models.engine import program_cache
from tests.unit.engine.pretrained.keras_files import write_network


@pytest.fixture(scope="session", autouse=True)
def large_cache():
    """Room for every structure that the tests use."""
    patch = pytest.MonkeyPatch()
    patch.setattr(program_cache, "_idle", LRUCache(100))
    yield
    patch.undo()


@pytest.fixture(scope="session")
def mobilenet_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("mobilenet") / "mobilenet_v2.h5"
    return str(write_network(path, keras.applications.MobileNetV2))
