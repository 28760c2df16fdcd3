"""The worker processes of this process's scheduler, watched from outside. Memory is read from Linux's /proc."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.figures import until
from models.jobs import Scheduler

_LOOK_SECONDS = 1.0
_IDLE_SHARE = 0.05  # of a core, for all workers: heartbeats go on


def workers() -> list[psutil.Process]:
    """The processes that do the work: the nannies' children."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "multiprocessing.spawn" in " ".join(process.cmdline()):
                found.append(process)
    return found


def wait_until_idle(scheduler: Scheduler, seconds: float) -> None:
    """Wait until all workers of a scheduler are there and their warm-up is over."""
    until(lambda: _are_idle(scheduler), seconds, "idle workers")


def memory_mb(process_id: int | str = "self") -> dict[str, float]:
    """``peak`` (VmHWM) and ``steady`` (VmRSS) of a process, in MB."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return {name: int(fields[key].split()[0]) * 1024 / 1e6 for name, key in (("peak", "VmHWM"), ("steady", "VmRSS"))}


def _are_idle(scheduler: Scheduler) -> bool:
    before = {process.pid: cpu_seconds(process) for process in workers()}
    time.sleep(_LOOK_SECONDS)
    after = {process.pid: cpu_seconds(process) for process in workers()}
    if before.keys() != after.keys() or len(after) != scheduler.cluster.workers:
        return False
    return sum(after.values()) - sum(before.values()) < _IDLE_SHARE * _LOOK_SECONDS


def cpu_seconds(process: psutil.Process) -> float:
    """CPU time of a process so far; 0 of one that is gone."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0
