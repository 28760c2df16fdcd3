"""What is said of a run's memory."""

from __future__ import annotations

from dataclasses import dataclass

VALUE_BYTES = 4
# What an optimizer keeps beside each weight, in weights.
KEPT_VALUES = {"sgd": 0, "momentum": 1, "nesterov": 1, "adagrad": 1, "rmsprop": 1, "adam": 2}


@dataclass(frozen=True)
class Need:
    """What a run takes of a worker, in bytes, beside what the worker takes anyway.

    Attributes:
        kept: from its beginning to its end.
        passing: beside that while it has its turn; of the runs of a worker one has.
    """

    kept: int
    passing: int

    @property
    def bytes(self) -> int:
        """At its peak."""
        return self.kept + self.passing


class RunTooLarge(Exception):
    """A run would take more memory than one run may; nothing of it was built.

    Attributes:
        needed, available: bytes.
    """

    def __init__(self, needed: int, available: int) -> None:
        super().__init__(needed, available)  # all of them, so that it survives pickling
        self.needed, self.available = needed, available

    def __str__(self) -> str:
        return f"the run needs {self.needed / 1e6:.0f} MB; {self.available / 1e6:.0f} MB are available"
