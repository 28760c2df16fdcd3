"""Preloaded by Dask's embedded scheduler and nannies: no process outlives the server that started it."""

from __future__ import annotations

import os
import threading
from typing import Any


def dask_setup(_server: Any) -> None:
    """End this process as soon as its standard input, a pipe held by the server, is closed.

    The system closes the pipe however the server ends, ``kill -9`` included. Workers watch their
    nanny in the same way, which is Dask's own doing.
    """
    threading.Thread(target=_end_with_server, name="parent-watch", daemon=True).start()


def _end_with_server() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)
