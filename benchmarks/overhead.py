"""What live frames cost the training, and how many there are: ``python -m benchmarks.overhead NETWORK RUNS``.

One run, which is watched for a second and not watched for the next, and so on: a machine whose speed drifts within ten
seconds is the same for both, as it is not for two runs. Prints ``{"shown": [seconds of a stretch with frames, ...],
"bare": [seconds of the stretch without beside it, ...], "rates": [frames a second of a stretch with them, ...]}``.
"""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

from benchmarks.networks import WATCHED
from models.datasets import Split
from models.engine.program import Program
from models.engine.program_cache import acquire
from models.engine.trainer import Training
from models.experiment import Experiment
from models.runs.control import WATCHED as FRAMES_PER_SECOND
from models.runs.control import Control
from models.runs.wire import pack
from models.training.data import split_for

_STRETCH_SECONDS = 1.0
_STRETCHES = 10  # of a run
_BUDGET = 3600.0
_NONE = 1e-9


class Stretches(Control):
    """Wishes for frames in every second stretch of so many epochs, and notes how long each took.

    A pair's order changes from one to the next: off, on, on, off.

    Attributes:
        seconds: of each stretch.
        frames: that came in each.
    """

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self._epochs, self._done, self._since = epochs, 0, time.perf_counter()
        self.seconds: list[float] = []
        self.frames: list[int] = [0]
        self.frames_per_second = _NONE

    def steps_done(self, steps: int, epoch_ended: bool) -> None:
        super().steps_done(steps, epoch_ended)
        self._done += epoch_ended
        if epoch_ended and self._done % self._epochs == 0:
            now = time.perf_counter()
            self.seconds.append(now - self._since)
            self.frames.append(0)
            self._since = now
            self.frames_per_second = FRAMES_PER_SECOND if is_shown(len(self.seconds)) else _NONE


def is_shown(stretch: int) -> bool:
    """Whether the stretch of this number, from 0, has frames."""
    return stretch % 4 in (1, 2)


def train(program: Program, experiment: Experiment, split: Split, epochs: int) -> Stretches:
    """Train in stretches of ``epochs``; frames are packed for the way, as a worker does it, and go nowhere."""
    control = Stretches(epochs)

    def emit(kind: str, value: Any) -> None:
        control.frames[-1] += kind == "frame"
        pack({"run": "", "kind": kind, "data": pack(value)})

    Training(program, experiment, split, control, emit, _BUDGET).run()
    return control


def measure(experiment: Experiment, runs: int) -> dict[str, list[float]]:
    """One figure a pair of stretches, after a warm-up that tells how many epochs a stretch has."""
    split = split_for(experiment)
    found: dict[str, list[float]] = {"shown": [], "bare": [], "rates": []}
    with acquire(experiment) as program:
        warm = train(program, experiment.replace(epochs=4), split, 1)
        epochs = min(
            math.ceil(_STRETCH_SECONDS / min(warm.seconds)), int(Experiment.FIELDS["epochs"].high) // _STRETCHES
        )
        for _ in range(runs):
            done = train(program, experiment.replace(epochs=_STRETCHES * epochs), split, epochs)
            for number in range(2, _STRETCHES):  # the first two are for getting going
                seconds = done.seconds[number]
                found["shown" if is_shown(number) else "bare"].append(seconds)
                if is_shown(number):
                    found["rates"].append(done.frames[number] / seconds)
    return found


def main() -> None:
    name, runs = sys.argv[1:]
    print(json.dumps(measure(WATCHED[name], int(runs))))


if __name__ == "__main__":
    main()
