import gzip
import io
import pickle
import shutil
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.datasets import (
    DATASETS,
    DatasetBroken,
    DatasetMissing,
    download_folder,
    is_available,
    is_verified,
    load,
)
from models.datasets.formats import read_cifar, read_dataset, read_idx, read_npz
from models.home import home

SMALL = replace(DATASETS["mnist"], train_size=30, test_size=20)


def small_arrays(**changes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (30, 28, 28), np.uint8),
        "y_train": rng.integers(0, 10, 30, np.uint8),
        "x_test": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "y_test": rng.integers(0, 10, 20, np.uint8),
    } | changes


def save(path: Path, arrays: dict[str, np.ndarray]) -> Path:
    np.savez_compressed(path, allow_pickle=True, **arrays)
    return path


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
@pytest.mark.parametrize("place", ["home/datasets", "home", "keras/datasets"])
def test_a_file_laid_by_hand_is_found(name, place, shared_data, tmp_path):
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    shutil.copy(shared_data(f"{name}.npz"), tmp_path / place)
    assert is_available(name)
    assert not is_verified(name), "the same pictures, packed by somebody else"
    data = load(name)
    assert data.x_train.shape == (60_000, 28, 28, 1)
    assert data.x_test.shape == (10_000, 28, 28, 1)
    assert data.x_train.dtype == np.uint8
    assert set(np.unique(data.y_train)) == set(range(10))
    assert data.y_test.dtype == np.int32
    assert load(name) is data


def test_what_is_missing_says_what_it_needs_and_where(folder):
    with pytest.raises(DatasetMissing) as caught:
        load("fashion_mnist")
    assert not is_available("fashion_mnist")
    assert not is_verified("fashion_mnist")
    assert caught.value.name == "fashion_mnist"
    assert [file.bytes for file in caught.value.files] == [26_421_880, 29_515, 4_422_102, 5_148]
    assert caught.value.folder == download_folder("fashion_mnist") == folder / "fashion-mnist"


def test_home_without_the_variable_is_the_users_cache_folder(monkeypatch):
    monkeypatch.setenv("LAYERLAB_HOME", "")
    assert home().is_relative_to(Path.home())
    assert "layerlab" in str(home())


def test_a_replaced_file_is_read_again(folder, monkeypatch):
    monkeypatch.setitem(DATASETS, "mnist", SMALL)
    arrays = small_arrays()
    save(folder / "mnist.npz", arrays)
    first = load("mnist")
    np.testing.assert_array_equal(first.x_train[..., 0], arrays["x_train"])
    save(folder / "mnist.npz", arrays | {"y_train": np.zeros(30, np.uint8)})
    assert not load("mnist").y_train.any()
    (folder / "mnist.npz").unlink()
    with pytest.raises(DatasetMissing):
        load("mnist")


def test_only_two_big_datasets_stay_in_memory(folder, monkeypatch):
    names = ["mnist", "fashion_mnist", "cifar10"]
    for name in names:
        monkeypatch.setitem(DATASETS, name, replace(SMALL, name=name, files=DATASETS[name].files))
        save(folder / f"{name}.npz", small_arrays())
    moons = load("moons")
    first = [load(name) for name in names]
    assert load("cifar10") is first[2]
    assert load("fashion_mnist") is first[1]
    assert load("mnist") is not first[0]
    assert load("moons") is moons


@pytest.mark.parametrize(
    ("changes", "reason", "named"),
    [
        ({"x_train": np.zeros((30, 28, 27), np.uint8)}, "shape", "x_train (30, 28, 27)"),
        ({"x_train": np.zeros((29, 28, 28), np.uint8)}, "shape", "x_train (29, 28, 28)"),
        ({"x_test": np.zeros((20, 28, 28), np.float32)}, "dtype", "x_test float32"),
        ({"y_train": np.zeros((30, 10), np.uint8)}, "shape", "y_train (30, 10)"),
        ({"y_test": np.zeros(20)}, "dtype", "y_test float64"),
        ({"y_test": np.full(20, 10)}, "labels", "10"),
        ({"y_train": np.full(30, -1)}, "labels", "-1"),
        ({"y_train": np.array([{}] * 30, object)}, "dtype", "y_train object"),
    ],
)
def test_another_layout_is_named(changes, reason, named, tmp_path):
    path = save(tmp_path / "mnist.npz", small_arrays(**changes))
    with pytest.raises(DatasetBroken) as caught:
        read_npz(path, SMALL)
    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert named in caught.value.detail


@pytest.mark.parametrize("key", ["x_train", "y_train", "x_test", "y_test"])
def test_a_missing_array_is_named(key, tmp_path):
    arrays = small_arrays()
    del arrays[key]
    with pytest.raises(DatasetBroken) as caught:
        read_npz(save(tmp_path / "mnist.npz", arrays), SMALL)
    assert (caught.value.reason, caught.value.detail) == ("keys", key)


def test_other_forms_of_the_same_arrays_are_taken(tmp_path):
    arrays = small_arrays()
    column = arrays["y_train"].astype(np.int64)[:, None]  # as Keras has CIFAR-10's labels
    path = save(tmp_path / "mnist.npz", arrays | {"x_train": arrays["x_train"][..., None], "y_train": column})
    x_train, y_train, _, _ = read_npz(path, SMALL)
    assert x_train.shape == (30, 28, 28, 1)
    np.testing.assert_array_equal(y_train, arrays["y_train"])
    assert y_train.dtype == np.int32


def test_a_header_that_promises_a_terabyte_is_refused_unread(tmp_path):
    path = save(tmp_path / "mnist.npz", {key: value for key, value in small_arrays().items() if key != "x_train"})
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": (10**12,)})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("x_train.npy", header.getvalue())
    with pytest.raises(DatasetBroken) as caught:
        read_npz(path, SMALL)
    assert caught.value.reason == "shape"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 5000), flips=st.lists(st.integers(0, 5000), max_size=5))
def test_a_damaged_file_is_broken_or_still_right(cut, flips, tmp_path):
    path = save(tmp_path / "mnist.npz", small_arrays())
    data = bytearray(path.read_bytes())
    for at in flips:
        data[at] ^= 0xFF
    path.write_bytes(data[:-cut] if cut else data)
    try:
        arrays = read_npz(path, SMALL)
    except DatasetBroken:
        return
    np.testing.assert_array_equal(arrays[0][..., 0], small_arrays()["x_train"])


def idx(array: np.ndarray) -> bytes:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def test_the_four_gz_files_hold_the_same_as_the_npz(tmp_path):
    arrays = small_arrays()
    keys = ("x_train", "y_train", "x_test", "y_test")
    paths = tuple(tmp_path / file.name for file in DATASETS["fashion_mnist"].files)
    for path, key in zip(paths, keys, strict=True):
        path.write_bytes(idx(arrays[key]))
    for one, other in zip(read_dataset(SMALL, paths), read_npz(save(tmp_path / "a.npz", arrays), SMALL), strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.dtype == other.dtype
    paths[1].write_bytes(idx(np.full(30, 11, np.uint8)))
    with pytest.raises(DatasetBroken) as caught:
        read_dataset(SMALL, paths)
    assert (caught.value.path, caught.value.reason) == (paths[1], "labels")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (idx(np.zeros((3, 2), np.uint8)), "shape"),
        (idx(np.zeros(6, np.uint8)), "shape"),
        (gzip.compress(gzip.decompress(idx(np.zeros((2, 3), np.uint8)))[:-1], mtime=0), "shape"),
        (gzip.compress(gzip.decompress(idx(np.zeros((2, 3), np.uint8))) + b"!", mtime=0), "shape"),
        (gzip.compress(b"\0\0\x0d\x02" + bytes(8), mtime=0), "dtype"),
        (gzip.compress(b"\0\0\x08", mtime=0), "damaged"),
        (idx(np.zeros((2, 3), np.uint8))[:-9], "damaged"),
        (b"<html>", "damaged"),
        (b"", "dtype"),
    ],
)
def test_another_idx_file_is_refused(content, reason, tmp_path):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(content)
    with pytest.raises(DatasetBroken) as caught:
        read_idx(path, (2, 3))
    assert caught.value.reason == reason


def cifar_archive(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def cifar_members(images: np.ndarray, labels: np.ndarray) -> dict[str, bytes]:
    """Six files of two records each from (12, 32, 32, 3) pictures."""
    records = [bytes([label]) + image.transpose(2, 0, 1).tobytes() for image, label in zip(images, labels, strict=True)]
    names = [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"]
    return {name: records[2 * i] + records[2 * i + 1] for i, name in enumerate(names)}


@pytest.fixture
def cifar() -> tuple[np.ndarray, np.ndarray, dict[str, bytes]]:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (12, 32, 32, 3), np.uint8), rng.integers(0, 10, 12)
    return images, labels, cifar_members(images, labels)


def test_cifar_is_read_from_its_archive(cifar, tmp_path):
    images, labels, members = cifar
    shuffled = {"batches.meta.txt": b"airplane\n"} | dict(reversed(members.items()))
    path = cifar_archive(tmp_path / "cifar-10-binary.tar.gz", shuffled)
    x_train, y_train, x_test, y_test = read_cifar(path, records=2)
    np.testing.assert_array_equal(np.concatenate([x_train, x_test]), images)
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), labels)
    assert y_train.dtype == np.int32
    assert not list(tmp_path.rglob("*.bin")), "nothing is unpacked to disk"


def test_the_reader_is_chosen_by_the_files(cifar, tmp_path):
    images, _, members = cifar
    path = cifar_archive(tmp_path / "cifar-10-binary.tar.gz", members)
    info = replace(DATASETS["cifar10"], train_size=10, test_size=2)
    np.testing.assert_array_equal(read_dataset(info, (path,))[2], images[10:])


@pytest.mark.parametrize(
    ("changes", "reason", "named"),
    [
        ({"data_batch_3.bin": None}, "keys", "data_batch_3.bin"),
        ({"test_batch.bin": bytes(3073)}, "shape", "3073 bytes"),
        ({"huge": bytes(7000)}, "shape", "huge"),
        ({"data_batch_1.bin": bytes([10]) * 6146}, "labels", "10"),
        ({str(number): b"" for number in range(60)}, "shape", "cifar-10-batches-bin/"),
    ],
)
def test_another_archive_is_refused(changes, reason, named, cifar, tmp_path):
    members = {name: content for name, content in (cifar[2] | changes).items() if content is not None}
    with pytest.raises(DatasetBroken) as caught:
        read_cifar(cifar_archive(tmp_path / "cifar-10-binary.tar.gz", members), records=2)
    assert caught.value.reason == reason
    assert named in caught.value.detail


def test_half_an_archive_is_damaged(cifar, tmp_path):
    path = cifar_archive(tmp_path / "cifar-10-binary.tar.gz", cifar[2])
    path.write_bytes(path.read_bytes()[:10_000])
    with pytest.raises(DatasetBroken) as caught:
        read_cifar(path, records=2)
    assert caught.value.reason == "damaged"


def test_errors_travel_between_processes():
    for error in (DatasetBroken(Path("a"), "keys", "x_train"), DatasetMissing("mnist", SMALL.files, Path("b"))):
        copy = pickle.loads(pickle.dumps(error))
        assert vars(copy) == vars(error)
        assert str(copy) == str(error)
