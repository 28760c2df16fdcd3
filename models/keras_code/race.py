"""The program that sends Keras's own optimizers down the same surface."""

from __future__ import annotations

import re

from models.experiment import OPTIMIZER_VALUES
from models.keras_code.text import wrapped
from models.keras_code.training import OPTIMIZERS
from models.optimizers.race import Race, formula_of


def race_cells(race: Race) -> list[str]:
    """The program, step by step; it prints where each optimizer ends.

    Raises:
        models.optimizers.formulas.FormulaError: the surface is "own" and its formula cannot be read.
    """
    formula = formula_of(race)
    imports = ["import keras", "import tensorflow as tf"]
    if formula.functions:
        imports.append(f"from keras.ops import {', '.join(formula.functions)}")
    if race.noise:
        imports.insert(1, "import numpy as np")
        imports.append(
            f"\nnoise = {race.noise!r} * np.random.default_rng({race.seed}).standard_normal(({race.steps}, 2))"
        )
    # A constant has no gradient in TensorFlow unless it hangs on x.
    body = formula.python if re.search(r"\b[xy]\b", formula.python) else f"{formula.python} + 0 * x"
    loss = f"def loss(x, y):\n    return {body}"
    return ["\n".join(imports), loss, _path(race), "\n".join(_runs(race))]


def _path(race: Race) -> str:
    noise = " + noise[step]" if race.noise else ""
    return f"""\
def path(optimizer, start):
    place = keras.Variable(start, dtype="float64")
    for step in range({race.steps}):
        with tf.GradientTape() as tape:
            value = loss(place[0], place[1])
        gradient = tape.gradient(value, place.value){noise}
        optimizer.apply([gradient], [place])
    return place.numpy()"""


def _runs(race: Race) -> list[str]:
    starts = [(float(x), float(y)) for x, y in race.starts]
    return [
        wrapped("print", [f'"{name}"', f"path({_optimizer(race, name)}, {start})"])
        for name in race.optimizers
        for start in starts
    ]


def _optimizer(race: Race, name: str) -> str:
    values = [f"{value}={getattr(race, value)!r}" for value in ("learning_rate", *OPTIMIZER_VALUES[name])]
    more = ["nesterov=True"] if name == "nesterov" else []
    return f"keras.optimizers.{OPTIMIZERS[name]}({', '.join([*values, *more])})"
