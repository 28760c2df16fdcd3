"""The mailboxes of the runs on this worker: the server's commands reach a run while it trains."""

from __future__ import annotations

import threading
from collections import OrderedDict

from models.runs.control import Control

_EARLY_KEPT = 50

_lock = threading.Lock()
_open: dict[tuple[str, int], Control] = {}
_early: OrderedDict[tuple[str, int], Control] = OrderedDict()


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

    Raises:
        ValueError: the command is unknown.
    """
    key = (run_id, attempt)
    with _lock:
        control = _open.get(key)
        if control is None:
            control = _early.setdefault(key, Control())
            while len(_early) > _EARLY_KEPT:
                _early.popitem(last=False)
    control.tell(command, value)
