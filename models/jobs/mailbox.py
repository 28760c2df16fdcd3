"""The mailboxes of the runs on this worker: the server's commands reach a run while it trains."""

from __future__ import annotations

import threading
from typing import Any

from cachetools import LRUCache

from models.any_experiment import read_experiment
from models.runs.control import Control

_EARLY_KEPT = 50

_lock = threading.Lock()
_open: dict[tuple[str, int], Control] = {}
_early: LRUCache[tuple[str, int], Control] = LRUCache(_EARLY_KEPT)


def open_mailbox(run_id: str, attempt: int) -> Control:
    """The control of a run that begins, with what was told to it before it began."""
    key = (run_id, attempt)
    with _lock:
        control = _early.pop(key, None) or Control()
        _open[key] = control
        return control


def close_mailbox(run_id: str, attempt: int) -> None:
    """Forget the control of a run that ended."""
    with _lock:
        _open.pop((run_id, attempt), None)


def deliver(run_id: str, attempt: int, command: str, value: object = None) -> None:
    """Tell a run something. Runs in the worker's event loop, so a busy run does not hold it up.

    A command may overtake the start of its run: it is kept until the run begins.

    Args:
        value: as `packed_value` made it.

    Raises:
        ValueError: the command is unknown.
        SettingError: the value is no experiment.
    """
    key = (run_id, attempt)
    with _lock:
        control = _open.get(key) or _early.setdefault(key, Control())
    tell(control, command, value)


def tell(control: Control, command: str, value: object = None) -> None:
    """Tell it a command with the value that `packed_value` made."""
    control.tell(command, read_experiment(str(value)) if command == "tune" else value)


def packed_value(command: str, value: Any) -> Any:
    """A command's value as it travels to a worker: an experiment as JSON."""
    return value.to_json() if command == "tune" else value
