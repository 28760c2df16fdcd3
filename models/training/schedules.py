"""Learning-rate schedules: the factor on the base rate for each epoch."""

from __future__ import annotations

import math

from models.experiment import Experiment


def rate_factor(experiment: Experiment, epoch: int) -> float:
    """The factor on the learning rate in an epoch.

    Args:
        epoch: counted from 0.

    Returns:
        A factor in [0, 1]: 1 for "constant"; ``decay_factor`` to the number of whole
        ``decay_epochs`` passed for "step"; to the number of epochs past the first
        ``decay_epochs`` for "exponential"; half a cosine wave from 1 towards 0 for "cosine"
        (Loshchilov and Hutter 2017, without restarts).
    """
    if experiment.schedule == "step":
        return experiment.decay_factor ** (epoch // experiment.decay_epochs)
    if experiment.schedule == "exponential":
        return experiment.decay_factor ** max(0, epoch + 1 - experiment.decay_epochs)
    if experiment.schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * epoch / experiment.epochs))
    return 1.0
