"""One forward and one backward pass through a network in training mode, in NumPy and float32.

What a freshly initialised network shows: biases are 0, batch norm has scale 1 and shift 0, dropout is off.

This is for any network that an `Experiment` describes, on the few examples of the training lab's preview: convolutions,
layers that differ, a softmax and real labels. `models.initialization.dense_pass` is for fifty equal dense layers within
a tenth of a second while a slider moves: it keeps what was drawn, and scales products instead of weights. A test holds
the two against each other.

The passes are those of Goodfellow et al. 2016, "Deep learning", algorithms 6.3 and 6.4,
https://www.deeplearningbook.org/contents/mlp.html; batch norm is Ioffe and Szegedy 2015, "Batch normalization:
accelerating deep network training by reducing internal covariate shift", algorithm 1 and the gradients behind it in
section 3, https://arxiv.org/abs/1502.03167.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.experiment import Experiment
from models.layers import Layer
from models.network.activations import ACTIVATION_FUNCTIONS, softmax
from models.network.batch_norm import Moments, normalise, normalise_gradient
from models.network.convolution import (
    convolution_input_gradient,
    convolution_kernel_gradient,
    convolve,
    max_pool,
    max_pool_gradient,
)


@dataclass(frozen=True)
class LayerPass:
    """What a hidden layer computed, and what its backward pass needs.

    Attributes:
        inputs: what the kernel is applied to.
        pre_activation: the activation's input, behind batch norm "before".
        activated: the activation's output.
        outputs: ``activated`` behind batch norm "after".
        handed_on: ``outputs`` behind pooling.
        moments: of the layer's batch norm; ``None`` without one.
    """

    layer: Layer
    kernel: np.ndarray
    inputs: np.ndarray
    pre_activation: np.ndarray
    activated: np.ndarray
    outputs: np.ndarray
    handed_on: np.ndarray
    moments: Moments | None


@dataclass(frozen=True)
class ForwardPass:
    """All that a network computed for one batch.

    Attributes:
        layers: the hidden layers.
        features: (examples, features), what the output layer is applied to.
        probabilities: (examples, classes), the softmax.
        input_moments: of the batch norm on the input; ``None`` without one.
    """

    layers: list[LayerPass]
    features: np.ndarray
    output_kernel: np.ndarray
    probabilities: np.ndarray
    input_moments: Moments | None


def forward(
    experiment: Experiment, kernels: list[np.ndarray], x: np.ndarray, moments_of: ForwardPass | None = None
) -> ForwardPass:
    """Run a batch through the network.

    Args:
        kernels: of the hidden layers and of the output, as `models.training.preview.initial_kernels` gives them.
        x: (examples, features) or (examples, height, width, channels) float32.
        moments_of: an earlier pass whose batch norm statistics are used instead of this batch's own.
    """
    with np.errstate(all="ignore"):
        x = x if experiment.is_conv else _flatten(x)
        input_moments = None
        if experiment.input_batch_norm:
            input_moments = moments_of.input_moments if moments_of else None
            x, input_moments = normalise(x, input_moments)
        layers: list[LayerPass] = []
        for index, (layer, kernel) in enumerate(zip(experiment.resolved_layers, kernels[:-1], strict=True)):
            moments = moments_of.layers[index].moments if moments_of else None
            layers.append(_layer_forward(layer, kernel, x, moments))
            x = layers[-1].handed_on
        features = _flatten(x)
        return ForwardPass(layers, features, kernels[-1], softmax(features @ kernels[-1]), input_moments)


def kernel_gradients(done: ForwardPass, y: np.ndarray) -> list[np.ndarray]:
    """The gradient of the mean cross-entropy with respect to each kernel, hidden layers first.

    At the logits it is the probabilities less the labels: Bishop 2006, "Pattern recognition and machine learning",
    equation 4.109.

    Args:
        done: the forward pass of the batch.
        y: (examples,) class indices.
    """
    with np.errstate(all="ignore"):
        at_logits = done.probabilities.copy()
        at_logits[np.arange(len(y)), y] -= 1
        at_logits /= len(y)
        gradients = [done.features.T @ at_logits]
        gradient = at_logits @ done.output_kernel.T
        for index in reversed(range(len(done.layers))):
            gradient = _at_weighted_sum(done.layers[index], gradient)
            gradients.append(_of_kernel(done.layers[index], gradient))
            if index:  # nobody needs the gradient of the pictures
                gradient = _of_input(done.layers[index], gradient)
    return gradients[::-1]


def _layer_forward(layer: Layer, kernel: np.ndarray, x: np.ndarray, moments: Moments | None) -> LayerPass:
    inputs = x if layer.is_conv else _flatten(x)
    z = convolve(inputs, kernel, layer.padding) if layer.is_conv else inputs @ kernel
    if layer.batch_norm == "before":
        z, moments = normalise(z, moments)
    activation, _ = ACTIVATION_FUNCTIONS[layer.activation or "linear"]
    activated = outputs = activation(z)
    if layer.batch_norm == "after":
        outputs, moments = normalise(activated, moments)
    handed_on = max_pool(outputs, layer.pool) if layer.pool > 1 else outputs
    return LayerPass(layer, kernel, inputs, z, activated, outputs, handed_on, moments)


def _at_weighted_sum(done: LayerPass, gradient: np.ndarray) -> np.ndarray:
    """The gradient of what the kernel gives, from that of what the layer hands on."""
    layer = done.layer
    gradient = gradient.reshape(done.handed_on.shape)
    if layer.pool > 1:
        gradient = max_pool_gradient(done.outputs, done.handed_on, layer.pool, gradient)
    if layer.batch_norm == "after" and done.moments:
        gradient = normalise_gradient(done.outputs, done.moments, gradient)
    _, slope = ACTIVATION_FUNCTIONS[layer.activation or "linear"]
    gradient = gradient * slope(done.pre_activation, done.activated)
    if layer.batch_norm == "before" and done.moments:
        gradient = normalise_gradient(done.pre_activation, done.moments, gradient)
    return gradient


def _of_kernel(done: LayerPass, gradient: np.ndarray) -> np.ndarray:
    if done.layer.is_conv:
        return convolution_kernel_gradient(done.inputs, done.layer.kernel, done.layer.padding, gradient)
    return done.inputs.T @ gradient


def _of_input(done: LayerPass, gradient: np.ndarray) -> np.ndarray:
    if done.layer.is_conv:
        return convolution_input_gradient(done.kernel, done.layer.padding, gradient)
    return gradient @ done.kernel.T


def _flatten(x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), math.prod(x.shape[1:]))
