"""Preloaded by workers: they go after the web server in everything, and load the engine before the first run asks."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

from models.jobs.entry import load_engine
from models.memory import give_way_to_server

# The web server must answer clicks while every core trains.
_NICENESS = 10

logger = logging.getLogger(__name__)


def dask_setup(_worker: Any) -> None:
    """Have this process give way to the web server, and load the engine in the background."""
    give_way_to_server()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    try:
        load_engine().warm_up()
    except Exception:  # a run meets the same trouble and tells the learner
        logger.exception("the engine could not be warmed up")
