"""Reads the tensors of a legacy PyTorch file without PyTorch, and without running anything that the file says.

The format (written by ``torch.save`` before 1.6): four pickles, one after another (a magic number, the protocol's
version, the sizes of the writer's types, then a dictionary of tensors, each a *strided view* of a storage), a fifth
with the storages' keys, and the storages themselves: a count of 8 bytes and the raw values.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
_COUNT = np.dtype("<i8")


class TorchFileRefused(Exception):
    """A file is not the one expected, or holds something else than tensors.

    Attributes:
        path: of the file.
        message: what is wrong with it.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path, self.message = path, message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def read_tensors(path: Path, sha256: str) -> dict[str, np.ndarray]:
    """The tensors of a legacy PyTorch file.

    Args:
        sha256: of the whole file, in hexadecimal; nothing is read out of a file with another one.

    Returns:
        name -> array, in the file's order; views of the file's bytes, read-only.

    Raises:
        TorchFileRefused: another checksum, another format, or anything but tensors in it.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise TorchFileRefused(str(path), f"sha256 is {found}, not {sha256}")
    try:
        return _parse(data)
    # A pickle that is cut or made up can fail in any of these ways; see the note in pickle.Unpickler's documentation.
    except (
        pickle.UnpicklingError,
        EOFError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        raise TorchFileRefused(str(path), str(error) or type(error).__name__) from error


@dataclass(frozen=True)
class _Storage:
    key: str
    dtype: np.dtype
    count: int


@dataclass(frozen=True)
class _View:
    """A tensor whose storage has not been read yet; offset and strides count values, not bytes."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def of(self, values: np.ndarray) -> np.ndarray:
        if self.offset < 0:
            raise ValueError("a tensor begins before its storage")
        steps = tuple(step * values.itemsize for step in self.strides)
        # NumPy refuses a view that reaches outside its buffer.
        return np.ndarray(self.shape, values.dtype, values.data, self.offset * values.itemsize, steps)


def _rebuild_tensor(storage: Any, offset: int, shape: tuple, strides: tuple, *_gradient: Any) -> _View:
    if not isinstance(storage, _Storage):
        raise pickle.UnpicklingError("a tensor without a storage")
    return _View(storage, offset, tuple(shape), tuple(strides))


_STORAGES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_ALLOWED: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    **{("torch", name): dtype for name, dtype in _STORAGES.items()},
}


class _TensorsOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no tensor") from None

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, _device, count, view = pid
        if kind != "storage" or not isinstance(dtype, np.dtype) or view is not None:
            raise pickle.UnpicklingError(f"unknown kind of storage: {kind!r}")
        return _Storage(key, dtype, count)


def _parse(data: bytes) -> dict[str, np.ndarray]:
    file = io.BytesIO(data)
    magic, protocol, system = (_TensorsOnly(file).load() for _ in range(3))
    if (magic, protocol) != (MAGIC, PROTOCOL) or system.get("little_endian") is not True:
        raise ValueError("not a legacy PyTorch file of a little-endian machine")
    views = _TensorsOnly(file).load()
    if not isinstance(views, dict) or not all(isinstance(view, _View) for view in views.values()):
        raise ValueError("not a dictionary of tensors")
    keys = _TensorsOnly(file).load()
    values = _read_storages(data, file.tell(), keys, {view.storage.key: view.storage for view in views.values()})
    return {str(name): view.of(values[view.storage.key]) for name, view in views.items()}


def _read_storages(data: bytes, start: int, keys: list, storages: dict[str, _Storage]) -> dict[str, np.ndarray]:
    values = {}
    for key in keys:
        storage = storages[key]
        (count,) = np.frombuffer(data, _COUNT, 1, start)
        if count != storage.count:
            raise ValueError(f"storage {key} holds {count} values, not {storage.count}")
        start += _COUNT.itemsize
        values[key] = np.frombuffer(data, storage.dtype, storage.count, start)
        start += storage.count * storage.dtype.itemsize
    return values
