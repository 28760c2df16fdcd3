"""The six optimizers as Keras has them, and a slower rate for a part of the variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf

from models.experiment import Experiment


class FusedAdam(keras.optimizers.Adam):
    """Keras's Adam with TensorFlow's one kernel a variable for the update.

    Keras writes the update as a dozen operations a variable. XLA fuses them; without XLA, where
    convolutions run, they take a fifth of a small network's step. The arithmetic is the same.
    """

    def update_step(self, gradient: tf.Tensor, variable: tf.Variable, learning_rate: tf.Tensor) -> None:
        step = tf.cast(self.iterations.value + 1, variable.dtype)
        index = self._get_variable_index(variable)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(tf.cast(self.beta_1, variable.dtype), step),
            beta2_power=tf.pow(tf.cast(self.beta_2, variable.dtype), step),
            lr=tf.cast(learning_rate, variable.dtype),
            beta1=self.beta_1,
            beta2=self.beta_2,
            epsilon=self.epsilon,
            grad=gradient,
        )


def slow_down(optimizer: keras.optimizers.Optimizer, variables: Sequence[keras.Variable], factor: tf.Variable) -> None:
    """Have these variables move with the learning rate times ``factor``, whatever the optimizer's rule is.

    Scaling their gradients would not do it: rules such as Adam divide by the gradients' own size.

    Args:
        optimizer: built for these variables and others.
    """
    index_of = optimizer._get_variable_index
    slow = {index_of(variable.value) for variable in variables}
    update = optimizer.update_step

    def update_step(gradient: tf.Tensor, variable: tf.Variable, learning_rate: tf.Tensor) -> None:
        rate = learning_rate * tf.cast(factor, learning_rate.dtype) if index_of(variable) in slow else learning_rate
        update(gradient, variable, rate)

    optimizer.update_step = update_step


_MAKERS: dict[str, Callable[[Experiment], keras.optimizers.Optimizer]] = {
    "sgd": lambda e: keras.optimizers.SGD(e.learning_rate),
    "momentum": lambda e: keras.optimizers.SGD(e.learning_rate, momentum=e.momentum),
    "nesterov": lambda e: keras.optimizers.SGD(e.learning_rate, momentum=e.momentum, nesterov=True),
    "adagrad": lambda e: keras.optimizers.Adagrad(e.learning_rate),
    "rmsprop": lambda e: keras.optimizers.RMSprop(e.learning_rate, rho=e.rho),
    "adam": lambda e: keras.optimizers.Adam(e.learning_rate, beta_1=e.beta_1, beta_2=e.beta_2),
}


def make_optimizer(experiment: Experiment, fused: bool = False) -> keras.optimizers.Optimizer:
    """The experiment's optimizer with its learning rate and its own values.

    Args:
        fused: take the form that is fastest outside XLA.
    """
    if fused and experiment.optimizer == "adam":
        return FusedAdam(experiment.learning_rate, beta_1=experiment.beta_1, beta_2=experiment.beta_2)
    return _MAKERS[experiment.optimizer](experiment)
