"""What the lab shows of a network before its training, without TensorFlow, and the plane behind its points."""

from __future__ import annotations

import math

import numpy as np

from models.datasets import DATASETS, PLANE_DATASETS
from models.experiment import Experiment
from models.network.at_once import probed_at_once
from models.network.forward import ForwardPass, forward, kernel_gradients
from models.network.histograms import MOST_LOOKED_AT
from models.network.kernels import initial_kernels
from models.network.measures import measure
from models.network.shapes import multiplication_count
from models.runs.frames import Curves, Frame

_MOST_MULTIPLICATIONS = 2_500_000_000  # of a preview's forward pass; every dense network stays below


def probe_size(experiment: Experiment) -> int:
    """How many examples histograms are taken from.

    Raises:
        SettingError: convolutions or pooling leave no pixels.
    """
    info = DATASETS[experiment.dataset]
    return probed_at_once(experiment, info.shape, info.classes)


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
    examples = max(2, _MOST_MULTIPLICATIONS // multiplication_count(experiment, x.shape[1:], classes))
    inputs, y = scaled_inputs(x[:examples]), y[:examples]
    kernels = initial_kernels(experiment, x.shape[1:], classes)
    done = forward(experiment, kernels, inputs)
    measures = measure(
        experiment,
        [layer.activated for layer in done.layers],
        [*(layer.outputs for layer in done.layers), done.probabilities],
        kernel_gradients(done, y, MOST_LOOKED_AT),
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
