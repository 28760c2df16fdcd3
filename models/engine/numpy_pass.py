"""A dense network looked at in NumPy, on one core.

TensorFlow takes as long, or longer where cores are busy, and half a second to trace for each structure; XLA takes a
third less, and seconds to compile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from models.experiment import Experiment
from models.network.forward import Affine, Learnt, forward, kernel_gradients
from models.network.histograms import MOST_LOOKED_AT
from models.training.preview import scaled_inputs


@dataclass(frozen=True)
class ProbeValues:
    """What one batch shows of the network, as NumPy arrays, input side first.

    Attributes:
        activated, outputs, gradients, kernels: see `models.network.measures.measure`.
    """

    activated: list[np.ndarray]
    outputs: list[np.ndarray]
    gradients: list[np.ndarray]
    kernels: list[np.ndarray]


class NumpyPass:
    """Looks at the network of a program, all of which is trained.

    Args:
        experiment: of the network's structure.
        model: its Keras form, with standard layers where they have weights.
    """

    def __init__(self, experiment: Experiment, model: keras.Model) -> None:
        self._experiment = experiment
        self._weighing = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
        self._norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]

    def over(self, x: np.ndarray, y: np.ndarray) -> Callable[[], ProbeValues]:
        """What looks at one batch, whenever it is called; see `models.engine.program.Program.prober`."""
        inputs = scaled_inputs(x)
        return lambda: self._look(inputs, y)

    def _look(self, inputs: np.ndarray, y: np.ndarray) -> ProbeValues:
        kernels, learnt = self._read()
        done = forward(self._experiment, kernels, inputs, learnt=learnt)
        return ProbeValues(
            activated=[layer.activated for layer in done.layers],
            outputs=[*(layer.outputs for layer in done.layers), done.probabilities],
            gradients=kernel_gradients(done, y, MOST_LOOKED_AT),
            kernels=kernels,
        )

    def _read(self) -> tuple[list[np.ndarray], Learnt]:
        """The kernels, and all else that the network has learnt."""
        affine: Iterator[Affine] = ((_value(layer.gamma), _value(layer.beta)) for layer in self._norms)
        input_norm = next(affine) if self._experiment.input_batch_norm else None
        layers = self._experiment.resolved_layers
        norms = [None if layer.batch_norm == "off" else next(affine) for layer in layers]
        biases = [_value(layer.bias) for layer in self._weighing]
        return [_value(layer.kernel) for layer in self._weighing], Learnt(biases, norms, input_norm)


def _value(variable: keras.Variable) -> np.ndarray:
    """What a variable holds, three times as soon as through Keras."""
    return tf.raw_ops.ReadVariableOp(resource=variable.value.handle, dtype=tf.float32).numpy()
