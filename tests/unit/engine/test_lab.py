"""C2: only the chosen part moves, from where the whole network ended, as plain Keras has it."""

import keras
import numpy as np
import pytest

from models.engine.lab import train_continued, weights_in
from models.engine.network import build_plain
from models.engine.program_cache import acquire
from models.experiment import Experiment
from models.layers import Layer
from models.runs.control import Control
from models.training.continued import ContinuedExperiment, parts_of
from models.training.data import split_for
from models.transfer.saved_models import ModelGone, model_path

# Batch norm in both parts; no dropout, whose masks plain Keras would draw otherwise.
LAB = Experiment(
    examples=120,
    epochs=2,
    batch_size=16,
    layers=(Layer(4, kernel=3, pool=2, batch_norm="after"), Layer(8, batch_norm="after"), Layer(6)),
    optimizer="adam",
    learning_rate=0.01,
)
# How many of the model's weights come before the flattening: kernel, bias, and four of batch norm.
IN_CONV = 6


def trained(experiment):
    messages = []
    train_continued(experiment, Control(), lambda kind, value: messages.append((kind, value)), budget=1e6)
    return next(value for kind, value in messages if kind == "result")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The result of the whole network's training, in a home of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERLAB_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("LAYERLAB_PRIVATE", raising=False)
        yield trained(ContinuedExperiment(LAB))


def parts(whole):
    return parts_of(ContinuedExperiment(LAB), whole.model_file)


def test_the_weights_that_are_kept_score_as_the_result_says(whole):
    split = split_for(LAB)
    model = keras.models.load_model(model_path(whole.model_file))
    loss, accuracy = model.evaluate(split.x_test / np.float32(255), split.y_test, verbose=0)
    assert (loss, accuracy) == (pytest.approx(whole.test_loss, rel=1e-4), pytest.approx(whole.test_accuracy))
    assert (whole.parameters, whole.trainable) == (model.count_params(), whole.parameters - 2 * (4 + 8))


@pytest.mark.parametrize("part", ["conv", "dense"])
def test_a_frozen_part_does_not_move_and_the_other_one_does(whole, part):
    experiment = next(one for one in parts(whole) if one.part == part)
    before = weights_in(whole.model_file)
    result = trained(experiment)
    with acquire(experiment.lab, experiment.frozen) as program:  # as the run left it
        after = program.model.get_weights()
    conv, dense = slice(None, IN_CONV), slice(IN_CONV, None)
    frozen, moving = (dense, conv) if part == "conv" else (conv, dense)
    for here, there in zip(before[frozen], after[frozen], strict=True):
        np.testing.assert_array_equal(here, there)
    assert all((here != there).any() for here, there in zip(before[moving], after[moving], strict=True))
    assert result.parameters == whole.parameters
    assert result.model_file == ""


def test_both_parts_together_are_all_that_is_trainable(whole):
    assert sum(trained(one).trainable for one in parts(whole)) == whole.trainable


@pytest.mark.parametrize("part", ["conv", "dense"])
def test_a_frozen_part_is_that_of_plain_keras(whole, part):
    experiment = next(one for one in parts(whole) if one.part == part)
    split, steps = split_for(LAB), 4
    x, y = split.x_train[: steps * LAB.batch_size], split.y_train[: steps * LAB.batch_size]

    plain = build_plain(LAB)
    plain.set_weights(weights_in(whole.model_file))
    for layer in plain.layers:
        is_conv = len(layer.output.shape) == 4
        layer.trainable = is_conv == (part == "conv")
    plain.compile(keras.optimizers.Adam(LAB.learning_rate), "sparse_categorical_crossentropy")
    losses = [
        plain.train_on_batch(x[i : i + LAB.batch_size] / np.float32(255), y[i : i + LAB.batch_size], return_dict=True)[
            "loss"
        ]
        for i in range(0, len(x), LAB.batch_size)
    ]

    with acquire(LAB, experiment.frozen) as program:
        program.load(LAB)
        program.model.set_weights(weights_in(whole.model_file))
        ours = [
            program.train_batch(x[i : i + LAB.batch_size], y[i : i + LAB.batch_size])[0]
            for i in range(0, len(x), LAB.batch_size)
        ]
        weights = program.model.get_weights()
    np.testing.assert_allclose(ours, losses, rtol=2e-4)
    for here, there in zip(weights, plain.get_weights(), strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-3, atol=1e-4)


def test_the_other_part_learns_from_where_the_whole_network_ended(whole):
    """A rate of almost nothing: the score stays what it was."""
    still = LAB.replace(learning_rate=1e-6, epochs=1)
    for one in parts_of(ContinuedExperiment(still), whole.model_file):
        result = trained(one)
        assert result.test_loss == pytest.approx(whole.test_loss, abs=0.1)


def test_weights_that_are_gone_are_told_of(whole):
    other = trained(ContinuedExperiment(LAB))
    model_path(other.model_file).unlink()
    with pytest.raises(ModelGone):
        trained(parts_of(ContinuedExperiment(LAB), other.model_file)[0])
