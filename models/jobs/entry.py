"""What runs in a worker: the one door from the jobs to the engine."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.any_experiment import read_experiment
from models.jobs.mailbox import close_mailbox, open_mailbox, tell
from models.runs.wire import pack, unpack

_LONGEST_MESSAGE = 500
_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM})

_loading = threading.Lock()
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TaskSpec:
    """What a worker needs to know of a run.

    Attributes:
        attempt: 1, or 2 after the first worker was lost.
        experiment: as JSON.
        topic: where the server listens.
        budget: seconds of training, in the run's own slices.
        commands: (command, value) pairs given before the run began, values as `models.jobs.mailbox.packed_value`
            makes them.
    """

    run_id: str
    attempt: int
    experiment: str
    topic: str
    budget: float
    commands: tuple[tuple[str, Any], ...] = ()


def load_engine() -> Any:
    """The module that trains: `models.engine.worker`, or the one named by ``LAYERLAB_ENGINE``."""
    with _loading:  # two threads that import TensorFlow at once see each other's half-loaded modules
        other = os.environ.get("LAYERLAB_ENGINE")
        if other:
            return importlib.import_module(other)
        from models.engine import worker

        return worker


def execute(spec: TaskSpec) -> bytes:
    """Train, telling the server of it as it goes on. A worker has several runs at a time, each in a thread of its own.

    The result is returned rather than told: told messages stay in the log of Dask's scheduler for a while.

    Returns:
        How it ended, packed: ``{"kind": "result", "reason", "model_file", "data"}``, ``{"kind": "stopped"}`` or
        ``{"kind": "failed", "failure", "type", "message"}``.
    """
    from distributed import secede

    secede()  # neither other runs nor requests need wait for a place among the worker's threads
    control = open_mailbox(spec.run_id, spec.attempt)
    try:
        for command, value in spec.commands:
            tell(control, command, value)
        return pack(_train(spec, control, _teller(spec)))
    except Exception as error:
        failure = describe_failure(error)
        logger.warning("run %s failed: %s", spec.run_id, error, exc_info=failure["failure"] == "error")
        return pack({"kind": "failed"} | failure)
    finally:
        close_mailbox(spec.run_id, spec.attempt)


def _train(spec: TaskSpec, control: Any, tell: Callable[..., None]) -> dict[str, Any]:
    ending: dict[str, Any] = {"kind": "stopped"}

    def emit(kind: str, value: Any) -> None:
        if kind == "frame":
            tell(kind, pack(value), epoch=value.epoch, step=value.step, progress=value.progress, seconds=value.seconds)
        elif kind == "result":
            ending.update(kind="result", reason=value.reason, model_file=value.model_file, data=pack(value))
        else:
            tell(kind, value)

    tell("started", None)
    experiment = read_experiment(spec.experiment)
    if not control.stopped:
        load_engine().train(experiment, control, emit, spec.budget)
        if ending["kind"] != "result" and not control.stopped:
            raise RuntimeError("the engine ended without a result")
    return ending


def _teller(spec: TaskSpec) -> Callable[..., None]:
    from distributed import get_worker

    worker = get_worker()

    def tell(kind: str, data: Any, **more: Any) -> None:
        event = {"run": spec.run_id, "attempt": spec.attempt, "kind": kind, "data": data, **more}
        worker.log_event(spec.topic, pack(event))

    return tell


def answer(task: str, payload: bytes) -> bytes:
    """Answer a request.

    Args:
        task: a name in the engine's table of tasks. payload: its arguments, packed.

    Returns:
        ``{"value"}``, or what `describe_failure` tells, packed.
    """
    try:
        return pack({"value": load_engine().answer(task, unpack(payload))})
    except Exception as error:
        failure = describe_failure(error)
        logger.warning("request %s failed: %s", task, error, exc_info=failure["failure"] == "error")
        return pack(failure)


def describe_failure(error: Exception) -> dict[str, Any]:
    """A failure as plain values.

    Returns:
        ``failure``, the name of an error class of ours in snake case ("dataset_missing"), "disk" where that is full
        or cannot be written to, or else "error"; ``type``, the class; ``message``, what it says, shortened, without
        the path of a file; ``values``, its attributes that are text, paths or numbers.
    """
    name = type(error).__name__
    ours = type(error).__module__.startswith("models.")
    if isinstance(error, OSError) and not ours:
        failure = "disk" if error.errno in _DISK_ERRORS else "error"
        return {"failure": failure, "type": name, "message": error.strerror or "", "values": {}}
    return {
        "failure": re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() if ours else "error",
        "type": name,
        "message": str(error)[:_LONGEST_MESSAGE],
        "values": {
            name: str(value) if isinstance(value, Path) else value
            for name, value in vars(error).items()
            if ours and isinstance(value, str | int | float | Path)
        },
    }


def prepare(experiment_json: str, topic: str, dask_worker: Any = None) -> None:
    """Compile a structure in a thread of its own, and tell when it is done; returns at once.

    No task of Dask's, so that no run has to wait behind it.
    """

    def work() -> None:
        experiment = read_experiment(experiment_json)
        try:
            load_engine().prepare(experiment)
        except Exception:  # the run that needs it will meet the same trouble and tell
            logger.warning("a structure could not be prepared", exc_info=True)
        event = {"kind": "prepared", "worker": dask_worker.address}
        dask_worker.log_event(topic, pack(event))

    threading.Thread(target=work, name="prepare", daemon=True).start()
