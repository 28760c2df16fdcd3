"""Many runs in one process: each gives what it gives alone, bit for bit."""

import threading
import time

import keras
import pytest

from models.engine import worker
from models.engine.turnstile import Turn
from models.runs.control import Control
from models.transfer.saved_models import model_path
from tests.unit.engine.engine_runs import LIVELY, PHOTOS, POINTS, assert_same_weights
from tests.waiting import until

SOON = 120.0  # seconds after which a test gives up; nothing here takes them
LIVELY_PHOTOS = PHOTOS.replace(dropout=0.3, batch_norm="before")
STOPPING = LIVELY.replace(epochs=30, early_stopping="val_loss", patience=1, checkpoint="val_loss", learning_rate=0.3)


@pytest.fixture(autouse=True)
def short_slices(monkeypatch):
    """Another run has its turn after every step, if it wants one."""
    monkeypatch.setattr("models.engine.turnstile._SHORTEST", 0.0)
    monkeypatch.setattr("models.engine.turnstile._LONGEST", 0.0)


class Trained:
    """A run as a worker makes it, in a thread of its own: its curves, its result and its network as a file."""

    def __init__(self, experiment, control=None):
        self.frames, self.slices, self.paused = [], 0, False
        self.control = control or Control()
        self._thread = threading.Thread(target=worker.train, args=(experiment, self.control, self._note, 1e9))
        self._thread.start()

    def _note(self, kind, value):
        self.slices += kind == "slice"
        if kind == "frame":
            self.frames.append(value)
        elif kind == "paused":
            self.paused = value
        elif kind == "result":
            self.result = value

    def wait(self):
        self._thread.join(SOON)
        assert not self._thread.is_alive()
        return self

    @property
    def curves(self):
        curves = self.frames[-1].curves
        return [getattr(curves, name).tolist() for name in ("loss", "accuracy", "val_loss", "val_accuracy")]

    @property
    def weights(self):
        return keras.models.load_model(model_path(self.result.model_file), compile=False).get_weights()


EXPERIMENTS = [
    *(LIVELY.replace(seed=seed, learning_rate=0.001 * seed) for seed in range(1, 15)),
    *(POINTS.replace(seed=seed) for seed in range(1, 9)),
    *(LIVELY_PHOTOS.replace(seed=seed) for seed in range(1, 5)),
    *(STOPPING.replace(seed=seed) for seed in range(1, 5)),
]


def test_each_run_of_thirty_is_what_it_is_alone():
    alone = [Trained(experiment).wait() for experiment in EXPERIMENTS]
    together = [run.wait() for run in [Trained(experiment) for experiment in EXPERIMENTS]]
    assert len(EXPERIMENTS) == 30
    for one, other in zip(alone, together, strict=True):
        assert one.curves == other.curves
        assert (one.result.reason, one.result.best_epoch) == (other.result.reason, other.result.best_epoch)
        assert one.result.test_loss == other.result.test_loss
        assert_same_weights(one.weights, other.weights)
    assert {one.result.reason for one in alone} == {"epochs", "early_stopping"}
    assert all(run.slices > 3 for run in together), "they took turns"
    assert not any(run.slices for run in alone)


def test_the_clock_of_a_run_stands_still_while_others_train():
    """All began at once, yet their seconds together are no more than passed."""
    experiments = [POINTS.replace(seed=seed, epochs=40) for seed in range(6)]
    Trained(POINTS).wait()
    started = time.perf_counter()
    runs = [run.wait() for run in [Trained(experiment) for experiment in experiments]]
    passed = time.perf_counter() - started
    seconds = [run.result.seconds[0] for run in runs]
    assert sum(seconds) < passed
    assert min(seconds) > 0


def test_a_paused_run_takes_no_slices():
    control = Control()
    control.tell("step_batch")
    other, held = Trained(POINTS.replace(epochs=1000)), Trained(POINTS.replace(epochs=1000, seed=2), control)
    until(lambda: held.paused)
    slices, seen = held.slices, len(other.frames)
    until(lambda: len(other.frames) > seen + 2)
    assert (held.slices, held.frames[-1].step) == (slices, 1)
    for run in (held, other):
        run.control.tell("stop")
        assert run.wait().result.reason == "stopped"


def test_a_run_that_is_told_something_is_in_a_hurry(monkeypatch):
    hurried = []
    monkeypatch.setattr(Turn, "hurry", lambda turn: hurried.append(turn))
    run = Trained(POINTS.replace(epochs=1000))
    until(lambda: run.frames)
    assert not hurried
    run.control.tell("stop")
    assert len(hurried) == 1
    run.wait()
