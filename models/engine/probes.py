"""Frames: what a run shows of itself, taken from the network on a fixed batch of training examples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.datasets import PLANE_DATASETS, Split
from models.engine.program import Program
from models.experiment import Experiment
from models.network.measures import measure
from models.runs.frames import Curves, Frame
from models.training.preview import boundary_grid, code_boundary, probe_size


class Probe:
    """Looks at one run's network. The batch is the run's first training examples, always the same."""

    def __init__(self, program: Program, experiment: Experiment, split: Split) -> None:
        size = probe_size(experiment)
        self._program = program
        self._look = program.prober(split.x_train[:size], split.y_train[:size])
        self._experiment = experiment
        self._grid = boundary_grid() if experiment.dataset in PLANE_DATASETS else None

    def frame(self, **progress: object) -> Frame:
        """A frame of this moment.

        Args:
            progress: the fields of `Frame` that say how far the run is: step, steps_per_epoch,
                epochs, seconds, curves, batch_loss.
        """
        values = self._look()
        measures = measure(self._experiment, values.activated, values.outputs, values.gradients, values.kernels)
        boundary = None if self._grid is None else code_boundary(self._program.predict(self._grid))
        return Frame(**progress, **measures, boundary=boundary)  # type: ignore[arg-type]


class FrameClock:
    """Says when the next frame is due, so that looking never takes more than a small share of the time.

    Args:
        clock: gives seconds, such as `time.perf_counter`.
        share: the largest share of the time that frames may take.
        shortest, longest: bounds of the time between two frames, in seconds.
    """

    def __init__(
        self, clock: Callable[[], float], share: float = 0.03, shortest: float = 0.08, longest: float = 0.6
    ) -> None:
        self._clock, self._share, self._shortest, self._longest = clock, share, shortest, longest
        self._due = clock()

    def is_due(self) -> bool:
        return self._clock() >= self._due

    def taken(self, cost: float) -> None:
        """Note that a frame was taken and what it cost, in seconds."""
        self._due = self._clock() + min(max(cost / self._share, self._shortest), self._longest)


def curves_of(history: list[tuple[float, float, float, float, float, float]]) -> Curves:
    """Curves from one (loss, accuracy, val_loss, val_accuracy, learning_rate, penalty) per epoch."""
    columns = np.array(history, np.float32).reshape(-1, 6).T
    return Curves(*columns)
