"""Asking a trained network about moved and turned digits, against Keras's own evaluation."""

import math
from typing import Any

import keras
import numpy as np
import pytest

from models.convolution.shifts import SHIFTS, TURNS, shifted, turned
from models.datasets import load
from models.engine.tasks import TASKS
from models.engine.worker import train
from models.experiment import Experiment
from models.layers import parse_layers
from models.runs.control import Control
from models.transfer.saved_models import ModelGone

SHORT = Experiment(
    examples=1000, validation_share=0.0, epochs=2, layers=parse_layers("c4k3p4"), optimizer="adam", learning_rate=0.003
)


@pytest.fixture(scope="module")
def result():
    told: dict[str, Any] = {}
    train(SHORT, Control(), told.__setitem__, math.inf)
    return told["result"]


def test_each_share_is_the_mean_of_what_keras_evaluates(result):
    data, network = load("digits"), keras.models.load_model(result.model_file)

    def accuracy(*variants):
        each = [network.evaluate(one / 255, data.y_test, verbose=0, return_dict=True) for one in variants]
        return np.mean([logs["accuracy"] for logs in each])

    found = TASKS["moved_accuracy"](result.model_file, "digits")
    assert (len(found["shifted"]), len(found["turned"])) == (len(SHIFTS), len(TURNS))
    assert found["shifted"][0] == found["turned"][0] == pytest.approx(result.test_accuracy)
    ways = ((0, 2), (0, -2), (2, 0), (-2, 0))
    assert found["shifted"][2] == pytest.approx(accuracy(*(shifted(data.x_test, *way) for way in ways)), abs=1e-6)
    assert found["turned"][3] == pytest.approx(accuracy(turned(data.x_test, 30), turned(data.x_test, -30)), abs=1e-6)


def test_a_network_that_is_not_kept_any_more(result):
    with pytest.raises(ModelGone):
        TASKS["moved_accuracy"](result.model_file.replace(".keras", "0.keras"), "digits")
