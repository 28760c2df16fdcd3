"""Runs on cats and dogs that the page never draws: ``python -m benchmarks.transfer_drawn SET TEST RUN ...``.

The drawn set of this process is another one, number SET from 1, with TEST test pictures a class. Prints what
`benchmarks.transfer_runs` does.
"""

from __future__ import annotations

import dataclasses
import json
import sys

import numpy as np

from benchmarks.transfer_runs import run_all
from models.photo_sets.built_in import BUILT_IN_SETS, DRAWN
from models.photo_sets.drawn import KINDS, draw
from models.transfer.experiment import TransferExperiment

# Pictures of a kind that lie between two sets: more than any set has.
_APART = 1_000_000


def use_other_drawings(number: int, test: int) -> None:
    """Let "drawn" be another set of as many pictures to train with and to validate on."""

    def picture(label: int, place: int, size: int) -> np.ndarray:
        return draw(KINDS[label], number * _APART + place, size)

    def version() -> str:
        return f"{DRAWN.version()}x{number}x{test}"

    BUILT_IN_SETS["drawn"] = dataclasses.replace(DRAWN, test=test, picture=picture, version=version)


def main() -> None:
    number, test, *runs = sys.argv[1:]
    use_other_drawings(int(number), int(test))
    print(json.dumps(run_all([TransferExperiment.from_json(text) for text in runs])))


if __name__ == "__main__":
    main()
