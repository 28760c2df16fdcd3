"""One training, timed, in a process of its own: ``python -m benchmarks.one_side WAY NETWORK SEED``.

WAY is "fit" (plain Keras) or "engine" (with live frames on). Prints one JSON object: seconds of the
epochs after one epoch of warm-up, seconds of the warm-up, the final validation accuracy.
"""

from __future__ import annotations

import json
import sys
import time

import keras
import numpy as np

from benchmarks.networks import EXPERIMENTS
from models.datasets import Split
from models.engine.network import build_plain
from models.engine.program_cache import acquire
from models.engine.trainer import Training
from models.experiment import Experiment
from models.runs.control import Control
from models.runs.wire import pack
from models.training.data import split_for


def by_fit(experiment: Experiment, split: Split) -> dict[str, float]:
    """Keras's defaults: arrays in, batches shuffled, validation after every epoch."""
    keras.utils.set_random_seed(experiment.seed)
    model = build_plain(experiment)
    _draw_keras_weights(model, experiment)
    x, x_val = (np.asarray(part, np.float32) / 255 for part in (split.x_train, split.x_val))
    settings = {"batch_size": experiment.batch_size, "validation_data": (x_val, split.y_val), "verbose": 0}
    started = time.perf_counter()
    model.fit(x, split.y_train, epochs=1, **settings)
    warm = time.perf_counter()
    history = model.fit(x, split.y_train, epochs=experiment.epochs, **settings)
    seconds = time.perf_counter() - warm
    return {"seconds": seconds, "warm_up": warm - started, "accuracy": history.history["val_accuracy"][-1]}


def by_engine(experiment: Experiment, split: Split) -> dict[str, float]:
    """The engine as a worker runs it, frames packed for the way; one run, clocked from its second epoch on."""
    marks: list[float] = []
    started = time.perf_counter()
    with acquire(experiment) as program:
        training = Training(
            program,
            experiment.replace(epochs=experiment.epochs + 1),
            split,
            Control(),
            lambda kind, value: pack(value),
            budget=3600,
            on_epoch=lambda: marks.append(time.perf_counter()),
        )
        training.run()
        ended = time.perf_counter()
    return {"seconds": ended - marks[0], "warm_up": marks[0] - started, "accuracy": training.history[-1][3]}


def _draw_keras_weights(model: keras.Model, experiment: Experiment) -> None:
    """Give each kernel the experiment's initializer, drawn by Keras itself."""
    names = {"glorot_uniform": "GlorotUniform", "he_normal": "HeNormal"}
    weighing = [layer for layer in model.layers if hasattr(layer, "kernel")]
    for index, layer in enumerate(experiment.resolved_layers):
        initializer = getattr(keras.initializers, names[layer.initializer])(seed=experiment.seed + index)
        weighing[index].kernel.assign(initializer(weighing[index].kernel.shape))


def main() -> None:
    way, name, seed = sys.argv[1:]
    experiment = EXPERIMENTS[name].replace(seed=int(seed))
    side = {"fit": by_fit, "engine": by_engine}[way]
    print(json.dumps(side(experiment, split_for(experiment))))


if __name__ == "__main__":
    main()
