"""Frames: what a run shows of itself, taken from the network on a fixed batch of training examples."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from models.datasets import PLANE_DATASETS, Split
from models.engine.program import Program
from models.experiment import Experiment
from models.network.measures import measure
from models.runs.frames import Curves, Frame
from models.training.preview import boundary_grid, code_boundary

# The rest of the 7 % is for what comes beside: first and last frame, and caches that training has to fill again.
_SHARE = 0.058
_MOST_WITHHELD = 18  # wished frames: less than a round of the runs that take turns, so that each turn shows one
_NEWEST_WEIGHT = 1 / 8


class Probe:
    """Looks at one run's network. The batch is the run's first training examples, always the same."""

    def __init__(self, program: Program, experiment: Experiment, split: Split) -> None:
        size = program.probe_batch
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
    """Says when the next frame is due: as soon as is wished for, but what frames cost stays a small share of a run.

    A run that has few seconds of its own, since it takes turns with others, shows one of some dozen wished frames all
    the same: whoever watches it sees it move.

    Args:
        clock: gives seconds, such as `time.perf_counter`.
        run_clock: gives the run's own seconds, what frames cost included, the wait for other runs left out.
        work_clock: gives seconds of work, such as `time.process_time`. A frame that waits for a core costs no more for
            it, since training would have waited too; one that takes several cores from training costs as much more.
        most_per_second: asked again and again for how many frames are wished for.
        share: the largest share of the run's time that frames may take.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        run_clock: Callable[[], float],
        work_clock: Callable[[], float],
        most_per_second: Callable[[], float],
        share: float = _SHARE,
    ) -> None:
        self._clock, self._run_clock, self._work_clock = clock, run_clock, work_clock
        self._most_per_second, self._share = most_per_second, share
        self._cost = 0.0
        # From when on, on either clock, the time to the next frame counts; minus infinity before the first.
        self._since = self._run_since = -math.inf

    @property
    def seconds_left(self) -> float:
        """Until the next frame is due, if the run goes on; 0 when it is."""
        passed, own = self._clock() - self._since, self._run_clock() - self._run_since
        between = 1.0 / self._most_per_second()
        unpaid = self._cost / self._share - own
        if own < passed / 2:  # others train more than half of the time
            unpaid = min(unpaid, _MOST_WITHHELD * between - passed)
        return max(0.0, between - passed, unpaid)

    def is_due(self, within: float = 0.0) -> bool:
        """Whether the next frame is due, or will be in so many seconds."""
        return self.seconds_left <= within

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Note that a frame is taken meanwhile, and what that costs."""
        started, run_started, worked = self._clock(), self._run_clock(), self._work_clock()
        yield
        cost = self._work_clock() - worked
        # A mean over the last few: one that was held up by something else makes no gap, but is paid for.
        self._cost += (cost - self._cost) * (_NEWEST_WEIGHT if self._cost else 1.0)
        self._since = _on_beat(self._since, 1.0 / self._most_per_second(), started)
        self._run_since = _on_beat(self._run_since, self._cost / self._share, run_started)


def _on_beat(before: float, interval: float, now: float) -> float:
    """When a frame was due that is taken ``now``, but at most half an interval away from it.

    So the next one comes the sooner if this one came late, and the later if it came early.
    """
    return now if before == -math.inf else min(max(before + interval, now - interval / 2), now + interval / 2)


def curves_of(history: list[tuple[float, float, float, float, float, float]]) -> Curves:
    """Curves from one (loss, accuracy, val_loss, val_accuracy, learning_rate, penalty) per epoch."""
    columns = np.array(history, np.float32).reshape(-1, 6).T
    return Curves(*columns)
