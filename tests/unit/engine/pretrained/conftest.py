"""Files that several tests read, and an empty cache after each module."""

import numpy as np
import pytest

from models.engine.pretrained import cache
from tests.unit.engine.pretrained.keras_files import write_vgg16


@pytest.fixture(scope="session")
def vgg_base_file(tmp_path_factory):
    return str(write_vgg16(tmp_path_factory.mktemp("vgg16") / "vgg16_notop.h5", with_top=False))


@pytest.fixture
def pictures():
    """Five pictures of coloured noise, (5, 224, 224, 3) uint8."""
    return np.random.default_rng(0).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)


@pytest.fixture(autouse=True, scope="module")
def emptied_cache():
    yield
    cache.clear()
