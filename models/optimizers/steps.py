"""A computation as a list of elementary steps, each applied to the results of earlier ones."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

FUNCTIONS: dict[str, Callable] = {
    name: getattr(np, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sinh", "cosh")
}
_OPERATIONS: dict[str, Callable] = FUNCTIONS | {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
    "sign": np.sign,
}


class Steps:
    """Steps in the order in which they can be computed; equal steps are one.

    A step is named by its index. What does not depend on x or y is computed when it is added.
    """

    def __init__(self) -> None:
        self._steps: list[tuple] = []  # ("constant", float), ("variable", name) or (operation, *indices)
        self._index: dict[tuple, int] = {}

    def __getitem__(self, index: int) -> tuple:
        return self._steps[index]

    def constant(self, number: float) -> int:
        """The step that gives this number."""
        return self._added(("constant", float(number)))

    def variable(self, name: str) -> int:
        """The step that gives x or y."""
        return self._added(("variable", name))

    def number(self, index: int) -> float | None:
        """The value of a constant step; ``None`` for any other."""
        kind, *arguments = self._steps[index]
        return arguments[0] if kind == "constant" else None

    def apply(self, operation: str, *arguments: int) -> int:
        """The step that applies an operation to other steps."""
        numbers = [self.number(index) for index in arguments]
        if all(number is not None for number in numbers):  # NumPy's floats overflow to inf, Python's raise
            return self.constant(_OPERATIONS[operation](*(np.float64(number) for number in numbers)))
        return self._added((operation, *arguments))

    def function(self, results: Sequence[int]) -> Callable[[Any, Any], list]:
        """What computes these steps, and no others than they need, from x and y."""
        order = self._needed(results)
        place = {index: position for position, index in enumerate(order, start=2)}
        place |= {self.variable(name): position for position, name in enumerate("xy")}
        plan = [self._planned(index, place) for index in order]
        wanted = [place[index] for index in results]

        def compute(x: Any, y: Any) -> list:
            values = [x, y]
            for operation, first, second in plan:
                if operation is None:
                    values.append(first)
                elif second is None:
                    values.append(operation(values[first]))
                else:
                    values.append(operation(values[first], values[second]))
            return [values[position] for position in wanted]

        return compute

    def _added(self, step: tuple) -> int:
        key = (*step[:-1], repr(step[-1])) if step[0] == "constant" else step  # tells 0 from -0, finds nan
        if key not in self._index:
            self._index[key] = len(self._steps)
            self._steps.append(step)
        return self._index[key]

    def _needed(self, results: Sequence[int]) -> list[int]:
        """All steps but x and y that these depend on, in order."""
        needed: set[int] = set()
        waiting = list(results)
        while waiting:
            index = waiting.pop()
            kind, *arguments = self._steps[index]
            if index in needed or kind == "variable":
                continue
            needed.add(index)
            waiting += arguments if kind != "constant" else []
        return sorted(needed)

    def _planned(self, index: int, place: dict[int, int]) -> tuple[Callable | None, Any, Any]:
        kind, *arguments = self._steps[index]
        if kind == "constant":
            return None, arguments[0], None
        first, *rest = (place[argument] for argument in arguments)
        return _OPERATIONS[kind], first, rest[0] if rest else None
