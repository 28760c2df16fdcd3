"""The memory of VGG16 without Dask and the lab: ``python -m benchmarks.vgg16_alone WEIGHTS``.

Loads the engine's part for pretrained networks and nothing else, classifies, and prints as JSON what
`benchmarks.workers.memory_mb` says of this process.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from benchmarks.workers import memory_mb
from models.engine import tasks

_PASSES = 10


def main() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3), dtype=np.uint8)
    for _ in range(_PASSES):
        tasks.classify("vgg16", sys.argv[1], pictures)
    print(json.dumps(memory_mb()))


if __name__ == "__main__":
    main()
