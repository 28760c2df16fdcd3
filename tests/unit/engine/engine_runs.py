"""Real trainings of tiny networks, and the same ones by plain Keras."""

import math
from dataclasses import dataclass, field

import keras
import numpy as np

from models.datasets import DATASETS
from models.engine.network import build_plain
from models.engine.program_cache import acquire
from models.engine.trainer import Training
from models.experiment import Experiment
from models.layers import Layer, parse_layers
from models.network.kernels import initial_kernels
from models.runs.control import Control
from models.training.data import split_for
from models.training.schedules import rate_factor

POINTS = Experiment(
    dataset="moons", examples=100, epochs=3, batch_size=16, layers=(Layer(8), Layer(8)), activation="tanh"
)
# What makes a run random, and what it carries from step to step.
LIVELY = POINTS.replace(dropout=0.3, input_dropout=0.1, batch_norm="after", optimizer="adam", learning_rate=0.01)
_CROSS_ENTROPY = "sparse_categorical_crossentropy"
PHOTOS = Experiment(
    examples=90, epochs=2, batch_size=16, layers=parse_layers("c4k3p2-8"), optimizer="adam", learning_rate=0.003
)


@dataclass
class Run:
    """What a training gave.

    Attributes:
        history: one (loss, accuracy, val_loss, val_accuracy, learning rate, penalty) per epoch.
        weights: of the model, in its order, at the end.
        messages: (kind, value) as emitted.
    """

    reason: str
    best_epoch: int
    history: list
    weights: list
    seconds: float
    step: int
    messages: list = field(default_factory=list)

    def values(self, kind):
        return [value for name, value in self.messages if name == kind]

    @property
    def losses(self):
        return [epoch[0] for epoch in self.history]


def run(experiment, control=None, emit=None, on_epoch=None, budget=math.inf, show=True):
    """Train with a program that all tests of this structure share.

    Args:
        emit, on_epoch: are also given the `Training`, as their last argument.
    """
    messages = []

    def note(kind, value):
        messages.append((kind, value))
        if emit:
            emit(kind, value, training)

    with acquire(experiment) as program:
        training = Training(
            program,
            experiment,
            split_for(experiment),
            control or Control(),
            note,
            budget,
            show,
            on_epoch=lambda: on_epoch and on_epoch(training),
        )
        reason, best_epoch = training.run()
        weights = program.model.get_weights()
    return Run(reason, best_epoch, training.history, weights, training.seconds, training.step, messages)


def plain_model(experiment):
    """Plain Keras's network with the experiment's initial weights; input as `scaled` gives it."""
    model = build_plain(experiment)
    info = DATASETS[experiment.dataset]
    kernels = iter(initial_kernels(experiment, info.shape, info.classes))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dense | keras.layers.Conv2D):
            layer.kernel.assign(next(kernels))
    return model


def scaled(x):
    return x / np.float32(255) if x.dtype == np.uint8 else x


def plain_run(experiment):
    """The same training by Keras's own ``fit``.

    Returns:
        One (cross-entropy, accuracy, validation's cross-entropy, validation accuracy, validation loss as Keras has it,
        with the penalty) per epoch; the weights at the end.
    """
    model, split = plain_model(experiment), split_for(experiment)
    model.compile(model.optimizer, model.loss, metrics=["accuracy", _CROSS_ENTROPY])
    shuffle = np.random.default_rng([experiment.seed, 1])
    validation = scaled(split.x_val), split.y_val
    history = []
    for epoch in range(experiment.epochs):
        order = shuffle.permutation(len(split.y_train))
        model.optimizer.learning_rate = experiment.learning_rate * rate_factor(experiment, epoch)
        logs = model.fit(
            scaled(split.x_train[order]),
            split.y_train[order],
            batch_size=experiment.batch_size,
            shuffle=False,
            validation_data=validation,
            verbose=0,
        ).history
        names = (_CROSS_ENTROPY, "accuracy", f"val_{_CROSS_ENTROPY}", "val_accuracy", "val_loss")
        history.append(tuple(logs[name][0] for name in names))
    return history, model.get_weights()


def assert_same_weights(left, right):
    """Equal bit for bit."""
    assert len(left) == len(right)
    for here, there in zip(left, right, strict=True):
        np.testing.assert_array_equal(here, there)
