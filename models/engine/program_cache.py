"""The programs that this worker keeps, least recently used dropped first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cachetools import LRUCache

from models.engine.program import Program
from models.experiment import Experiment

_KEPT = 8
_lock = threading.Lock()
_idle: LRUCache[tuple, Program] = LRUCache(_KEPT)


def is_compiled(experiment: Experiment, frozen: str | None = None) -> bool:
    """Whether an idle program of this structure waits here, with the same part frozen."""
    return (experiment.structure, frozen) in _idle


@contextmanager
def acquire(experiment: Experiment, frozen: str | None = None) -> Iterator[Program]:
    """A program of the experiment's structure, for one run alone; built if none is idle.

    Args:
        frozen: the part that is not trained, see `models.engine.network.freeze`.
    """
    structure = (experiment.structure, frozen)
    with _lock:
        program = _idle.pop(structure, None)
    program = program or Program(experiment, frozen=frozen)
    yield program
    # Not in a finally: after an error its state is not known, so it is not handed out again.
    with _lock:
        _idle[structure] = program
