"""What a finished run leaves: scores, mistakes, and a file that plain Keras opens."""

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from models.engine import worker
from models.engine.results import surest_mistakes
from models.runs.control import Control
from models.training.data import split_for
from models.transfer.saved_models import model_path
from tests.unit.engine.engine_runs import LIVELY, PHOTOS, POINTS, scaled

EVERYTHING = PHOTOS.replace(batch_norm="after", dropout=0.3, l1=1e-4, l2=1e-3, input_batch_norm=True, input_dropout=0.1)
TRAINED = {
    "plane": LIVELY.replace(l2=0.01),
    "leaky": POINTS.replace(activation="leaky_relu", optimizer="nesterov"),
    "photos": EVERYTHING,
}

OPEN_AND_SCORE = """
import json, sys
import keras, numpy as np
scores = {}
for name in sys.argv[1:]:
    model = keras.models.load_model(f"{name}.keras")  # safe mode is the default
    data = np.load(f"{name}.npz")
    scores[name] = model.evaluate(data["x"], data["y"], verbose=0)
print(json.dumps(scores))
"""


def result_of(experiment):
    messages: dict[str, Any] = {}
    worker.train(experiment, Control(), messages.__setitem__, budget=1e9)
    return messages["result"]


@pytest.fixture(scope="module")
def results():
    return {name: result_of(experiment) for name, experiment in TRAINED.items()}


def test_the_file_scores_the_same_in_plain_keras(results, tmp_path):
    for name, result in results.items():
        split = split_for(TRAINED[name])
        (tmp_path / f"{name}.keras").write_bytes(model_path(result.model_file).read_bytes())
        np.savez(tmp_path / f"{name}.npz", x=scaled(split.x_test), y=split.y_test)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", OPEN_AND_SCORE, *results],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    scores = json.loads(done.stdout.splitlines()[-1])
    for name, result in results.items():
        assert scores[name] == pytest.approx([result.keras_loss, result.test_accuracy], abs=1e-5), name


@pytest.mark.parametrize("name", TRAINED)
def test_the_confusion_counts_every_test_example(results, name):
    result, split = results[name], split_for(TRAINED[name])
    np.testing.assert_array_equal(result.confusion.sum(axis=1), np.bincount(split.y_test))
    assert np.trace(result.confusion) / result.confusion.sum() == pytest.approx(result.test_accuracy)
    assert result.confusion.dtype == np.int32


@pytest.mark.parametrize("name", TRAINED)
def test_mistakes_are_wrong_and_the_surest_first(results, name):
    mistakes = results[name].mistakes
    assert 0 < len(mistakes) <= 12
    assert all(mistake.truth != mistake.answer for mistake in mistakes)
    sureness = [mistake.probability for mistake in mistakes]
    assert sureness == sorted(sureness, reverse=True)
    assert mistakes[0].image.shape == split_for(TRAINED[name]).x_test.shape[1:]


def test_the_twelve_surest_of_many_mistakes():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(3), 200).astype(np.float32)
    x, y = np.arange(200, dtype=np.float32).reshape(200, 1), rng.integers(0, 3, 200)
    wrong = [(p.max(), i) for i, p in enumerate(probabilities) if p.argmax() != y[i]]
    expected = [index for _, index in sorted(wrong, reverse=True)[:12]]
    assert [int(mistake.image[0]) for mistake in surest_mistakes(x, y, probabilities)] == expected


def test_a_perfect_network_makes_no_mistakes():
    assert surest_mistakes(np.zeros((3, 2)), np.arange(3), np.eye(3)) == ()
