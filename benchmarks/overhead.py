"""What live frames cost the training, and how many there are: ``python -m benchmarks.overhead NETWORK ROUNDS``.

One process and one compiled program; with frames as a run that is watched has them, and without, in turn, the order
changing from round to round. Prints ``{"shown": [seconds with frames, ...], "bare": [seconds without, ...], "rates":
[frames a second, ...]}``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.networks import WATCHED
from models.datasets import Split
from models.engine.program import Program
from models.engine.program_cache import acquire
from models.engine.trainer import Training
from models.experiment import Experiment
from models.runs.control import Control
from models.runs.wire import pack
from models.training.data import split_for

_BUDGET = 3600.0


def train(program: Program, experiment: Experiment, split: Split, show: bool) -> tuple[float, int]:
    """How long a training takes, and its frames: they are packed for the way, as a worker does it, and go nowhere."""
    frames = 0

    def emit(kind: str, value: Any) -> None:
        nonlocal frames
        frames += kind == "frame"
        pack({"run": "", "kind": kind, "data": pack(value)})

    with tempfile.TemporaryDirectory() as folder:
        training = Training(program, experiment, split, Control(), emit, _BUDGET, Path(folder), show=show)
        started = time.perf_counter()
        training.run()
        return time.perf_counter() - started, frames


def measure(experiment: Experiment, rounds: int) -> dict[str, list[float]]:
    """One figure a round, after a warm-up of both kinds."""
    split = split_for(experiment)
    found: dict[str, list[float]] = {"shown": [], "bare": [], "rates": []}
    with acquire(experiment) as program:
        train(program, experiment.replace(epochs=1), split, show=True)
        for index in range(rounds):
            order = (True, False) if index % 2 else (False, True)
            took = {show: train(program, experiment, split, show) for show in order}
            (seconds, frames), (bare_seconds, _) = took[True], took[False]
            found["shown"].append(seconds)
            found["bare"].append(bare_seconds)
            found["rates"].append(frames / seconds)
    return found


def main() -> None:
    name, rounds = sys.argv[1:]
    print(json.dumps(measure(WATCHED[name], int(rounds))))


if __name__ == "__main__":
    main()
