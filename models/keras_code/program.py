"""The whole program of an experiment, as one text and as a notebook."""

from __future__ import annotations

import json

from models.datasets import DATASETS
from models.experiment import Experiment
from models.keras_code.data import data_code
from models.keras_code.network import network_code
from models.keras_code.training import compile_code, definitions_code, evaluation_code, fit_code


def keras_program(experiment: Experiment) -> str:
    """The complete Python program that does what the experiment says, with nothing but Keras.

    It learns from the same examples as the lab and builds the same network. Its figures differ from the
    lab's as those of two seeds do: the random numbers come from Keras.
    """
    text = ""
    for cell in _cells(experiment):
        text += _gap(text, cell) + cell
    return text + "\n"


def keras_notebook(experiment: Experiment) -> str:
    """The same program cut into cells, as the JSON of an .ipynb file (format 4.5)."""
    cells: list[dict] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for number, source in enumerate(_cells(experiment), start=1)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False)


def _cells(experiment: Experiment) -> list[str]:
    """The program in the order of its steps; the only source of both forms."""
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
    lines = ["import keras", "import numpy as np", f"from keras import {', '.join(parts)}", *data_imports]
    return "\n".join(lines)


def _gap(before: str, cell: str) -> str:
    """Two empty lines around a definition, one elsewhere, none at the start."""
    if not before:
        return ""
    last_line = before.rsplit("\n", 1)[-1]
    return "\n\n\n" if cell.startswith(("def ", "class ")) or last_line.startswith(" ") else "\n\n"
