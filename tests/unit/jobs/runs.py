"""Runs in a store, for tests that need no worker."""

from __future__ import annotations

import numpy as np

from models.experiment import Experiment
from models.jobs.run import PackedFrame
from models.runs.results import Mistake, TransferResult
from models.runs.wire import pack
from tests.unit.jobs.toy_engine import frame

EXPERIMENT = Experiment()


def packed(step):
    """A frame as a worker tells it."""
    return PackedFrame(step, step / 10, pack(frame(step)))


def sized(step, size):
    """A frame of so many bytes."""
    return PackedFrame(step, step / 10, bytes(size))


def result_of(size=1000):
    """A result whose pictures take so many bytes, packed."""
    mistake = Mistake(np.zeros((size // 2, 1, 1), np.uint8), 0, 1, 0.9)
    heat = np.zeros(size // 8, np.float32)
    confusion = np.eye(2, dtype=np.int32)
    return pack(TransferResult(0.1, 0.9, confusion, (mistake,), 0, "epochs", classes=("a", "b"), heat=heat))


def started(store, owner="ann"):
    run = store.add(owner, EXPERIMENT)
    store.change(run.id, attempt=1, state="training")
    return run.id


def add_frames(store, run_id, frames):
    for item in frames:
        store.add_frame(run_id, item, progress=0.5, seconds=1.0)


def finished(store, owner="ann", frames=0, frame_bytes=10, **left):
    """The id of a run that is over, and what it left."""
    run_id = started(store, owner)
    add_frames(store, run_id, (sized(step, frame_bytes) for step in range(frames)))
    store.end(run_id, "finished", reason="epochs", **left)
    return run_id
