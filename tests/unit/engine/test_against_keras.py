"""Our loop trains what plain Keras trains: same weights, same curves, up to rounding."""

import numpy as np
import pytest
import tensorflow as tf

from models.engine.program_cache import acquire
from models.experiment import Experiment
from models.layers import Layer
from models.training.data import split_for
from tests.unit.engine.engine_runs import PHOTOS, POINTS, plain_model, plain_run, run, scaled

# 80 of the 100 points are learnt from: five full batches of 16, or six of 13 and a rest of two.
CASES = {
    "SGD, a rest at the end of the epoch": POINTS.replace(learning_rate=0.3, batch_size=13, epochs=4),
    "momentum, a schedule": POINTS.replace(optimizer="momentum", schedule="step", decay_epochs=1),
    "Nesterov, label noise": POINTS.replace(optimizer="nesterov", label_noise=0.2, validation_share=0.0),
    "AdaGrad": POINTS.replace(optimizer="adagrad", learning_rate=0.1),
    "RMSprop with a rho of its own": POINTS.replace(optimizer="rmsprop", learning_rate=0.01, rho=0.5),
    "Adam with betas of its own": POINTS.replace(optimizer="adam", learning_rate=0.01, beta_1=0.8, beta_2=0.99),
    "fewer examples than a batch": POINTS.replace(batch_size=128),
    "no hidden layer": POINTS.replace(layers=()),
    "batch norm before, with a rest": POINTS.replace(batch_norm="before", batch_size=13, activation="relu"),
    "batch norm after, at the input too": POINTS.replace(batch_norm="after", input_batch_norm=True),
    "L1, and L2 in one layer": POINTS.replace(l1=0.01, layers=(Layer(8, l2=0.1), Layer(8))),
    "photos in dense layers": Experiment(examples=90, epochs=2, layers=(Layer(6),), input_batch_norm=True),
    "convolutions": PHOTOS,
    "convolutions with all on": PHOTOS.replace(batch_norm="after", l1=1e-3, l2=1e-2, input_batch_norm=True, beta_1=0.8),
}


@pytest.mark.parametrize("experiment", [pytest.param(experiment, id=name) for name, experiment in CASES.items()])
def test_our_loop_equals_plain_keras(experiment):
    ours = run(experiment, show=False)
    history, weights = plain_run(experiment)
    with_sum = [(*epoch[:4], epoch[2] + epoch[5]) for epoch in ours.history]
    np.testing.assert_allclose(with_sum, history, rtol=2e-4, atol=1e-6)
    for here, there in zip(ours.weights, weights, strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("steps", [3, 7])
def test_epochs_of_so_many_steps_equal_plain_keras_on_a_stream(steps):
    # 80 points are five batches of 16: three epochs of three steps are fewer than two passes, of seven more than four.
    experiment = POINTS.replace(steps_per_epoch=steps, learning_rate=0.3)
    ours = run(experiment, show=False)
    model, split = plain_model(experiment), split_for(experiment)
    rng = np.random.default_rng([experiment.seed, 1])
    order = np.concatenate([rng.permutation(len(split.y_train)) for _ in range(5)])
    stream = tf.data.Dataset.from_tensor_slices((split.x_train[order], split.y_train[order])).batch(16)
    history = model.fit(
        stream, epochs=3, steps_per_epoch=steps, validation_data=(split.x_val, split.y_val), verbose=0
    ).history
    theirs = np.transpose([history[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")])
    assert ours.step == 3 * steps
    np.testing.assert_allclose([epoch[:4] for epoch in ours.history], theirs, rtol=2e-4, atol=1e-6)


@pytest.mark.parametrize("experiment", [POINTS.replace(dropout=0.4, l2=0.01), PHOTOS.replace(dropout=0.4)])
def test_predictions_and_scores_equal_those_of_plain_keras(experiment):
    plain, split = plain_model(experiment), split_for(experiment)
    x = scaled(split.x_test)
    with acquire(experiment) as program:
        program.load(experiment)
        np.testing.assert_allclose(program.predict(split.x_test), plain.predict(x, verbose=0), rtol=1e-4, atol=1e-6)
        loss, accuracy = program.evaluate(split.x_test, split.y_test)
        ours = loss + program.penalty(), accuracy
    np.testing.assert_allclose(ours, plain.evaluate(x, split.y_test, verbose=0), rtol=1e-5)


def test_scores_of_many_parts_are_those_of_the_whole(monkeypatch):
    split = split_for(POINTS)
    with acquire(POINTS) as program:
        program.load(POINTS)
        whole = program.evaluate(split.x_test, split.y_test)
        answers = program.predict(split.x_test)
        monkeypatch.setattr("models.network.at_once._EVALUATED", 70)
        np.testing.assert_allclose(program.evaluate(split.x_test, split.y_test), whole, rtol=1e-5)
        np.testing.assert_allclose(program.predict(split.x_test), answers, rtol=1e-5)
