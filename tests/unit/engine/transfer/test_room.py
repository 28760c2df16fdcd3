"""Features lie in memory, or in a file where that would be too much of it, and there is always some left."""

import numpy as np
import pytest

from models.engine.pretrained import memory
from models.engine.pretrained.memory import NotEnoughMemory
from models.engine.transfer import room
from models.engine.transfer.room import FeatureRoom
from models.limits import ServerLimits

MEMORY = 1_000_000_000
LIMITS = ServerLimits.of(MEMORY)
MOST = LIMITS.features_bytes


@pytest.fixture(autouse=True)
def server(monkeypatch):
    """With a gigabyte, all of it free."""
    monkeypatch.setattr(room, "LIMITS", LIMITS)
    monkeypatch.setattr(memory, "LIMITS", LIMITS)
    monkeypatch.setattr(memory, "available_bytes", lambda: MEMORY)


def test_at_the_limit_they_are_in_memory_and_beyond_it_in_a_file():
    assert not isinstance(FeatureRoom("vgg16", MOST).take((2, 3)), np.memmap)
    beyond = FeatureRoom("vgg16", MOST + 4).take((2, 3))
    assert isinstance(beyond, np.memmap)
    beyond[:] = 7
    assert (np.take(beyond, [1, 0], axis=0) == 7).all()


def test_all_parts_count_together():
    half = MOST // 2 + 4
    together = FeatureRoom("vgg16", 2 * half)
    assert all(isinstance(together.take((half // 4,)), np.memmap) for _ in range(2))


def test_some_memory_is_left_to_the_server(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: LIMITS.kept_free_bytes + 1000)
    assert not isinstance(FeatureRoom("vgg16", 1000).take((250,)), np.memmap)
    assert isinstance(FeatureRoom("vgg16", 1004).take((251,)), np.memmap)


def test_a_file_takes_no_more_of_the_disk_than_its_share(monkeypatch):
    monkeypatch.setattr(room, "fair_share", lambda _folder, _taken: MOST + 100)
    FeatureRoom("vgg16", MOST + 100)
    with pytest.raises(NotEnoughMemory):
        FeatureRoom("vgg16", MOST + 101)


def test_what_neither_memory_nor_disk_can_hold_is_refused_before_the_system_ends_the_process():
    with pytest.raises(NotEnoughMemory) as refused:
        FeatureRoom("vgg16", LIMITS.features_file_bytes + 1)
    assert (refused.value.network, refused.value.needed) == ("vgg16", LIMITS.features_file_bytes + 1)
