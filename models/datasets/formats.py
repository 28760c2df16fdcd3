"""Readers of the file formats that datasets come in. A file is not trusted: it may be laid by hand.

Every reader knows the sizes beforehand and refuses anything else before it reads the data.
"""

from __future__ import annotations

import gzip
import math
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

import numpy as np

from models.datasets.registry import DatasetInfo

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Read = TypeVar("Read")

CIFAR_TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
CIFAR_TEST = "test_batch.bin"
CIFAR_RECORD = 1 + 3 * 32 * 32
CIFAR_MEMBERS_AT_MOST = 50


class DatasetBroken(Exception):
    """A file is damaged, or was laid by hand with another layout.

    Attributes:
        path: the file.
        reason: "damaged" (cannot be read), "keys" (an array is missing), "shape", "dtype" or
            "labels" (out of range).
        detail: what was found, for the reason at hand; may be empty.
    """

    def __init__(self, path: Path, reason: str, detail: str = "") -> None:
        super().__init__(path, reason, detail)
        self.path, self.reason, self.detail = path, reason, detail

    def __str__(self) -> str:
        return f"{self.path}: {self.reason} {self.detail}".rstrip()


def read_dataset(info: DatasetInfo, paths: tuple[Path, ...]) -> Arrays:
    """Read a dataset from the files that `models.datasets.files.locate` found.

    Returns:
        x_train, y_train, x_test, y_test: images uint8 (examples, height, width, channels), labels
        int32 (examples,).

    Raises:
        DatasetBroken: a file is damaged or holds something else.
    """
    if paths[0].suffix == ".npz":
        return read_npz(paths[0], info)
    if paths[0].suffixes[-2:] == [".tar", ".gz"]:
        return read_cifar(paths[0], info.train_size // len(CIFAR_TRAIN))
    sizes = (info.train_size, info.train_size, info.test_size, info.test_size)
    shapes = [(size, *info.shape[:2]) if i % 2 == 0 else (size,) for i, size in enumerate(sizes)]
    parts = [read_idx(path, shape) for path, shape in zip(paths, shapes, strict=True)]
    for path, labels in zip(paths[1::2], parts[1::2], strict=True):
        _check_labels(path, labels, info.classes)
    return parts[0][..., None], parts[1].astype(np.int32), parts[2][..., None], parts[3].astype(np.int32)


def read_npz(path: Path, info: DatasetInfo) -> Arrays:
    """Read x_train, y_train, x_test, y_test from one .npz file, as Keras stores MNIST.

    Raises:
        DatasetBroken: see there.
    """
    x_train, y_train, x_test, y_test = (
        _checked_read(path, partial(_read_npz_array, path, key, size, info))
        for key, size in (
            ("x_train", info.train_size),
            ("y_train", info.train_size),
            ("x_test", info.test_size),
            ("y_test", info.test_size),
        )
    )
    return x_train, y_train, x_test, y_test


def read_idx(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """Read one gzipped IDX file of unsigned bytes: two zeros, type 8, rank, big-endian sizes, data.

    Args:
        shape: what the file must hold.

    Raises:
        DatasetBroken: see there.
    """

    def read() -> np.ndarray:
        with gzip.open(path) as file:
            head = file.read(4 + 4 * len(shape))
            if head[:3] != b"\0\0\x08":
                raise DatasetBroken(path, "dtype", head[:4].hex())
            found = tuple(int(size) for size in np.frombuffer(head[4:], ">u4"))
            if head[3] != len(shape) or found != shape:
                raise DatasetBroken(path, "shape", str(found))
            size = math.prod(shape)
            return _checked_bytes(file.read(size + 1), path, size).reshape(shape)

    return _checked_read(path, read)


def read_cifar(path: Path, records: int = 10_000) -> Arrays:
    """Read CIFAR-10's binary version straight from its archive; nothing is unpacked to disk.

    Each record is a label byte, then 32 x 32 red, green and blue bytes.

    Args:
        records: in each of the five training files and the test file.

    Raises:
        DatasetBroken: see there.
    """
    names = (*CIFAR_TRAIN, CIFAR_TEST)
    images = np.empty((len(names), records, 32, 32, 3), np.uint8)
    labels = np.empty((len(names), records), np.uint8)
    found = set()

    def read() -> None:
        with tarfile.open(path, "r|gz") as archive:
            for name, data in _small_members(archive, path, records * CIFAR_RECORD):
                if name in names:
                    rows = _checked_bytes(data, path, records * CIFAR_RECORD).reshape(records, CIFAR_RECORD)
                    labels[names.index(name)] = rows[:, 0]
                    # (records, channel, row, column) -> (records, row, column, channel)
                    images[names.index(name)] = rows[:, 1:].reshape(records, 3, 32, 32).transpose(0, 2, 3, 1)
                    found.add(name)

    _checked_read(path, read)
    for name in names:
        if name not in found:
            raise DatasetBroken(path, "keys", name)
    _check_labels(path, labels, 10)
    labels = labels.astype(np.int32)
    return images[:-1].reshape(-1, 32, 32, 3), labels[:-1].reshape(-1), images[-1], labels[-1]


def _small_members(archive: tarfile.TarFile, path: Path, size: int) -> Iterator[tuple[str, bytes]]:
    """Name and contents of the files in an archive that holds no more than CIFAR-10's own does."""
    for number, member in enumerate(archive):
        if member.size > size or number > CIFAR_MEMBERS_AT_MOST:
            raise DatasetBroken(path, "shape", member.name)
        file = archive.extractfile(member)
        if file is not None:
            yield member.name.rsplit("/", 1)[-1], file.read()


def _checked_read(path: Path, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except DatasetBroken:
        raise
    except Exception as error:  # zip, gzip, tar and NumPy raise a dozen kinds for a damaged file
        raise DatasetBroken(path, "damaged", str(error)) from error


def _read_npz_array(path: Path, key: str, size: int, info: DatasetInfo) -> np.ndarray:
    with zipfile.ZipFile(path) as archive:
        if f"{key}.npy" not in archive.namelist():
            raise DatasetBroken(path, "keys", key)
        with archive.open(f"{key}.npy") as file:
            shape, dtype = _npy_header(file)
    is_image = key.startswith("x")
    grey = info.shape[:2] if info.shape[-1] == 1 else info.shape
    allowed = {(size, *info.shape), (size, *grey)} if is_image else {(size,), (size, 1)}
    if shape not in allowed:
        raise DatasetBroken(path, "shape", f"{key} {shape}")
    if dtype != np.uint8 if is_image else dtype.kind not in "iu":
        raise DatasetBroken(path, "dtype", f"{key} {dtype}")
    with np.load(path, allow_pickle=False) as arrays:
        values = arrays[key]
    if is_image:
        return values.reshape(size, *info.shape)
    _check_labels(path, values, info.classes)
    return values.reshape(size).astype(np.int32)


def _npy_header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(file)
    return shape, dtype


def _checked_bytes(data: bytes, path: Path, size: int) -> np.ndarray:
    if len(data) != size:
        raise DatasetBroken(path, "shape", f"{len(data)} bytes, {size} expected")
    return np.frombuffer(data, np.uint8)


def _check_labels(path: Path, labels: np.ndarray, classes: int) -> None:
    if labels.min() < 0 or labels.max() >= classes:
        raise DatasetBroken(path, "labels", f"{labels.min()} to {labels.max()}")
