"""Networks are loaded once, dropped when there is no room, and refused when their files are wrong."""

import os
import pickle
import threading
import weakref
from pathlib import Path

import pytest
from cachetools import LRUCache

from models.engine.pretrained import cache
from models.engine.pretrained.cache import acquire
from models.engine.pretrained.memory import NotEnoughMemory, release_memory
from models.imagenet.networks import BUILT_IN
from models.imagenet.weights import WeightsBroken
from tests.unit.engine.pretrained.keras_files import write_vgg16


@pytest.fixture(autouse=True)
def empty():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def loads(monkeypatch):
    """The names of the networks that were really loaded."""
    names, load = [], cache.load_network

    def counted(info, path):
        names.append(info.name)
        return load(info, path)

    monkeypatch.setattr(cache, "load_network", counted)
    return names


def test_a_network_is_loaded_once(loads):
    assert acquire(BUILT_IN) is acquire(BUILT_IN)
    assert loads == [BUILT_IN]


def test_threads_that_want_the_same_network_share_one_load(loads):
    acquired = []
    threads = [threading.Thread(target=lambda: acquired.append(acquire(BUILT_IN))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [BUILT_IN]
    assert len(acquired) == 4
    assert len(set(map(id, acquired))) == 1


def test_a_changed_file_is_loaded_anew(loads, tmp_path, mobilenet_file):
    path = tmp_path / "weights.h5"
    path.write_bytes(Path(mobilenet_file).read_bytes())
    first = acquire("mobilenet_v2", str(path))
    os.utime(path, ns=(1, 1))
    assert acquire("mobilenet_v2", str(path)) is not first
    assert len(cache._others) == 1


def test_the_oldest_makes_room_and_the_built_in_network_stays(monkeypatch, mobilenet_file, vgg_base_file):
    monkeypatch.setattr(cache, "_others", LRUCache(65_000_000, cache._others.getsizeof))
    built_in = acquire(BUILT_IN)
    mobilenet = weakref.ref(acquire("mobilenet_v2", mobilenet_file).model)
    acquire("vgg16", vgg_base_file)
    release_memory()
    assert mobilenet() is None  # and not only out of the cache
    assert acquire(BUILT_IN) is built_in
    assert [key[0] for key in cache._others] == ["vgg16"]


def test_too_little_memory_drops_others_first_and_is_then_refused(monkeypatch, loads, mobilenet_file, vgg_base_file):
    acquire("mobilenet_v2", mobilenet_file)
    monkeypatch.setattr(cache, "free_bytes", lambda: 100_000_000)
    with pytest.raises(NotEnoughMemory) as refused:
        acquire("vgg16", vgg_base_file)
    assert loads == ["mobilenet_v2"]
    assert not cache._others
    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.network, again.available) == ("vgg16", 100_000_000)
    assert 58_000_000 < again.needed < 300_000_000


def test_a_run_that_needs_their_memory_drops_networks_that_nobody_uses(monkeypatch, mobilenet_file):
    acquire("mobilenet_v2", mobilenet_file)
    monkeypatch.setattr(cache, "free_bytes", lambda: 100_000_000)
    cache.make_room(100_000_000)
    assert cache._others
    cache.make_room(100_000_001)
    assert not cache._others


@pytest.mark.parametrize(
    ("network", "weights"), [("vgg17", ""), ("vgg16", ""), (BUILT_IN, "some/file.h5"), ("", "some/file.h5")]
)
def test_what_cannot_be_meant_is_refused(network, weights):
    with pytest.raises(ValueError, match="no network"):
        acquire(network, weights)


@pytest.mark.parametrize("network", ["vgg16", "mobilenet_v2"])
@pytest.mark.parametrize("content", [None, b"", b"<html>not found</html>", "cut"])
def test_missing_and_damaged_files(network, content, tmp_path, mobilenet_file, vgg_base_file):
    path = tmp_path / "weights_notop.h5"
    if content == "cut":
        whole = Path(vgg_base_file if network == "vgg16" else mobilenet_file).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsBroken) as broken:
        acquire(network, str(path))
    assert (broken.value.name, broken.value.path) == (network, str(path))
    assert broken.value.message


def test_another_networks_file(mobilenet_file, vgg_base_file, tmp_path):
    with pytest.raises(WeightsBroken, match="layers"):
        acquire("vgg16", mobilenet_file)
    complete_by_name_only = tmp_path / "vgg16.h5"
    complete_by_name_only.write_bytes(Path(vgg_base_file).read_bytes())
    with pytest.raises(WeightsBroken, match="layers"):
        acquire("vgg16", str(complete_by_name_only))
    with pytest.raises(WeightsBroken):
        acquire("resnet50", mobilenet_file)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda shapes: shapes[:-1], "wanted block1_conv1"),
        (lambda shapes: [shapes[1], shapes[0], *shapes[2:]], "wanted block1_conv1"),
        (lambda shapes: [("block1_conv1", (3, 3, 4, 64)), *shapes[1:]], "block1_conv1 has shapes"),
    ],
)
def test_a_wrong_layout_of_vgg(change, message, tmp_path):
    path = write_vgg16(tmp_path / "vgg16_notop.h5", with_top=False, change=change)
    with pytest.raises(WeightsBroken, match=message):
        acquire("vgg16", str(path))
