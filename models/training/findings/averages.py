"""How far batch normalization's running averages, which validation uses, lie behind the training."""

from __future__ import annotations

MOMENTUM = 0.99  # Keras's own
# With more of the starting values than this in the averages, a low validation says little.
LAGGING = 0.1


def starting_share(steps: int) -> float:
    """The share that a mean of 0 and a variance of 1, where they began, still have in the averages, 0 to 1.

    Each training step takes in the batch's own: average = momentum * average + (1 - momentum) * batch (Ioffe and
    Szegedy 2015, as Keras does it).

    Args:
        steps: training steps done.
    """
    return MOMENTUM**steps
