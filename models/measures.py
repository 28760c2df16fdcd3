"""What a frame says of a network at one moment, from the arrays of one probe batch; NumPy only.

The preview in the server and the engine in the workers both measure with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from models.experiment import Experiment
from models.frames import Histograms
from models.histograms import activation_bounds, dead_share, histograms, saturated_share


class Measures(TypedDict):
    """The fields of `models.frames.Frame` of the same names."""

    activations: Histograms
    gradients: Histograms
    weights: Histograms
    dead: np.ndarray
    saturated: np.ndarray


def measure(
    experiment: Experiment,
    activated: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    gradients: Sequence[np.ndarray],
    kernels: Sequence[np.ndarray],
) -> Measures:
    """Histograms of each layer, and its dead and saturated shares.

    Args:
        activated: what each hidden layer's activation function gave, (examples, ...).
        outputs: what each hidden layer hands on, batch norm behind the activation included, and
            the probabilities last.
        gradients: of the mean cross-entropy with respect to each kernel, the output's last.
        kernels: each kernel, the output's last.
    """
    names = [layer.activation or "linear" for layer in experiment.resolved_layers]
    return {
        "activations": histograms(outputs, activation_bounds(experiment)),
        "gradients": histograms(gradients),
        "weights": histograms(kernels),
        "dead": np.array([dead_share(values) for values in outputs[:-1]], np.float32),
        "saturated": np.array(
            [saturated_share(name, values) for name, values in zip(names, activated, strict=True)], np.float32
        ),
    }
