"""The speed of VGG16's features and of the machine: ``python -m benchmarks.transfer_rate ROUNDS PHOTOS``.

In turn and on all cores: the product of two 4096 x 4096 float32 matrices by NumPy and by TensorFlow, and `extract`
for so many photos of 224 x 224, nothing cached. Prints one JSON object of lists, a value a round: ``numpy`` and
``tensorflow`` in floating-point operations a second, ``photos`` a second.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from models.engine.transfer.base import load_base
from models.engine.transfer.features import extract
from models.imagenet.weights import find_weights
from models.photo_sets.photo_set import PhotoSet, photo_hash

SIDE = 4096
_SIZE = 224


def main() -> None:
    rounds, count = (int(text) for text in sys.argv[1:])
    photos = _noise(count)
    found = find_weights("vgg16", top=False)
    assert found is not None
    base = load_base("vgg16", str(found.path), _SIZE, None)
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, SIDE, SIDE), dtype=np.float32)
    product = tf.function(tf.matmul)
    tensors = tf.constant(a), tf.constant(b)
    work: dict[str, tuple[float, Callable[[], object]]] = {
        "numpy": (2.0 * SIDE**3, lambda: a @ b),
        "tensorflow": (2.0 * SIDE**3, lambda: product(*tensors).numpy()),
        "photos": (float(count), lambda: extract(base, photos, np.arange(count), pooling="flatten")),
    }
    rates: dict[str, list[float]] = {name: [] for name in work}
    for index in range(1 + rounds):
        for name, (amount, act) in work.items():
            started = time.perf_counter()
            act()
            if index:  # the first round is a warm-up
                rates[name].append(amount / (time.perf_counter() - started))
    print(json.dumps(rates))


def _noise(count: int) -> PhotoSet:
    """Photos of nothing: how long they take does not depend on what they show."""
    pictures = np.random.default_rng(0).integers(0, 256, (count, _SIZE, _SIZE, 3), dtype=np.uint8)
    zeros = np.zeros(count, np.int32)
    hashes = tuple(photo_hash(picture) for picture in pictures)
    return PhotoSet("noise", ("noise",), pictures, zeros, hashes, zeros.astype(np.uint8), shared=False)


if __name__ == "__main__":
    main()
