"""The cache of features: what goes in comes out, whatever other workers do, and it stays within its bound."""

import os
import subprocess
import sys

import numpy as np
import pytest

from models.transfer.cache import FeatureCache, kind_of_features, shared_cache

KIND = "kind"
LARGE = 10**9


def names(count, start=0):
    return [f"{number:024x}" for number in range(start, start + count)]


def rows(count, start=0, width=5):
    """Features that tell whose they are: row i is full of i."""
    return np.repeat(np.arange(start, start + count, dtype=np.float32)[:, None], width, axis=1)


def packs(cache):
    return sorted(cache.folder.rglob("*.npy"))


@pytest.fixture
def cache(tmp_path):
    return FeatureCache(tmp_path / "features", LARGE)


def test_every_photo_gets_its_own_features_back(cache):
    cache.store(KIND, names(3), rows(3))
    cache.store(KIND, names(2, start=3), rows(2, start=3))
    found = cache.load(KIND, [*names(1, start=4), *names(2), *names(1, start=9)])
    assert {name: array.tolist() for name, array in found.items()} == {
        names(1, start=number)[0]: [float(number)] * 5 for number in (4, 0, 1)
    }


@pytest.mark.parametrize("dtype", [np.float32, np.uint16])
def test_shape_and_type_are_kept(cache, dtype):
    features = np.arange(2 * 3 * 3 * 4, dtype=dtype).reshape(2, 3, 3, 4)
    cache.store(KIND, names(2), features)
    found = cache.load(KIND, names(2))
    assert all(array.dtype == dtype for array in found.values())
    assert np.array_equal(np.stack([found[name] for name in names(2)]), features)


def test_kinds_do_not_mix(cache):
    cache.store(KIND, names(2), rows(2))
    assert cache.load("other", names(2)) == {}
    assert kind_of_features("vgg16", None, 160) != kind_of_features("vgg16", 16, 0)


def test_merging_changes_nothing_but_the_number_of_files(cache):
    written = [cache.store(KIND, names(4, start=4 * i), rows(4, start=4 * i)) for i in range(5)]
    cache.store(KIND, names(1, start=99), rows(1, start=99))
    cache.merge(KIND, written)
    assert len(packs(cache)) == 2
    found = cache.load(KIND, names(20))
    assert np.array_equal(np.stack([found[name] for name in names(20)]), rows(20))
    assert cache.load(KIND, names(1, start=99))


def test_packs_that_another_worker_merged_meanwhile_are_found(cache, monkeypatch):
    written = [cache.store(KIND, names(4, start=4 * i), rows(4, start=4 * i)) for i in range(3)]
    list_packs = cache._packs
    lists: list[list] = []

    def merged_after_the_first_list(kind):
        found = list_packs(kind)
        if not lists:
            cache.merge(kind, written)
        lists.append(found)
        return found

    monkeypatch.setattr(cache, "_packs", merged_after_the_first_list)
    assert len(cache.load(KIND, names(12))) == 12
    assert [len(found) for found in lists] == [3, 1]


def test_merging_packs_that_are_gone_leaves_the_others(cache):
    written = [cache.store(KIND, names(4, start=4 * i), rows(4, start=4 * i)) for i in range(3)]
    written[1].unlink()
    cache.merge(KIND, written)
    assert set(cache.load(KIND, names(12))) == {*names(4), *names(4, start=8)}


@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_damaged_pack_is_dropped_and_the_others_are_read(cache, damage):
    broken = cache.store(KIND, names(4), rows(4))
    cache.store(KIND, names(2, start=4), rows(2, start=4))
    if damage == "cut":
        os.truncate(broken, broken.stat().st_size - 10)
    elif damage == "empty":
        broken.write_bytes(b"")
    else:
        np.save(broken, np.zeros(3))
    assert set(cache.load(KIND, names(6))) == set(names(2, start=4))
    assert not broken.exists()


def test_the_least_recently_used_go_first(tmp_path):
    cache = FeatureCache(tmp_path, 3500)
    written = [cache.store(KIND, names(4, start=4 * i), rows(4, start=4 * i, width=50)) for i in range(3)]  # 1 kB each
    for age, path in enumerate(written):
        os.utime(path, (age, age))
    cache.load(KIND, names(1))  # the oldest is used again
    cache.store("new", names(4), rows(4, width=50))
    cache.prune()
    assert cache.load(KIND, names(12)).keys() == {*names(4), *names(4, start=8)}
    assert len(cache.load("new", names(4))) == 4


def test_the_bound_holds_without_being_asked(tmp_path):
    cache = FeatureCache(tmp_path, 10_000)
    for i in range(40):
        cache.store(KIND, names(4, start=4 * i), rows(4, start=4 * i, width=50))
    assert sum(path.stat().st_size for path in packs(cache)) <= 11_000
    assert cache.load(KIND, names(4, start=4 * 39))


def test_what_a_dead_writer_left_is_swept_and_a_living_one_is_left_alone(cache):
    cache.store(KIND, names(1), rows(1))
    dead, living = (cache.folder / KIND / name for name in ("dead.part", "living.part"))
    dead.write_bytes(b"half")
    living.write_bytes(b"half")
    os.utime(dead, (0, 0))
    cache.prune()
    assert (dead.exists(), living.exists()) == (False, True)
    assert len(cache.load(KIND, names(1))) == 1


def test_workers_write_and_merge_at_the_same_time(cache):
    program = """
import sys
from pathlib import Path
import numpy as np
from models.transfer.cache import FeatureCache

cache = FeatureCache(Path(sys.argv[1]), 10**9)
names = [f"{number:024x}" for number in range(60)]
features = np.repeat(np.arange(60, dtype=np.float32)[:, None], 5, axis=1)
written = [cache.store("kind", names[i : i + 4], features[i : i + 4]) for i in range(0, 60, 4)]
cache.merge("kind", written)
assert len(cache.load("kind", names)) == 60
"""
    workers = [subprocess.Popen([sys.executable, "-c", program, str(cache.folder)]) for _ in range(3)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    found = cache.load(KIND, names(60))
    assert np.array_equal(np.stack([found[name] for name in names(60)]), rows(60))
    assert not list(cache.folder.rglob("*.part"))


def test_the_shared_cache_is_at_home_and_as_large_as_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.setenv("LAYERLAB_FEATURES_BYTES", "123")
    cache = shared_cache()
    assert (cache.folder, cache.most_bytes) == (tmp_path / "features", 123)
    monkeypatch.delenv("LAYERLAB_FEATURES_BYTES")
    assert shared_cache().most_bytes == 4_000_000_000
