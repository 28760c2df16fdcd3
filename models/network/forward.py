"""One forward and one backward pass through a network in training mode, in NumPy and float32.

What a network shows with dropout off: a freshly initialised one, or one with what it has `Learnt`.

This is for any network that an `Experiment` describes, on the few examples of the training lab's preview and of its
frames: convolutions, layers that differ, a softmax and real labels. `models.initialization.dense_pass` is for fifty
equal dense layers within a tenth of a second while a slider moves: it keeps what was drawn, and scales products instead
of weights. A test holds the two against each other.

The passes are those of Goodfellow et al. 2016, "Deep learning", algorithms 6.3 and 6.4,
https://www.deeplearningbook.org/contents/mlp.html; batch norm is Ioffe and Szegedy 2015, "Batch normalization:
accelerating deep network training by reducing internal covariate shift", algorithm 1 and the gradients behind it in
section 3, https://arxiv.org/abs/1502.03167.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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
from models.network.histograms import even_stride

Affine = tuple[np.ndarray, np.ndarray]  # batch norm's scale and shift, (units,) or (filters,) each


@dataclass(frozen=True)
class Learnt:
    """What training changes beside the kernels. In a fresh network biases and shifts are 0, scales 1.

    Attributes:
        biases: of the hidden layers and of the output; ``None`` for zeros.
        norms: of each hidden layer's batch norm; ``None`` for a layer without one, and for ones and zeros.
        input_norm: of the batch norm on the input; ``None`` as in ``norms``.
    """

    biases: Sequence[np.ndarray | None]
    norms: Sequence[Affine | None]
    input_norm: Affine | None


@dataclass(frozen=True)
class Normalised:
    """What a batch norm computed, and what its backward pass needs.

    Attributes:
        values: before the scale and the shift. moments: the statistics.
        scale: (units,) or (filters,); ``None`` for 1.
    """

    values: np.ndarray
    moments: Moments
    scale: np.ndarray | None


@dataclass(frozen=True)
class LayerPass:
    """What a hidden layer computed, and what its backward pass needs.

    Attributes:
        inputs: what the kernel is applied to.
        pre_activation: the activation's input, behind batch norm "before".
        activated: the activation's output.
        outputs: ``activated`` behind batch norm "after".
        handed_on: ``outputs`` behind pooling.
        norm: the layer's batch norm; ``None`` without one.
    """

    layer: Layer
    kernel: np.ndarray
    inputs: np.ndarray
    pre_activation: np.ndarray
    activated: np.ndarray
    outputs: np.ndarray
    handed_on: np.ndarray
    norm: Normalised | None


@dataclass(frozen=True)
class ForwardPass:
    """All that a network computed for one batch.

    Attributes:
        layers: the hidden layers.
        features: (examples, features), what the output layer is applied to.
        probabilities: (examples, classes), the softmax.
        input_norm: the batch norm on the input; ``None`` without one.
    """

    layers: list[LayerPass]
    features: np.ndarray
    output_kernel: np.ndarray
    probabilities: np.ndarray
    input_norm: Normalised | None


def forward(
    experiment: Experiment,
    kernels: list[np.ndarray],
    x: np.ndarray,
    moments_of: ForwardPass | None = None,
    learnt: Learnt | None = None,
) -> ForwardPass:
    """Run a batch through the network.

    Args:
        kernels: of the hidden layers and of the output, as `models.training.preview.initial_kernels` gives them.
        x: (examples, features) or (examples, height, width, channels) float32.
        moments_of: an earlier pass whose batch norm statistics are used instead of this batch's own.
        learnt: biases, scales and shifts; by default those of a fresh network.
    """
    hidden = experiment.resolved_layers
    learnt = learnt or Learnt([None] * len(kernels), [None] * len(hidden), None)
    earlier = [layer.norm for layer in moments_of.layers] if moments_of else [None] * len(hidden)
    with np.errstate(all="ignore"):
        x = x if experiment.is_conv else _flatten(x)
        input_norm = moments_of.input_norm if moments_of else None
        if experiment.input_batch_norm:
            x, input_norm = _normalise(x, learnt.input_norm, input_norm)
        layers: list[LayerPass] = []
        for parts in zip(hidden, kernels[:-1], learnt.biases[:-1], learnt.norms, earlier, strict=True):
            layers.append(_layer_forward(x, *parts))
            x = layers[-1].handed_on
        features = _flatten(x)
        logits = _add(features @ kernels[-1], learnt.biases[-1])
        return ForwardPass(layers, features, kernels[-1], softmax(logits), input_norm)


def kernel_gradients(done: ForwardPass, y: np.ndarray, most: int | None = None) -> list[np.ndarray]:
    """The gradient of the mean cross-entropy with respect to each kernel, hidden layers first.

    At the logits it is the probabilities less the labels: Bishop 2006, "Pattern recognition and machine learning",
    equation 4.109.

    Args:
        done: the forward pass of the batch.
        y: (examples,) class indices.
        most: values of a dense kernel's gradient, where no more are looked at: those of some inputs, evenly spread.
    """
    with np.errstate(all="ignore"):
        at_logits = done.probabilities.copy()
        at_logits[np.arange(len(y)), y] -= 1
        at_logits /= len(y)
        gradients = [done.features.T @ at_logits]
        gradient = at_logits @ done.output_kernel.T
        for index in reversed(range(len(done.layers))):
            gradient = _at_weighted_sum(done.layers[index], gradient)
            gradients.append(_of_kernel(done.layers[index], gradient, most))
            if index:  # nobody needs the gradient of the pictures
                gradient = _of_input(done.layers[index], gradient)
    return gradients[::-1]


def _layer_forward(
    x: np.ndarray,
    layer: Layer,
    kernel: np.ndarray,
    bias: np.ndarray | None,
    affine: Affine | None,
    earlier: Normalised | None,
) -> LayerPass:
    inputs = x if layer.is_conv else _flatten(x)
    z = _add(convolve(inputs, kernel, layer.padding) if layer.is_conv else inputs @ kernel, bias)
    norm = None
    if layer.batch_norm == "before":
        z, norm = _normalise(z, affine, earlier)
    activation, _ = ACTIVATION_FUNCTIONS[layer.activation or "linear"]
    activated = outputs = activation(z)
    if layer.batch_norm == "after":
        outputs, norm = _normalise(activated, affine, earlier)
    handed_on = max_pool(outputs, layer.pool) if layer.pool > 1 else outputs
    return LayerPass(layer, kernel, inputs, z, activated, outputs, handed_on, norm)


def _add(product: np.ndarray, bias: np.ndarray | None) -> np.ndarray:
    """Add to a product that nobody else has."""
    if bias is not None:
        product += bias
    return product


def _normalise(x: np.ndarray, affine: Affine | None, earlier: Normalised | None) -> tuple[np.ndarray, Normalised]:
    """What batch norm hands on, and what it computed."""
    values, moments = normalise(x, earlier.moments if earlier else None)
    if affine is None:
        return values, Normalised(values, moments, None)
    scale, shift = affine
    return values * scale + shift, Normalised(values, moments, scale)


def _through_norm(done: Normalised, gradient: np.ndarray) -> np.ndarray:
    """The gradient of batch norm's input, from that of what it hands on."""
    if done.scale is not None:
        gradient = gradient * done.scale
    return normalise_gradient(done.values, done.moments, gradient)


def _at_weighted_sum(done: LayerPass, gradient: np.ndarray) -> np.ndarray:
    """The gradient of what the kernel gives, from that of what the layer hands on."""
    layer = done.layer
    gradient = gradient.reshape(done.handed_on.shape)
    if layer.pool > 1:
        gradient = max_pool_gradient(done.outputs, done.handed_on, layer.pool, gradient)
    if layer.batch_norm == "after" and done.norm:
        gradient = _through_norm(done.norm, gradient)
    _, slope = ACTIVATION_FUNCTIONS[layer.activation or "linear"]
    gradient = gradient * slope(done.pre_activation, done.activated)
    if layer.batch_norm == "before" and done.norm:
        gradient = _through_norm(done.norm, gradient)
    return gradient


def _of_kernel(done: LayerPass, gradient: np.ndarray, most: int | None) -> np.ndarray:
    if done.layer.is_conv:
        return convolution_kernel_gradient(done.inputs, done.layer.kernel, done.layer.padding, gradient)
    inputs, units = done.kernel.shape
    stride = 1 if most is None else even_stride(inputs, max(1, most // units))
    return done.inputs[:, ::stride].T @ gradient


def _of_input(done: LayerPass, gradient: np.ndarray) -> np.ndarray:
    if done.layer.is_conv:
        return convolution_input_gradient(done.kernel, done.layer.padding, gradient)
    return gradient @ done.kernel.T


def _flatten(x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), math.prod(x.shape[1:]))
