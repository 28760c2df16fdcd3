"""What a frame says of a network at one moment, from the arrays of one probe batch; NumPy only.

The preview in the server and the engine in the workers both measure with this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

from models.experiment import Experiment
from models.network.histograms import activation_bounds, dead_share, histograms, saturated_share
from models.runs.frames import Histograms

_SAME_WEIGHTS = 1e-4  # relative; random weights of one input differ by about their own size


class Measures(TypedDict):
    """The fields of `models.runs.frames.Frame` of the same names."""

    activations: Histograms
    gradients: Histograms
    weights: Histograms
    dead: np.ndarray
    saturated: np.ndarray
    alike: np.ndarray


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
        "dead": np.array([_dead_share(*pair) for pair in zip(names, activated, strict=True)], np.float32),
        "saturated": np.array(
            [saturated_share(name, values) for name, values in zip(names, activated, strict=True)], np.float32
        ),
        "alike": np.array([_are_alike(kernel) for kernel in kernels[:-1]], bool),
    }


def _dead_share(activation: str, activated: np.ndarray) -> float:
    """The share of units that no example wakes; a constant positive output of ReLU is another thing."""
    if activation != "relu":
        return dead_share(activated)
    # Over the examples first: long rows are quick.
    units = activated.shape[-1]
    return np.count_nonzero(activated.max(axis=0).reshape(-1, units).max(axis=0) <= 0) / units


def _are_alike(kernel: np.ndarray) -> bool:
    """Whether all units have the same weights, up to the rounding of sums in different orders."""
    columns = kernel.reshape(-1, kernel.shape[-1])
    # One row tells most kernels apart; all rows are looked at only where it does not.
    tolerance = _SAME_WEIGHTS * max(float(columns.max(initial=0.0)), -float(columns.min(initial=0.0)))
    return bool(np.ptp(columns[0]) <= tolerance) and bool(np.ptp(columns, axis=1).max() <= tolerance)


def worst_layer(shares: np.ndarray, least: float) -> dict[str, Any] | None:
    """Where most is lost of the layers' dead or saturated units.

    Args:
        shares: (layers,), each in 0 to 1; nan where it is not known or not meant.
        least: the share from which on a layer counts.

    Returns:
        The number of the worst layer from 1, its share, how many layers have ``least``, and of how many; ``None`` where
        none has.
    """
    shares = np.where(np.isfinite(shares), shares, -1.0).astype(np.float64)
    if not shares.size or shares.max() < least:
        return None
    bad = int((shares >= least).sum())
    return {"layer": int(shares.argmax()) + 1, "share": float(shares.max()), "layers": bad, "of": shares.size}
