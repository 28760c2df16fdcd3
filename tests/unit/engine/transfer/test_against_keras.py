"""The same head on the same features, from the same initial weights, through Keras's own ``fit``."""

import math

import keras
import numpy as np
import pytest

from models.engine.program import Program
from models.engine.trainer import Training
from models.engine.transfer.inputs import gather
from models.runs.control import Control
from tests.unit.engine.transfer.finished_runs import SMALL

EXPERIMENT = SMALL.replace(per_class=50, epochs=15, batch_size=16)


@pytest.fixture(scope="module")
def inputs(small_home):
    return gather(EXPERIMENT, Control(), lambda kind, value: None)


def scores(inputs, experiment):
    """Loss and accuracy on the test photos: ours, Keras's."""
    head, split = experiment.head_experiment(), inputs.as_split()
    program = Program(head, inputs.examples)
    program.load(head)  # the initial weights that the run begins with
    model = kerass(experiment, program.model)
    Training(program, head, split, Control(), lambda kind, value: None, math.inf, show=False).run()
    keras.utils.set_random_seed(experiment.seed)
    rounds = {"batch_size": experiment.batch_size, "epochs": experiment.epochs}
    model.fit(split.x_train, split.y_train, **rounds, verbose=0)
    return program.evaluate(split.x_test, split.y_test), model.evaluate(split.x_test, split.y_test, verbose=0)


def kerass(experiment, start):
    """The head as the textbook builds it, with the weights of another."""
    hidden = [
        keras.layers.Dense(64, activation="relu"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(experiment.dropout),
    ]
    output = keras.layers.Dense(2, activation="softmax")
    layers = [*(hidden if experiment.head == "dense" else []), output]
    model = keras.Sequential([keras.Input(start.input_shape[1:]), *layers])
    optimizer = keras.optimizers.Adam(experiment.learning_rate)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(start.get_weights())
    return model


@pytest.mark.parametrize("head", ["softmax", "dense"])
def test_without_chance_the_scores_are_keras_s(inputs, head):
    """Every photo in every batch, and no dropout: nothing is left to chance but the order of sums."""
    experiment = EXPERIMENT.replace(head=head, dropout=0.0, batch_size=len(inputs.x_train))
    here, there = scores(inputs, experiment)
    assert here[0] == pytest.approx(there[0], rel=2e-3)
    assert here[1] == pytest.approx(there[1], abs=0.011)  # two of the 200 photos


@pytest.mark.parametrize("batch_size", [20, 16])
def test_the_same_batches_give_the_same_weights(inputs, batch_size):
    """Batch by batch, a last short one among them, through Keras's ``train_on_batch``."""
    experiment = EXPERIMENT.replace(dropout=0.0, batch_size=batch_size, epochs=3)
    head, split = experiment.head_experiment(), inputs.as_split()
    program = Program(head, inputs.examples)
    program.load(head)
    model = kerass(experiment, program.model)
    Training(program, head, split, Control(), lambda kind, value: None, math.inf, show=False).run()
    shuffle, count = np.random.default_rng([experiment.seed, 1]), len(split.y_train)
    for _ in range(experiment.epochs):
        order = shuffle.permutation(count)
        for start in range(0, count, batch_size):
            rows = order[start : start + batch_size]
            model.train_on_batch(split.x_train[rows], split.y_train[rows])
    for ours, theirs in zip(program.model.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)
