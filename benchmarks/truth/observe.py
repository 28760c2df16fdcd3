"""What arrays say of a network at one moment; NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.truth.evidence import LayerFacts, Moment

_ROUNDING = 1e-6
_FLAT = 0.05

# Slopes from what an activation gives, written here once more: a rule should not rest on what it judges.
_SLOPES = {
    "sigmoid": lambda a: 4 * a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "elu": lambda a: np.where(a > 0, 1, a + 1),
    "selu": lambda a: np.where(a > 0, 1.0507, a + 1.7581) / 1.7581,
}


def layer_facts(activation: str, activated: np.ndarray, outputs: np.ndarray) -> LayerFacts:
    """See `LayerFacts`.

    Args:
        activated: what the activation gave, (examples, ...). outputs: what the layer hands on; units last.
    """
    with np.errstate(all="ignore"):
        rows = np.asarray(outputs, np.float64).reshape(len(outputs), -1)
        units = outputs.shape[-1]
        by_unit = rows.reshape(-1, units)
        size = float(np.sqrt(np.mean(rows * rows)))
        over_examples = rows.std(axis=0)
        spread = float(rows.std())
        low, high = by_unit.min(axis=0), by_unit.max(axis=0)
        # A filter is constant if it gives the same at each place for every example.
        ranges = (rows.max(axis=0) - rows.min(axis=0)).reshape(-1, units).max(axis=0)
        fired = np.abs(np.asarray(activated)).reshape(-1, units).max(axis=0) > 0
        constant = ranges <= _ROUNDING * np.maximum(np.abs(low), np.abs(high))
        slope = _SLOPES.get(activation)
        flat = math.nan if slope is None else float(np.mean(slope(np.asarray(activated, np.float64)) < _FLAT))
        return LayerFacts(
            spread=spread,
            apart=float(over_examples.mean()) / size if size > 0 else 0.0,
            between=float(over_examples.mean()) / spread if spread > 0 else 0.0,
            within=float(np.sqrt((over_examples**2).mean())),
            constant=float(constant.mean()),
            silent=float((~fired).mean()),
            flat=flat,
            alike=bool(np.allclose(by_unit, by_unit[:, :1], rtol=1e-5, atol=0)) and units > 1,
        )


def columns_differ(kernel: np.ndarray) -> bool:
    """Whether two units have different weights; a single unit has nobody to differ from."""
    flat = np.asarray(kernel).reshape(-1, kernel.shape[-1])
    if flat.shape[1] < 2:
        return True
    widest = float(np.nanmax(np.abs(flat - flat[:, :1])))
    return widest > 1e-4 * float(np.nanmax(np.abs(flat)) or 1)


def moment(
    activations: Sequence[str],
    activated: Sequence[np.ndarray],
    outputs: Sequence[np.ndarray],
    gradients: Sequence[np.ndarray],
    kernels: Sequence[np.ndarray],
    probabilities: np.ndarray,
    labels: np.ndarray,
    noisy: np.ndarray,
) -> Moment:
    """See `Moment`.

    Args:
        probabilities: (training examples, classes), dropout off; labels, noisy: (training examples,).
    """
    with np.errstate(all="ignore"):
        right = probabilities.argmax(axis=1) == labels
        likely = probabilities[np.arange(len(labels)), labels]
        return Moment(
            layers=tuple(map(layer_facts, activations, activated, outputs)),
            gradients=np.array([float(np.std(np.asarray(g, np.float64))) for g in gradients]),
            columns_differ=np.array([columns_differ(kernel) for kernel in kernels]),
            first_kernel=np.array(kernels[0], np.float32).ravel(),
            loss=float(-np.log(np.maximum(likely, 1e-7)).mean()),
            accuracy=float(right.mean()),
            clean=float(right[~noisy].mean()) if (~noisy).any() else math.nan,
            repeated=float(right[noisy].mean()) if noisy.any() else math.nan,
        )
