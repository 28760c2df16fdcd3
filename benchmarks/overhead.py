"""What live frames cost the training: ``python -m benchmarks.overhead NETWORK ROUNDS``.

One process and one compiled program; with frames and without in turn, the order changing from round
to round. Prints ``{"overheads": [time with frames / time without - 1, ...]}``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.networks import EXPERIMENTS
from models.datasets import Split
from models.engine.program import Program
from models.engine.program_cache import acquire
from models.engine.trainer import Training
from models.experiment import Experiment
from models.runs.control import Control
from models.runs.wire import pack
from models.training.data import split_for

_BUDGET = 3600.0


def seconds(program: Program, experiment: Experiment, split: Split, show: bool) -> float:
    """How long a training takes; its frames are packed for the way and go nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        training = Training(
            program, experiment, split, Control(), lambda _, value: pack(value), _BUDGET, Path(folder), show=show
        )
        started = time.perf_counter()
        training.run()
        return time.perf_counter() - started


def overheads(experiment: Experiment, rounds: int) -> list[float]:
    """One figure a round, after a warm-up of both kinds."""
    split = split_for(experiment)
    found = []
    with acquire(experiment) as program:
        seconds(program, experiment.replace(epochs=1), split, show=True)
        for index in range(rounds):
            order = (True, False) if index % 2 else (False, True)
            took = {show: seconds(program, experiment, split, show) for show in order}
            found.append(took[True] / took[False] - 1)
    return found


def main() -> None:
    name, rounds = sys.argv[1:]
    print(json.dumps({"overheads": overheads(EXPERIMENTS[name], int(rounds))}))


if __name__ == "__main__":
    main()
