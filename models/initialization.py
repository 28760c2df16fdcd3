"""A freshly initialised network, without TensorFlow: its shapes, its kernels, and what it shows before training."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.datasets import DATASETS
from models.experiment import Experiment
from models.fields import PLANE_DATASETS
from models.forward import ForwardPass, forward, kernel_gradients
from models.frames import Curves, Frame
from models.initializers import INITIALIZER_FUNCTIONS, Shape
from models.layers import Layer, format_layers
from models.measures import measure
from models.settings import SettingError

PROBE_SIZE = {"dense": 256, "conv": 64}
_MOST_MULTIPLICATIONS = 2_500_000_000  # of a preview's forward pass; every dense network stays below


# --- Shapes -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KernelUse:
    """A kernel and where it is applied.

    Attributes:
        shape: (inputs, units), or (side, side, channels, filters) of a convolution.
        positions: how often it is applied to one example: the pixels of a convolution's output, else 1.
    """

    shape: Shape
    positions: int


def kernel_shapes(experiment: Experiment, input_shape: Shape, classes: int) -> list[Shape]:
    """The shape of every kernel in Keras's layout, hidden layers first, then the output.

    Args:
        input_shape: of one example: (features,) or (height, width, channels).
        classes: units of the output layer.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    return [use.shape for use in _kernel_uses(experiment, input_shape, classes)]


def parameter_count(experiment: Experiment, input_shape: Shape, classes: int) -> tuple[int, int]:
    """All parameters of the network, and the trainable ones among them.

    Biases are counted, and for each unit with batch norm its scale and shift, which are trained, and
    its moving mean and variance, which are not. Arguments and errors: see `kernel_shapes`.
    """
    shapes = kernel_shapes(experiment, input_shape, classes)
    weights = sum(math.prod(shape) + shape[-1] for shape in shapes)
    normalised = sum(layer.units for layer in experiment.resolved_layers if layer.batch_norm != "off")
    if experiment.input_batch_norm:
        normalised += input_shape[-1] if experiment.is_conv else math.prod(input_shape)
    return weights + 4 * normalised, weights + 2 * normalised


def _kernel_uses(experiment: Experiment, input_shape: Shape, classes: int) -> Iterator[KernelUse]:
    shape = input_shape
    for layer in experiment.layers:
        if layer.is_conv:
            pixels = _convolved(shape, layer)
            yield KernelUse((layer.kernel, layer.kernel, shape[2], layer.units), math.prod(pixels))
            shape = (*(side // layer.pool for side in pixels), layer.units)
            if not all(shape):
                raise SettingError("layers", format_layers(experiment.layers))
        else:
            yield KernelUse((math.prod(shape), layer.units), 1)
            shape = (layer.units,)
    yield KernelUse((math.prod(shape), classes), 1)


def _convolved(shape: Shape, layer: Layer) -> Shape:
    """Height and width behind a convolution, before its pooling; 0 where the filter does not fit."""
    lost = layer.kernel - 1 if layer.padding == "valid" else 0
    return tuple(max(0, side - lost) for side in shape[:2])


# --- Kernels ------------------------------------------------------------------------------------


def initial_kernels(experiment: Experiment, input_shape: Shape, classes: int) -> list[np.ndarray]:
    """The kernels before training, float32, drawn from the experiment's seed; biases start at 0.

    Each layer draws from its own stream, so changing one layer leaves the others as they are. The output
    layer is always Glorot-uniform, Keras's default. Arguments and errors: see `kernel_shapes`.
    """
    *hidden, output = kernel_shapes(experiment, input_shape, classes)
    kernels = [
        INITIALIZER_FUNCTIONS[layer.initializer or ""](_stream(experiment, index), shape, layer.init_std or 0.0)
        for index, (layer, shape) in enumerate(zip(experiment.resolved_layers, hidden, strict=True))
    ]
    kernels.append(INITIALIZER_FUNCTIONS["glorot_uniform"](_stream(experiment, len(hidden)), output, 0.0))
    return kernels


def _stream(experiment: Experiment, index: int) -> np.random.Generator:
    return np.random.default_rng([experiment.seed, index])


# --- Preview ------------------------------------------------------------------------------------


def probe_size(experiment: Experiment) -> int:
    """How many examples histograms are taken from."""
    return PROBE_SIZE["conv" if experiment.is_conv else "dense"]


def preview(experiment: Experiment, x: np.ndarray, y: np.ndarray) -> Frame:
    """What the network shows before any training, in the engine's own form.

    Args:
        x: the probe batch as stored: (examples, height, width, channels) uint8, or (examples, 2) float32.
            A very large convolutional network looks at its first examples only, to keep the server quick.
        y: (examples,) class indices.

    Returns:
        A frame of step 0 with empty curves. Batch norm uses the statistics of the probe batch; the
        gradients are those of the mean cross-entropy, without penalties.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    classes = DATASETS[experiment.dataset].classes
    uses = list(_kernel_uses(experiment, x.shape[1:], classes))
    examples = max(2, _MOST_MULTIPLICATIONS // sum(math.prod(use.shape) * use.positions for use in uses))
    inputs, y = scaled_inputs(x[:examples]), y[:examples]
    kernels = initial_kernels(experiment, x.shape[1:], classes)
    done = forward(experiment, kernels, inputs)
    measures = measure(
        experiment,
        [layer.activated for layer in done.layers],
        [*(layer.outputs for layer in done.layers), done.probabilities],
        kernel_gradients(done, y),
        kernels,
    )
    return Frame(
        step=0,
        steps_per_epoch=_steps_per_epoch(experiment),
        epochs=experiment.epochs,
        seconds=0.0,
        curves=Curves.empty(),
        batch_loss=math.nan,
        boundary=_boundary(experiment, kernels, done) if experiment.dataset in PLANE_DATASETS else None,
        **measures,
    )


def scaled_inputs(x: np.ndarray) -> np.ndarray:
    """What the network reads, float32: pictures scaled to 0..1, points of the plane as they are."""
    return x.astype(np.float32) / np.float32(255) if x.dtype == np.uint8 else x.astype(np.float32)


def boundary_grid(cells: int = 50, extent: float = 3.2) -> np.ndarray:
    """The centres of the cells of a square grid over -extent..extent: (cells², 2) float32 as (x, y).

    Row by row, from low y to high y, and from low x to high x within a row.
    """
    centres = ((np.arange(cells) + 0.5) / cells * 2 - 1) * extent
    x, y = np.meshgrid(centres, centres)
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


def code_boundary(probabilities: np.ndarray) -> np.ndarray:
    """`Frame.boundary` from the class probabilities (cells², classes) on a `boundary_grid`."""
    cells = math.isqrt(len(probabilities))
    if probabilities.shape[1] == 2:  # an overflowed network has no answer: halfway
        coded = np.rint(255 * np.nan_to_num(probabilities[:, 1], nan=0.5))
    else:
        coded = probabilities.argmax(axis=1)
    return coded.astype(np.uint8).reshape(cells, cells)


def _boundary(experiment: Experiment, kernels: list[np.ndarray], probe: ForwardPass) -> np.ndarray:
    return code_boundary(forward(experiment, kernels, boundary_grid(), moments_of=probe).probabilities)


def _steps_per_epoch(experiment: Experiment) -> int:
    training = round(experiment.examples * (1 - experiment.validation_share))
    return experiment.steps_per_epoch or max(1, math.ceil(training / experiment.batch_size))
