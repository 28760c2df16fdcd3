"""The whole program of an experiment."""

from __future__ import annotations

from models.datasets import DATASETS
from models.experiment import Experiment
from models.keras_code.data import data_code
from models.keras_code.network import network_code
from models.keras_code.training import compile_code, definitions_code, evaluation_code, fit_code


def keras_cells(experiment: Experiment) -> list[str]:
    """The complete Python program that does what the experiment says, with nothing but Keras, step by step.

    It learns from the same examples as the lab and builds the same network. Its figures differ from the
    lab's as those of two seeds do: the random numbers come from Keras.
    """
    data_imports, data = data_code(experiment)
    info = DATASETS[experiment.dataset]
    steps = [
        *data,
        network_code(experiment, tuple(info.shape), info.classes),
        compile_code(experiment),
        *definitions_code(experiment),
        fit_code(experiment),
        evaluation_code(experiment),
    ]
    seed = f"keras.utils.set_random_seed({experiment.seed})"
    return [f"{_imports(data_imports, steps)}\n\n{seed}", *steps]


def _imports(data_imports: list[str], steps: list[str]) -> str:
    """The import lines, with those parts of Keras that the steps use."""
    body = "\n".join(steps)
    parts = [part for part in ("initializers", "layers", "regularizers") if f"{part}." in body]
    lines = ["import keras", "import numpy as np"]
    if "tf." in body:
        lines.append("import tensorflow as tf")
    lines += [f"from keras import {', '.join(parts)}", *data_imports]
    return "\n".join(lines)
