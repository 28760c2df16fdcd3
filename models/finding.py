"""A finding, and how much each kind of finding matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# kind -> how much it matters
WEIGHTS = {
    "diverged": 100.0,
    "alike": 90.0,
    "rate_too_high": 85.0,
    "dead": 80.0,
    "vanishing": 75.0,
    "growing": 74.5,
    "exploding": 74.0,
    "rate_too_low": 72.0,
    "stuck": 70.0,
    "lag": 67.0,
    "memorised": 66.0,
    "overfitting": 65.0,
    "saturated": 60.0,
    "indistinct": 58.0,
    "underfitting": 55.0,
    "gap": 50.0,
    "early_stopped": 45.0,
    "met": 44.0,
    "train_below_validation": 30.0,
    "improving": 20.0,
    "state": 16.0,
    "batch_norm": 15.0,
    "balanced": 10.0,
}

KINDS = tuple(WEIGHTS)
REPORTS = ("state",)  # these give figures and claim nothing about them


@dataclass(frozen=True)
class Finding:
    """One thing that the data say.

    Attributes:
        kind: a key of `WEIGHTS`.
        values: the numbers for the sentence; layers and epochs count from 1, shares lie in 0 to 1.
        weight: how much it matters; larger comes first.
        remedies: names of what the sentence advises, in the order told; for the lab keys of
            `models.training.findings.remedies.REMEDIES`.
    """

    kind: str
    values: dict[str, Any]
    weight: float
    remedies: tuple[str, ...] = ()


def found(kind: str, remedies: tuple[str, ...] = (), **values: Any) -> Finding:
    """A finding of this kind with its usual weight."""
    return Finding(kind, values, WEIGHTS[kind], remedies)
