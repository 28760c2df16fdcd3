"""VGG16's bare forward pass in plain Keras: ``python -m benchmarks.vgg16_bare``.

Nothing of LayerLab's engine, nor its settings. Prints ``null`` once it is warm; then, for each line that it reads, the
seconds of one pass of (1, 224, 224, 3) float32 through the model as a `tf.function`, until its answer is in NumPy.
"""

from __future__ import annotations

import json
import sys
import time

import keras
import numpy as np
import tensorflow as tf

_WARM_UP_PASSES = 3


def main() -> None:
    model = keras.applications.VGG16(weights=None)
    run = tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec([None, 224, 224, 3])])
    pixels = tf.constant(np.random.default_rng(0).uniform(-120, 120, (1, 224, 224, 3)).astype(np.float32))
    for _ in range(_WARM_UP_PASSES):
        run(pixels).numpy()
    print(json.dumps(None), flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        run(pixels).numpy()
        print(json.dumps(time.perf_counter() - started), flush=True)


if __name__ == "__main__":
    main()
