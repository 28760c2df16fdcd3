"""The same experiment gives the same curves and weights, bit for bit."""

import pytest
from cachetools import LRUCache

from models.engine import program_cache
from models.runs.control import Control
from tests.unit.engine.engine_runs import LIVELY, PHOTOS, assert_same_weights, run

LIVELY_PHOTOS = PHOTOS.replace(dropout=0.3, batch_norm="before")


def assert_same_run(here, there):
    assert here.history == there.history
    assert_same_weights(here.weights, there.weights)


@pytest.fixture(scope="module")
def reference():
    return run(LIVELY)


def test_twice(reference):
    assert_same_run(run(LIVELY), reference)


def test_convolutions_twice():
    assert_same_run(run(LIVELY_PHOTOS), run(LIVELY_PHOTOS, show=False))


def test_without_frames(reference):
    hidden = run(LIVELY, show=False)
    assert not hidden.messages
    assert_same_run(hidden, reference)


@pytest.mark.parametrize("seconds", [0.0, 1000.0])
def test_in_chunks_of_another_length(reference, monkeypatch, seconds):
    monkeypatch.setattr("models.engine.trainer._CHUNK_SECONDS", seconds)
    assert_same_run(run(LIVELY), reference)


def test_step_by_step(reference):
    control = Control()
    control.tell("pause")

    def go_on(_kind: str, value: object, _progress: object) -> None:
        if value is True:
            control.tell("step_batch")

    stepped = run(LIVELY, control, emit=go_on)
    assert len(stepped.values("paused")) == 2 * stepped.step
    assert_same_run(stepped, reference)


def test_with_a_frame_after_every_chunk(reference, monkeypatch):
    monkeypatch.setattr("models.engine.trainer._CHUNK_SECONDS", 0.0)
    monkeypatch.setattr("models.engine.probes.FrameClock.is_due", lambda clock, within: True)
    watched = run(LIVELY)
    assert len(watched.values("frame")) == watched.step
    assert_same_run(watched, reference)


def test_after_another_run_used_the_program(reference):
    other = run(LIVELY.replace(seed=7, dropout=0.6, learning_rate=0.1, dataset="spiral", examples=60))
    assert other.history != reference.history
    assert_same_run(run(LIVELY), reference)


def test_with_a_program_of_its_own(reference, monkeypatch):
    monkeypatch.setattr(program_cache, "_idle", LRUCache(1))
    assert_same_run(run(LIVELY), reference)


@pytest.mark.parametrize("changes", [{"seed": 2}, {"dropout": 0.31}, {"input_dropout": 0.11}])
def test_another_value_gives_another_run(reference, changes):
    assert run(LIVELY.replace(**changes)).history[-1] != reference.history[-1]
