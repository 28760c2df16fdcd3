"""The programs that this worker keeps: one a structure, shared by the runs that have it, and the last few of others."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from cachetools import LRUCache

from models.engine.program import Program
from models.experiment import Experiment
from models.limits import LIMITS, ServerLimits
from models.memory import give_back

_KEPT = 8
_LOOK_SECONDS = 0.1


class CompilationStopped(Exception):
    """Nobody wants any more what was to be compiled."""


@dataclass(eq=False)
class _Shared:
    program: Program
    users: int = 0


_compiling = threading.Condition()
_tickets: deque[object] = deque()
_lock = threading.Lock()
_used: dict[tuple, _Shared] = {}


def _size_in(limits: ServerLimits) -> Callable[[_Shared], int]:
    """What a program counts for: the bytes of its weights, but of the smallest ones no more than so many are kept."""
    return lambda shared: max(shared.program.state.bytes, limits.programs_bytes // _KEPT)


_idle: LRUCache[tuple, _Shared] = LRUCache(LIMITS.programs_bytes, getsizeof=_size_in(LIMITS))


def is_compiled(experiment: Experiment, frozen: str | None = None) -> bool:
    """Whether there is a program of this structure, with the same part frozen."""
    structure = (experiment.structure, frozen)
    with _lock:
        return structure in _used or structure in _idle


@contextmanager
def compiling(stopped: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """While a network is built and compiled; one at a time: tracing is Python, and would hold up the runs that train.

    Who came first is next.

    Args:
        stopped: asked now and then while others compile.

    Raises:
        CompilationStopped: it said so.
    """
    ticket = object()
    try:
        with _compiling:
            _tickets.append(ticket)
            while _tickets[0] is not ticket:
                if stopped():
                    raise CompilationStopped
                _compiling.wait(_LOOK_SECONDS)
        yield
    finally:
        with _compiling:
            _tickets.remove(ticket)
            _compiling.notify_all()


@contextmanager
def acquire(
    experiment: Experiment,
    frozen: str | None = None,
    on_compile: Callable[[], None] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Program]:
    """The program of the experiment's structure, compiled. Others may have it too, see `SharedState`.

    Args:
        frozen: the part that is not trained, see `models.engine.network.freeze`.
        on_compile: called if it has to be compiled first, or is being compiled just now.
        stopped: see `compiling`.

    Raises:
        CompilationStopped: see `compiling`.
    """
    structure = (experiment.structure, frozen)
    shared = _take(structure)
    if shared is None:
        on_compile()
        with compiling(stopped):
            shared = _take(structure) or _compile(structure, experiment, frozen)
    try:
        yield shared.program
    except BaseException:
        with _lock:  # after an error its state is not known: nobody else gets it
            if _used.get(structure) is shared:
                del _used[structure]
        raise
    with _lock:
        shared.users -= 1
        if not shared.users and _used.get(structure) is shared:
            del _used[structure]
            with suppress(ValueError):  # too large to be kept
                _idle[structure] = shared


def _take(structure: tuple) -> _Shared | None:
    with _lock:
        if structure in _idle:
            _used[structure] = _idle.pop(structure)
        shared = _used.get(structure)
        if shared is not None:
            shared.users += 1
        return shared


def _compile(structure: tuple, experiment: Experiment, frozen: str | None) -> _Shared:
    program = Program(experiment, frozen=frozen)
    program.compile(experiment)
    give_back()
    shared = _Shared(program, users=1)
    with _lock:
        _used[structure] = shared
    return shared
