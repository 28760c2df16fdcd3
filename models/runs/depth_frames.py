"""What a run of `models.architectures.depth` shows of itself while it goes on; NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Steps that share a point of the loss curve, and steps between two tests.
PIECE_STEPS, TEST_STEPS = 10, 20


@dataclass(frozen=True)
class DepthFrame:
    """The state of a run at one moment.

    Attributes:
        step: training steps done; steps: those that the run was set to.
        epoch: how often it has seen all its examples.
        seconds: time since the training began, pauses left out.
        loss: one value for each whole `PIECE_STEPS`, their mean cross-entropy, float32.
        accuracy: share of right answers on the test set, of the fresh network and then every `TEST_STEPS`, float32.
        gradient: (blocks + 1,) float32, what reaches each place of the network on the way back, from the front of the
            first block to behind the last one; see `models.engine.architectures.depth_program.BlockProgram.train`. Of
            the newest steps; the first frame's is of the fresh network. Without values before the first step.
    """

    step: int
    steps: int
    epoch: float
    seconds: float
    loss: np.ndarray
    accuracy: np.ndarray
    gradient: np.ndarray

    @property
    def progress(self) -> float:
        """Share of the run that is done, 0 to 1."""
        return min(1.0, self.step / self.steps)
