"""Fine-tuning begins with epochs of the head alone: the base stays as it was, then both are trained."""

import itertools
import math

import keras
import numpy as np
import pytest

from models.engine.program import Program
from models.engine.trainer import Training
from models.engine.transfer.inputs import gather
from models.engine.transfer.train import BaseRate, make_trainable_base, train_transfer
from models.runs.control import Control
from tests.unit.engine.transfer.finished_runs import SMALL

TUNED = SMALL.replace(strategy="fine_tune", block=16, head="softmax", learning_rate=1e-2, base_rate=1e-3, epochs=4)


@pytest.fixture(scope="module")
def inputs(small_home):
    return gather(TUNED, Control(), lambda kind, value: None)


def weights_by_epoch(inputs, experiment):
    """The base's and the head's weights before the training and after each epoch."""
    head = experiment.head_experiment()
    program = Program(head, inputs.examples, make_trainable_base(experiment, inputs.base))
    rates, base = BaseRate(program, experiment), inputs.base.trained.trainable_variables
    seen = []

    def look():
        seen.append(([variable.numpy() for variable in base], program.network.kernels[-1].numpy()))

    def ended():
        rates.epoch_ended()
        look()

    split = inputs.as_split()
    training = Training(program, head, split, Control(), lambda *_: None, math.inf, False, on_epoch=ended)
    program.load(head)
    look()
    training.run()
    return seen


@pytest.mark.parametrize(("head_epochs", "alone"), [(0, 0), (2, 2), (9, 3)])
def test_the_base_stays_as_it_was_until_the_head_has_begun(inputs, head_epochs, alone):
    seen = weights_by_epoch(inputs, TUNED.replace(head_epochs=head_epochs))
    first = seen[0][0]
    for epoch, (base, _) in enumerate(seen[1:], start=1):
        same = all(np.array_equal(one, other) for one, other in zip(base, first, strict=True))
        assert same == (epoch <= alone)
    heads = [kernel for _, kernel in seen]
    assert all(not np.array_equal(one, other) for one, other in itertools.pairwise(heads))


def test_head_and_base_move_as_under_two_optimizers_of_keras_one_after_the_other(inputs):
    """Every photo in every batch: nothing is left to chance but the order of sums."""
    experiment = TUNED.replace(batch_size=len(inputs.x_train), head_epochs=2)
    start = [variable.numpy() for variable in inputs.base.trained.trainable_variables]
    seen = weights_by_epoch(inputs, experiment)
    for variable, value in zip(inputs.base.trained.trainable_variables, start, strict=True):
        variable.assign(value)
    base = inputs.base.trained
    x = keras.layers.GlobalAveragePooling2D()(base.output)
    output = keras.layers.Dense(2, activation="softmax")
    model = keras.Model(base.input, output(x))
    output.kernel.assign(seen[0][1])
    slow = {id(variable.value) for variable in base.trainable_variables}

    class TwoRates(keras.optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(gradient, variable, learning_rate * (0.1 if id(variable) in slow else 1.0))

    split = inputs.as_split()
    fit = {"batch_size": experiment.batch_size, "verbose": 0}
    frozen = [layer for layer in base.layers if layer.trainable]
    for layer in frozen:
        layer.trainable = False
    model.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy")
    model.fit(split.x_train, split.y_train, epochs=2, **fit)
    for layer in frozen:
        layer.trainable = True
    model.compile(TwoRates(1e-2), "sparse_categorical_crossentropy")
    model.fit(split.x_train, split.y_train, epochs=4, initial_epoch=2, **fit)
    np.testing.assert_allclose(seen[-1][1], output.kernel.numpy(), atol=2e-3)
    for ours, theirs in zip(seen[-1][0], base.trainable_variables, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=2e-3)


def test_a_rate_of_the_base_that_is_told_while_it_trains_is_told_back(small_home):
    control, told = Control(), []
    control.tell("tune", TUNED.replace(base_rate=1e-4))
    train_transfer(TUNED.replace(score_only=True), control, lambda kind, value: told.append((kind, value)), math.inf)
    assert [value for kind, value in told if kind == "tuned"] == []  # another experiment
    control.tell("tune", TUNED.replace(score_only=True, base_rate=1e-4))
    train_transfer(TUNED.replace(score_only=True), control, lambda kind, value: told.append((kind, value)), math.inf)
    mark = {"epoch": 0.0, "changes": {"base_rate": 1e-4}, "before": {"base_rate": 1e-3}}
    assert [value for kind, value in told if kind == "tuned"] == [mark]
