"""Frames and results on their way: bytes and back."""

import dataclasses

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from models.runs.frames import BINS, Curves, Frame, Histograms
from models.runs.results import Mistake, Result
from models.runs.wire import pack, unpack

FLOATS = st.floats(width=32)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5) | st.integers(0, 9), inner),
    max_leaves=10,
)


def float_arrays(*shape):
    return hnp.arrays(np.float32, shape, elements=FLOATS)


@st.composite
def histograms(draw):
    layers = draw(st.integers(0, 7))
    return Histograms(draw(float_arrays(layers, BINS)), *(draw(float_arrays(layers)) for _ in range(4)))


@st.composite
def curves(draw):
    epochs = draw(st.integers(0, 5))
    return Curves(*(draw(float_arrays(epochs)) for _ in range(5)))


FRAMES = st.builds(
    Frame,
    step=st.integers(0, 10**9),
    steps_per_epoch=st.integers(1, 10**5),
    epochs=st.integers(1, 1000),
    seconds=st.floats(),
    curves=curves(),
    batch_loss=st.floats(),
    activations=histograms(),
    gradients=histograms(),
    weights=histograms(),
    dead=float_arrays(3),
    saturated=float_arrays(3),
    alike=hnp.arrays(bool, 3),
    boundary=st.none() | hnp.arrays(np.uint8, (4, 4)),
)
MISTAKES = st.builds(
    Mistake,
    image=hnp.arrays(np.uint8, (3, 3, 1)) | float_arrays(2),
    truth=st.integers(0, 9),
    answer=st.integers(0, 9),
    probability=FLOATS,
)
RESULTS = st.builds(
    Result,
    test_loss=FLOATS,
    test_accuracy=FLOATS,
    confusion=hnp.arrays(np.int32, (3, 3)),
    mistakes=st.lists(MISTAKES, max_size=3).map(tuple),
    best_epoch=st.integers(0, 1000),
    reason=st.sampled_from(["epochs", "stopped"]),
    model_file=st.text(max_size=50),
)


def same(left, right):
    """Equal in type, shape and bits, nan included."""
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    if dataclasses.is_dataclass(left):
        names = [item.name for item in dataclasses.fields(left)]
        return type(left) is type(right) and all(same(getattr(left, n), getattr(right, n)) for n in names)
    if isinstance(left, list | tuple):
        return type(left) is type(right) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return repr(left) == repr(right)


@given(FRAMES | RESULTS)
def test_frames_and_results_come_back_as_they_were(value):
    assert same(value, unpack(pack(value)))


@given(PLAIN)
def test_plain_values_come_back_as_they_were(value):
    assert same(value, unpack(pack(value)))


def test_frames_inside_other_values():
    curves = Curves.empty()
    [copy, number] = unpack(pack({"list": [curves, np.float32(0.5)]}))["list"]
    assert same(copy, curves)
    assert number == 0.5


def test_a_transposed_array_keeps_its_order():
    array = np.arange(6, dtype=np.int32).reshape(2, 3).T
    np.testing.assert_array_equal(unpack(pack(array)), array)


def test_other_objects_are_not_packed():
    with pytest.raises(TypeError, match="object"):
        pack(object())


def test_only_types_of_frames_are_built():
    with pytest.raises(KeyError):
        unpack(msgpack.packb({"_type": "Popen", "args": "ls"}))


def test_a_frame_is_small():
    """Six hidden layers of plane data and 1,000 epochs."""
    layers = Histograms(np.zeros((7, BINS), np.float32), *(np.zeros(7, np.float32) for _ in range(4)))
    curves = Curves(*(np.zeros(1000, np.float32) for _ in range(5)))
    shares = np.zeros(6, np.float32)
    frame = Frame(0, 1, 1, 0.0, curves, 0.0, layers, layers, layers, shares, shares, np.zeros((50, 50), np.uint8))
    assert len(pack(frame)) < 40_000


def test_the_head_of_the_curves():
    curves = Curves(*(np.arange(5, dtype=np.float32) + i for i in range(5)))
    np.testing.assert_array_equal(curves.head(2).val_loss, [2, 3])
    assert len(curves.head(9).loss) == 5


@pytest.mark.parametrize(
    ("step", "epoch", "progress"), [(0, 0.0, 0.0), (15, 1.5, 0.375), (40, 4.0, 1.0), (41, 4.1, 1.0)]
)
def test_progress(step, epoch, progress):
    empty = Histograms(np.zeros((0, BINS), np.float32), *(np.zeros(0, np.float32) for _ in range(4)))
    none = np.zeros(0, np.float32)
    frame = Frame(step, 10, 4, 0.0, Curves.empty(), 0.0, empty, empty, empty, none, none, none)
    assert (frame.epoch, frame.progress) == (epoch, progress)
