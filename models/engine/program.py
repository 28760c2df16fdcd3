"""One compiled training program per network structure, used by every run that shares it.

Building and tracing a network costs seconds and some memory that TensorFlow never gives back, so a
program is kept and refilled: `load` writes a run's weights and values into its variables, and ``state`` exchanges those
of one run for those of another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from models.engine.examples import Examples
from models.engine.network import TrainableBase, build_live, dropout_rates
from models.engine.numpy_pass import NumpyPass, ProbeValues
from models.engine.optimizers import make_optimizer, slow_down
from models.engine.shared_state import SharedState
from models.experiment import Experiment
from models.network.at_once import by_base_at_once, evaluated_at_once, probed_at_once
from models.network.kernels import initial_kernels

# One call trains at most so many examples, so that a run stays responsive and its batches in cache.
_CHUNK_EXAMPLES = 8192
_MAX_CHUNK_STEPS = 128
_CHUNK_BYTES = 32_000_000


def _go_on() -> None:
    pass


class Program:
    """The variables and compiled functions of one structure. Not thread-safe: one run at a time.

    Args:
        examples: what the network is fed with; by default the experiment's dataset.
        base, frozen: see `models.engine.network.build_live`.

    Attributes:
        examples: see above.
        model: the Keras model in its live form; its ``optimizer`` is the one that trains.
        chunk_steps: how many batches one call of `train_steps` takes at most.
        evaluation_batch, probe_batch: examples that are evaluated, and looked at, at a time.
        state: all that a run has of its own; it says whose the program is.
    """

    def __init__(
        self,
        experiment: Experiment,
        examples: Examples | None = None,
        base: TrainableBase | None = None,
        frozen: str | None = None,
    ) -> None:
        self.examples = examples = examples or Examples.of(experiment)
        # XLA makes dense networks faster and convolutions, on a CPU, ten times slower.
        use_xla = not experiment.is_conv and base is None
        self.batch_size = experiment.batch_size
        chunk_steps = int(np.clip(_CHUNK_EXAMPLES // self.batch_size, 4, _MAX_CHUNK_STEPS))
        self.chunk_steps = max(1, min(chunk_steps, _CHUNK_BYTES // (examples.bytes * self.batch_size)))
        if base is None:
            form = experiment, examples.shape, examples.classes
            self.evaluation_batch, self.probe_batch = evaluated_at_once(*form, examples.bytes), probed_at_once(*form)
        else:
            self.evaluation_batch = self.probe_batch = by_base_at_once(base.largest)
        self.network = build_live(experiment, examples, base, frozen)
        self.model = self.network.model
        self._optimizer = make_optimizer(experiment, fused=not use_xla)
        self._base_factor = tf.Variable(1.0, trainable=False)
        self._optimizer.build(self.model.trainable_variables)
        if base is not None:
            slow_down(self._optimizer, base.variables, self._base_factor)
        self.model.optimizer = self._optimizer
        self._initial_state = [_compact(variable.numpy()) for variable in self._changing]
        places = {id(variable): place for place, variable in enumerate(self._changing)}
        self._kernel_places = [places[id(kernel)] for kernel in self.network.kernels]
        for place in self._kernel_places:  # each run brings its own
            self._initial_state[place] = np.empty(0)
        self._penalties = _Penalties(experiment, self.network.kernels)
        self.state = SharedState(self.model, self._own_variables())
        x = tf.TensorSpec((None, *examples.shape), tf.as_dtype(examples.dtype))
        y = tf.TensorSpec((None,), tf.int32)
        self._train_chunk = tf.function(self._chunk_loop, jit_compile=use_xla)
        # Traced once for batches of every size.
        self._train_batch = tf.function(self._step, input_signature=(x, y))
        self._evaluate_batch = tf.function(self._evaluate_step, input_signature=(x, y))
        self._probe = tf.function(self._probe_step, input_signature=(x, y))
        in_numpy = use_xla and frozen is None
        self._numpy_pass = NumpyPass(experiment, self.model) if in_numpy else None
        self._predict = tf.function(self._forward, input_signature=(x,))

    @property
    def _changing(self) -> list[keras.Variable]:
        """All variables that training changes, the kernels and biases included."""
        return [*self.model.variables, *self._optimizer.variables]

    def _own_variables(self) -> list[tf.Variable]:
        """What training changes, what masks are drawn from, and the live values; in the order of `load`."""
        dropouts = self.network.dropouts
        return [
            *(variable.value for variable in self._changing),
            self.network.clock,
            *(dropout.seed for dropout in dropouts),
            *(dropout.rate for dropout in dropouts),
            *self._penalties.variables,
        ]

    def compile(self, experiment: Experiment) -> None:
        """Call what every run calls, on made-up examples, so that a run meets nothing uncompiled."""
        self.load(experiment)
        count = self.chunk_steps * self.batch_size
        x = np.zeros((count, *self.examples.shape), self.examples.dtype)
        y = np.zeros(count, np.int32)
        self.train_steps(x, y, 1)
        self.evaluate(x[:2], y[:2])
        self.probe(x[:2], y[:2])
        self.predict(x[:2])
        self.state.compile()

    def trace_rest(self) -> None:
        """Have `train_batch` ready, which trains what full batches leave of the examples; changes no variable."""
        self._train_batch.get_concrete_function()

    def load(self, experiment: Experiment) -> None:
        """Start over with this experiment's initial weights and values, as if newly built."""
        state = list(self._initial_state)
        kernels = initial_kernels(experiment, self.network.entry, self.examples.classes)
        for place, kernel in zip(self._kernel_places, kernels, strict=True):
            state[place] = kernel
        seeds = [experiment.seed * 64 + index for index in range(len(self.network.dropouts))]
        self.state.write([*state, 0, *seeds, *dropout_rates(experiment), *self._penalties.values(experiment)])

    def set_values(self, experiment: Experiment) -> None:
        """Take over the dropout rates and the penalties' factors; the structure must be the same."""
        for dropout, rate in zip(self.network.dropouts, dropout_rates(experiment), strict=True):
            dropout.rate.assign(rate)
        self._penalties.assign(experiment)

    def set_learning_rate(self, rate: float) -> None:
        self._optimizer.learning_rate.assign(rate)

    def restart_optimizer(self) -> None:
        """Forget what the optimizer knows of earlier steps, as a new one does; its learning rate stays."""
        rate = float(self._optimizer.learning_rate)
        variables = self._optimizer.variables
        for variable, value in zip(variables, self._initial_state[-len(variables) :], strict=True):
            variable.assign(value)
        self.set_learning_rate(rate)

    def set_base_factor(self, factor: float) -> None:
        """The base's learning rate in terms of the other one."""
        self._base_factor.assign(factor)

    def train_steps(self, x: np.ndarray, y: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Train ``steps`` full batches.

        Args:
            x: (chunk_steps * batch_size, ...) examples; those beyond ``steps`` batches are not looked at.
            y: (chunk_steps * batch_size,) int32 labels.

        Returns:
            Each batch's mean cross-entropy, and its number of right answers: (steps,) float32.
        """
        batches = (self.chunk_steps, self.batch_size)
        losses, right = self._train_chunk(
            tf.constant(x.reshape(*batches, *x.shape[1:])), tf.constant(y.reshape(batches)), tf.constant(steps)
        )
        return losses.numpy()[:steps], right.numpy()[:steps]

    def train_batch(self, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
        """Train one batch of any size: its mean cross-entropy and its number of right answers."""
        loss, right = self._train_batch(tf.constant(x), tf.constant(y))
        return float(loss), float(right)

    def evaluate(self, x: np.ndarray, y: np.ndarray, border: Callable[[], None] = _go_on) -> tuple[float, float]:
        """Mean cross-entropy and accuracy; Keras's ``evaluate`` gives the loss with `penalty` in it.

        Args:
            border: called between two batches.
        """
        loss = right = 0.0
        for start in range(0, len(x), self.evaluation_batch):
            part = slice(start, start + self.evaluation_batch)
            batch_loss, batch_right = self._evaluate_batch(tf.constant(x[part]), tf.constant(y[part]))
            loss += float(batch_loss)
            right += float(batch_right)
            if part.stop < len(x):
                border()
        return loss / len(x), right / len(x)

    def penalty(self) -> float:
        """The L1 and L2 terms of the loss, with the weights as they are."""
        return float(self._penalties.total())

    def predict(self, x: np.ndarray, border: Callable[[], None] = _go_on) -> np.ndarray:
        """Class probabilities, (n, classes) float32.

        Args:
            border: called after each batch.
        """
        parts = []
        for start in range(0, len(x), self.evaluation_batch):
            parts.append(self._predict(tf.constant(x[start : start + self.evaluation_batch])).numpy())
            border()
        return np.concatenate(parts)

    def probe(self, x: np.ndarray, y: np.ndarray) -> ProbeValues:
        """Look at one batch without changing anything.

        Batch normalization takes the batch's own statistics, as in a training step; dropout is off.
        """
        return self.prober(x, y)()

    def prober(self, x: np.ndarray, y: np.ndarray) -> Callable[[], ProbeValues]:
        """What does `probe` for one batch whenever it is called; the batch is made ready once."""
        if self._numpy_pass is not None:
            return self._numpy_pass.over(x, y)
        batch = tf.constant(x), tf.constant(y)
        return lambda: self._probe_by_tensorflow(*batch)

    def _probe_by_tensorflow(self, x: tf.Tensor, y: tf.Tensor) -> ProbeValues:
        values, gradients = self._probe(x, y)
        arrays = [value.numpy() for value in values]
        hidden = len(arrays) // 2
        return ProbeValues(
            activated=arrays[:hidden],
            outputs=arrays[hidden:],
            gradients=[value.numpy() for value in gradients],
            kernels=[kernel.numpy() for kernel in self.network.kernels],
        )

    def _chunk_loop(self, x: tf.Tensor, y: tf.Tensor, steps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        positions = tf.range(self.chunk_steps)
        losses = rights = tf.zeros(self.chunk_steps)
        index = tf.constant(0)
        while index < steps:
            tf.autograph.experimental.set_loop_options(parallel_iterations=1)
            loss, right = self._step(x[index], y[index])
            losses = tf.where(positions == index, loss, losses)
            rights = tf.where(positions == index, right, rights)
            index += 1
        return losses, rights

    def _step(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            probabilities = self.model(self._scaled(x), training=True)
            cross_entropy = _mean_cross_entropy(y, probabilities)
            loss = cross_entropy + self._penalties.total()
        gradients = tape.gradient(loss, variables)
        self._optimizer.apply_gradients(zip(gradients, variables, strict=True))
        self.network.clock.assign_add(1)
        return cross_entropy, _count_right(y, probabilities)

    def _evaluate_step(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        probabilities = self._forward(x)
        count = tf.cast(tf.shape(y)[0], tf.float32)
        return _mean_cross_entropy(y, probabilities) * count, _count_right(y, probabilities)

    def _probe_step(self, x: tf.Tensor, y: tf.Tensor) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
        # Training mode moves the averages of batch normalization: they are put back.
        averages = [(variable, tf.identity(variable.value)) for variable in self.model.non_trainable_variables]
        with self.network.without_dropout(), tf.GradientTape() as tape:
            # Without hidden layers there is one output, which Keras gives without a list around it.
            values = tf.nest.flatten(self.network.probe(self._scaled(x), training=True))
            loss = _mean_cross_entropy(y, values[-1])
        gradients = tape.gradient(loss, [kernel.value for kernel in self.network.kernels])
        for variable, value in averages:
            variable.assign(value)
        return values, gradients

    def _forward(self, x: tf.Tensor) -> tf.Tensor:
        return self.model(self._scaled(x), training=False)

    def _scaled(self, x: tf.Tensor) -> tf.Tensor:
        """Pixels travel as uint8, a quarter of the memory, and become 0..1 here."""
        return tf.cast(x, tf.float32) / 255.0 if x.dtype == tf.uint8 else x


def _compact(value: np.ndarray) -> np.ndarray:
    """The same values; where all are alike, as most of an optimizer's are at first, in no memory to speak of."""
    if value.size and (value == value.flat[0]).all():
        return np.broadcast_to(value.flat[0], value.shape)
    return value


class _Penalties:
    """The L1 and L2 terms of the loss, with factors that can change; only those that are on."""

    def __init__(self, experiment: Experiment, kernels: Sequence[keras.Variable]) -> None:
        layers = experiment.resolved_layers
        self._l1 = {i: tf.Variable(0.0, trainable=False) for i, layer in enumerate(layers) if layer.l1}
        self._l2 = {i: tf.Variable(0.0, trainable=False) for i, layer in enumerate(layers) if layer.l2}
        self._kernels = kernels

    @property
    def variables(self) -> list[tf.Variable]:
        return [*self._l1.values(), *self._l2.values()]

    def values(self, experiment: Experiment) -> list[float]:
        """What `variables` hold for an experiment."""
        layers = experiment.resolved_layers
        return [*(layers[index].l1 or 0.0 for index in self._l1), *(layers[index].l2 or 0.0 for index in self._l2)]

    def assign(self, experiment: Experiment) -> None:
        for variable, value in zip(self.variables, self.values(experiment), strict=True):
            variable.assign(value)

    def total(self) -> tf.Tensor:
        """Sum over the layers of l1 * sum |w| + l2 * sum w^2, a scalar."""
        total = tf.constant(0.0)
        for index, factor in self._l1.items():
            total += factor * tf.reduce_sum(tf.abs(self._kernels[index].value))
        for index, factor in self._l2.items():
            total += factor * tf.reduce_sum(tf.square(self._kernels[index].value))
        return total


def _mean_cross_entropy(y: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, probabilities))


def _count_right(y: tf.Tensor, probabilities: tf.Tensor) -> tf.Tensor:
    answers = tf.argmax(probabilities, axis=-1, output_type=tf.int32)
    return tf.reduce_sum(tf.cast(answers == y, tf.float32))
