"""The engine's door: the messages of a run, and networks at the edge of what numbers hold."""

import math
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from models.datasets import DATASETS, DatasetMissing
from models.engine import worker
from models.engine.program_cache import is_compiled
from models.experiment import Experiment
from models.layers import Layer
from models.run_memory import estimate
from models.run_memory.estimate import need_of
from models.run_memory.need import RunTooLarge
from models.runs.control import Control
from models.runs.frames import Frame
from models.runs.results import Result
from models.runs.wire import pack, unpack
from models.transfer.saved_models import model_path
from tests.unit.engine.engine_runs import PHOTOS, POINTS


def messages_of(experiment, control=None):
    messages = []
    worker.train(experiment, control or Control(), lambda kind, value: messages.append((kind, value)), budget=1e9)
    return messages


def test_the_messages_of_a_run():
    experiment = POINTS.replace(layers=(Layer(3),))
    assert not is_compiled(experiment)
    first, second, *middle, before, last = messages_of(experiment)
    assert [first, second, before] == [("phase", name) for name in ("compiling", "training", "scoring")]
    assert {kind for kind, _ in middle} == {"frame"}
    assert all(isinstance(value, Frame) for _, value in middle)
    assert last[0] == "result"
    assert isinstance(last[1], Result)
    assert (last[1].reason, last[1].best_epoch) == ("epochs", 0)
    assert [value for kind, value in messages_of(experiment) if kind == "phase"] == ["training", "scoring"]


def test_a_run_that_would_take_too_much_memory_is_refused_before_anything_is_built(monkeypatch):
    taken = need_of(POINTS).bytes
    monkeypatch.setattr(estimate, "LIMITS", replace(estimate.LIMITS, run_bytes=taken))
    assert messages_of(POINTS)[-1][0] == "result"
    monkeypatch.setattr(estimate, "LIMITS", replace(estimate.LIMITS, run_bytes=taken - 1))
    messages = []
    with pytest.raises(RunTooLarge) as refused:
        worker.train(POINTS, Control(), lambda kind, value: messages.append(kind), budget=1e9)
    assert messages == []
    assert (refused.value.needed, refused.value.available) == (taken, taken - 1)


def test_matrix_products_of_numpy_and_scipy_have_one_thread():
    program = """
import numpy, models.engine, scipy.linalg, threadpoolctl
print({library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"})
"""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "{1}\n"


def test_a_run_at_its_budget_ends_itself_and_is_scored():
    """With everything that it does on the way: frames of this network take longer than its steps."""
    messages = []
    long = POINTS.replace(epochs=1000)
    worker.train(long, Control(), lambda kind, value: messages.append((kind, value)), budget=0.2)
    kind, result = messages[-1]
    assert (kind, result.reason) == ("result", "budget")
    assert model_path(result.model_file)
    last = [value for kind, value in messages if kind == "frame"][-1]
    assert last.seconds > 0.2
    assert last.epoch < 1000


def test_the_fresh_network_is_measured_before_the_first_step():
    frames = [value for kind, value in messages_of(POINTS.replace(epochs=1, learning_rate=1e-6)) if kind == "frame"]
    loss, accuracy, val_loss, val_accuracy = frames[0].start
    assert (loss, val_loss) == (pytest.approx(np.log(2), abs=0.5), pytest.approx(np.log(2), abs=0.5))
    curves = frames[-1].curves  # next to nothing was learnt
    assert (val_loss, val_accuracy) == (pytest.approx(curves.val_loss[0], rel=1e-3), curves.val_accuracy[0])
    assert (loss, accuracy) == (pytest.approx(curves.loss[0], rel=1e-3), curves.accuracy[0])


def test_messages_travel():
    for _, value in messages_of(POINTS.replace(epochs=1)):
        assert type(unpack(pack(value))) is type(value)


def test_a_run_that_was_stopped_has_a_result():
    control = Control()
    control.tell("stop")
    kind, result = messages_of(POINTS, control)[-1]
    assert (kind, result.reason) == ("result", "stopped")
    assert model_path(result.model_file)


def test_the_result_is_of_the_tuned_experiment():
    """A penalty that was raised counts as it ended, beside the loss."""
    experiment = POINTS.replace(l2=0.001, epochs=1, learning_rate=1e-6)
    control = Control()
    control.tell("tune", experiment.replace(l2=1.0))
    tuned, plain = (messages_of(experiment, told)[-1][1] for told in (control, None))
    assert tuned.penalty > plain.penalty + 1
    assert tuned.test_loss == pytest.approx(plain.test_loss, abs=0.1)
    assert tuned.keras_loss == pytest.approx(tuned.test_loss + tuned.penalty)


def test_a_dataset_that_is_not_here(monkeypatch, tmp_path):
    monkeypatch.setenv("LAYERLAB_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(DatasetMissing):
        messages_of(Experiment(dataset="cifar10"))


DEEP = POINTS.replace(layers=(Layer(8),) * 6, epochs=1)
EXTREMES = {
    **{
        f"six layers of {name} with weights of 100": DEEP.replace(activation=name, initializer="normal", init_std=100.0)
        for name in ("relu", "linear")
    },
    "all weights zero": DEEP.replace(initializer="zeros", activation="relu"),
    "all weights zero, photos": PHOTOS.replace(initializer="zeros", batch_norm="before", epochs=1),
    "the largest rate and penalties": DEEP.replace(learning_rate=10.0, l1=1.0, l2=1.0, activation="relu"),
    "one example": POINTS.replace(examples=20, validation_share=0.5, batch_size=1, epochs=1),
    "no hidden layer": POINTS.replace(layers=(), epochs=1),
}


@pytest.mark.parametrize("experiment", [pytest.param(experiment, id=name) for name, experiment in EXTREMES.items()])
def test_extreme_networks_train_and_are_shown(experiment):
    messages = messages_of(experiment)
    result = messages[-1][1]
    assert result.reason in ("epochs", "diverged")
    frames = [value for kind, value in messages if kind == "frame"]
    assert all(np.isfinite(frame.activations.counts).all() for frame in frames)
    assert result.confusion.sum() == DATASETS[experiment.dataset].test_size
    assert 0 <= result.test_accuracy <= 1


def test_a_network_that_overflows_has_a_frame_and_a_result():
    experiment = DEEP.replace(activation="linear", initializer="normal", init_std=100.0, learning_rate=10.0)
    *_, (_, frame), _, (_, result) = messages_of(experiment)
    assert result.reason == "diverged"
    assert math.isnan(result.test_loss)
    assert result.confusion.sum() == DATASETS["moons"].test_size
    assert not np.isfinite(frame.weights.mean).any()
    assert not frame.weights.counts.any()
