"""The program for all depths: forward pass, gradients and steps as plain Keras has them, compiled once."""

from itertools import count

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.architectures.block_kinds import ADDITION, GROWTH, KINDS, WIDTH
from models.architectures.depth import (
    BATCH_SIZE,
    CLASSES,
    INPUTS,
    RATE,
    DepthExperiment,
    digits_for,
    empty_weights,
    initial_weights,
)
from models.architectures.fresh_blocks import fresh_blocks
from models.engine.architectures.depth_program import block_program, placed
from models.runs.depth_frames import PIECE_STEPS

NETWORKS = [
    DepthExperiment(dense_layers=layers, skip=skip, joining=joining, seed=3)
    for layers in (2, 6)
    for skip, joining in ((False, "zero"), *((True, joining) for joining in KINDS))
]
EVERY = pytest.mark.parametrize(
    "experiment", NETWORKS, ids=lambda one: f"{one.dense_layers} {one.joining if one.skip else 'plain'}"
)


def in_keras(experiment, nudged=False):
    """The same network in plain Keras with the same weights, up to the logits.

    Args:
        nudged: it has further inputs, which are added to what is handed on at each place between the blocks.
    """
    x, nudges = keras.Input((INPUTS,)), []

    def place(h):
        if not nudged:
            return h
        nudges.append(keras.Input(h.shape[1:]))
        return keras.layers.Add()([h, nudges[-1]])

    made = count()

    def dense(units, h, activation=None):
        return keras.layers.Dense(units, activation, name=f"layer_{next(made):03d}")(h)

    h = place(dense(WIDTH, x, "relu"))
    for _ in range(experiment.blocks):
        h = place(_block(experiment, h, dense))
    model = keras.Model([x, *nudges] if nudged else x, dense(CLASSES, h))
    weights = in_order(initial_weights(experiment), experiment)
    for layer, kernel, bias in zip(learning(model), weights[::2], weights[1::2], strict=True):
        layer.set_weights([kernel, bias])
    return model


def _block(experiment, x, dense):
    inside = dense(WIDTH, x, "relu")
    if not experiment.skip:
        return dense(WIDTH, inside, "relu")
    if experiment.joining == "densenet":
        return keras.layers.Concatenate()([x, dense(GROWTH, inside, "relu")])
    if experiment.joining == "highway":
        made, gate = dense(WIDTH, inside, "relu"), dense(WIDTH, x, "sigmoid")
        past = keras.layers.Multiply()([keras.layers.Rescaling(-1.0, 1.0)(gate), x])
        return keras.layers.Add()([keras.layers.Multiply()([gate, made]), past])
    return keras.layers.ReLU()(keras.layers.Add()([x, dense(WIDTH, inside)]))


def learning(model):
    """The Dense layers in the order in which they were made; Keras has those of equal depth in another."""
    return sorted((layer for layer in model.layers if layer.weights), key=lambda layer: layer.name)


def weights_of(model):
    return [weight for layer in learning(model) for weight in layer.get_weights()]


def in_order(weights, experiment):
    """Kernel and bias of each layer in the order of `learning`."""
    values = [weights.first, weights.first_bias]
    for block in range(experiment.blocks):
        for kernel, bias, (inputs, _units) in zip(
            weights.kernels, weights.biases, experiment.block_kind.shapes(block), strict=True
        ):
            values += [kernel[block, :inputs], bias[block]]
    there = experiment.block_kind.features_at(experiment.blocks)
    return [np.asarray(value) for value in (*values, weights.last[:there], weights.last_bias)]


def first_examples(experiment):
    split, some = digits_for(experiment), PIECE_STEPS * BATCH_SIZE
    return split.x_train[:some].reshape(some, INPUTS), split.y_train[:some]


def trained(experiment, steps):
    program = block_program(experiment.block_kind)
    x, y = first_examples(experiment)
    return program.train(placed(initial_weights(experiment)), experiment.blocks, experiment.skip, x, y, steps)


def by_keras(experiment, steps):
    """Losses of the steps, and the model after them, by Keras's own SGD."""
    model = in_keras(experiment)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(RATE), loss)
    x, y = first_examples(experiment)
    batches = [slice(at * BATCH_SIZE, (at + 1) * BATCH_SIZE) for at in range(steps)]
    return [model.train_on_batch(x[batch] / np.float32(255), y[batch]) for batch in batches], model


@EVERY
def test_the_forward_pass_is_that_of_keras(experiment):
    model = in_keras(experiment)
    split = digits_for(experiment)
    x = split.x_test.reshape(-1, INPUTS)
    logits = block_program(experiment.block_kind).logits(
        placed(initial_weights(experiment)), experiment.blocks, experiment.skip, x
    )
    np.testing.assert_allclose(logits, model.predict(x / np.float32(255), verbose=0), rtol=1e-4, atol=1e-4)


@EVERY
def test_a_step_follows_the_gradients_of_keras(experiment):
    weights, _, _ = trained(experiment, 1)
    _, model = by_keras(experiment, 1)
    for ours, its, before in zip(
        in_order(weights, experiment), weights_of(model), weights_of(in_keras(experiment)), strict=True
    ):
        np.testing.assert_allclose((before - ours) / RATE, (before - its) / RATE, rtol=1e-3, atol=2e-5)


@EVERY
def test_steps_are_those_of_keras(experiment):
    weights, losses, _ = trained(experiment, 5)
    expected, model = by_keras(experiment, 5)
    np.testing.assert_allclose(losses, np.ravel(expected), rtol=1e-4)
    for ours, its in zip(in_order(weights, experiment), weights_of(model), strict=True):
        np.testing.assert_allclose(ours, its, rtol=1e-3, atol=3e-4)  # rounding grows from step to step


@EVERY
def test_the_gradient_that_reaches_each_place_is_that_of_keras(experiment):
    _, _, reached = trained(experiment, 1)
    x, y = (part[:BATCH_SIZE] for part in first_examples(experiment))
    there = [experiment.block_kind.features_at(place) for place in range(experiment.blocks + 1)]
    nudges = [tf.zeros((BATCH_SIZE, features)) for features in there]
    with tf.GradientTape() as tape:
        tape.watch(nudges)
        logits = in_keras(experiment, nudged=True)([tf.constant(x / np.float32(255)), *nudges])
        loss = tf.reduce_sum(keras.losses.sparse_categorical_crossentropy(y, logits, from_logits=True))
    expected = [np.sqrt(np.mean(np.square(gradient))) for gradient in tape.gradient(loss, nudges)]
    np.testing.assert_allclose(reached, expected, rtol=1e-3)


@EVERY
def test_parameters_are_those_that_keras_counts(experiment):
    assert experiment.parameters == in_keras(experiment).count_params()


@pytest.mark.parametrize("function", ["_train", "_evaluate"])
@pytest.mark.parametrize("kind", [ADDITION, KINDS["highway"], KINDS["densenet"]], ids=lambda kind: type(kind).__name__)
def test_xla_does_not_see_how_deep_a_network_is(kind, function):
    """What it compiles is the same text for all; else it would compile anew although nothing is traced again."""
    program, weights = block_program(kind), placed(empty_weights(kind))
    x, y = first_examples(NETWORKS[0])
    batches = (x.reshape(PIECE_STEPS, BATCH_SIZE, INPUTS), y.reshape(PIECE_STEPS, BATCH_SIZE))
    texts = set()
    for blocks, skip, steps in ((1, 0.0, 1), (25, 1.0, 10)):
        rest = (*map(tf.constant, batches), tf.constant(steps)) if function == "_train" else (tf.constant(x[:1000]),)
        compiled = getattr(program, function)
        ir = compiled.experimental_get_compiler_ir(weights, tf.constant(blocks), tf.constant(skip), *rest)
        texts.add(ir(stage="hlo"))
    assert len(texts) == 1


def test_one_program_is_traced_once_for_all_that_add():
    program = block_program(ADDITION)
    for experiment in NETWORKS:
        if experiment.block_kind is ADDITION:
            trained(experiment, 2)
    assert program._train.experimental_get_tracing_count() == 1
    assert block_program(ADDITION) is program


def test_zeros_in_the_second_layer_let_a_block_do_nothing():
    deep = DepthExperiment(dense_layers=50, seed=3)
    x = digits_for(deep).x_test.reshape(-1, INPUTS)
    weights = placed(initial_weights(deep))
    program = block_program(ADDITION)
    np.testing.assert_array_equal(program.logits(weights, 25, True, x), program.logits(weights, 0, True, x))


@EVERY
def test_the_server_finds_the_same_gradient_before_training(experiment):
    _, _, reached = trained(experiment, 1)
    np.testing.assert_allclose(fresh_blocks(experiment).gradient, reached, rtol=1e-3)
