"""The variables of a program, of which each of its runs has values of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf


class SharedState:
    """Variables that belong to one run at a time; what the others left in them is kept. Not thread-safe.

    One compiled function reads all variables and one writes them: a few times faster than one by one.

    Args:
        model: whose ``stop_training``, by which a callback of Keras asks for the end, is a run's own, too.
        variables: all that a run has of its own.

    Attributes:
        bytes: of all variables.
    """

    def __init__(self, model: keras.Model, variables: Sequence[tf.Variable]) -> None:
        self._model, self._variables = model, variables
        self._model.stop_training = False
        self.bytes = sum(variable.dtype.size * variable.shape.num_elements() for variable in variables)
        self._run: object | None = None
        self._kept: dict[object, tuple[list[tf.Tensor], bool]] = {}
        self._read = tf.function(lambda: [tf.identity(variable) for variable in variables], autograph=False)
        self._write = tf.function(self._assign, autograph=False)

    def compile(self) -> None:
        """Call what runs call, so that they meet nothing uncompiled."""
        self._write(*self._read())

    def write(self, values: Sequence[Any]) -> None:
        """Set all variables."""
        pairs = zip(values, self._variables, strict=True)
        self._write(*(tf.constant(value, variable.dtype) for value, variable in pairs))

    def belong_to(self, run: object) -> None:
        """Have the variables hold what this run left in them; what they hold now is kept for the run that had them."""
        if self._run is run:
            return
        if self._run is not None:
            self._kept[self._run] = self._read(), self._model.stop_training
        self._run = run
        kept = self._kept.pop(run, None)
        if kept is not None:
            values, self._model.stop_training = kept
            self._write(*values)

    def forget(self, run: object) -> None:
        """A run has ended: nothing is kept for it any more."""
        self._kept.pop(run, None)
        if self._run is run:
            self._run = None

    def _assign(self, *values: tf.Tensor) -> None:
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
