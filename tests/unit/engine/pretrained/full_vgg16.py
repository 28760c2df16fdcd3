"""Run in a process of its own: full VGG16, loaded by us and by Keras.

Prints as JSON: ``difference`` of the probabilities, at most; ``peak_mb`` and ``steady_mb``, this process's memory
before Keras loads its own; ``spread`` of the probabilities.
"""

import json
import sys

import numpy as np
import psutil

from models.engine import tasks
from models.engine.pretrained import cache
from tests.unit.engine.pretrained.keras_files import write_vgg16


def main(path: str) -> None:
    write_vgg16(path, with_top=True)
    pictures = np.random.default_rng(0).integers(0, 256, (5, 224, 224, 3), dtype=np.uint8)
    own = tasks.classify("vgg16", path, pictures)["probabilities"]
    tasks.grad_cam("vgg16", path, pictures[0], [1, 2, 3, 4, 5])
    memory = {"steady_mb": psutil.Process().memory_info().rss / 1e6, "peak_mb": peak_mb()}
    cache.clear()

    import keras

    inputs = keras.applications.vgg16.preprocess_input(pictures.astype(np.float32))
    expected = keras.applications.VGG16(weights=path)(inputs, training=False)
    difference = float(np.abs(own - expected).max())
    print(json.dumps({"difference": difference, "spread": float(np.ptp(own)), **memory}))


def peak_mb() -> float:
    with open("/proc/self/status") as status:  # getrusage's figure is inherited from the parent process
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024 / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
