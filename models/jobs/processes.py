"""Dask's scheduler and workers as processes of our own on this machine, on loopback only and among themselves.

They are started as commands: Streamlit replaces ``__main__``, so `multiprocessing` would run the
app again in each of them.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired

import psutil

from models.jobs.certificate import Certificate
from models.jobs.child import Child

PROJECT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
MOST_WORKERS = 4
EVENTS_KEPT = 50

_START_SECONDS = 30.0
_END_SECONDS = 3.0
_LOOK_SECONDS = 0.02
_ADDRESS_FILE = "scheduler.json"

# Logs that Dask keeps for developers would grow its scheduler by all frames of the last runs;
# workers keep nothing that could be spilled or stolen, and nobody reads their profiles.
_DASK_SETTINGS = {
    "DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": EVENTS_KEPT,
    "DISTRIBUTED__ADMIN__LOG_LENGTH": 500,
    "DISTRIBUTED__ADMIN__SYSTEM_MONITOR__LOG_LENGTH": 10,
    "DISTRIBUTED__DIAGNOSTICS__COMPUTATIONS__MAX_HISTORY": 5,
    "DISTRIBUTED__DIAGNOSTICS__ERRED_TASKS__MAX_HISTORY": 5,
    "DISTRIBUTED__DIAGNOSTICS__NVML": False,
    "DISTRIBUTED__SCHEDULER__ACTIVE_MEMORY_MANAGER__START": False,
    "DISTRIBUTED__SCHEDULER__EVENTS_CLEANUP_DELAY": "60s",
    "DISTRIBUTED__SCHEDULER__HTTP__ROUTES": [],
    "DISTRIBUTED__SCHEDULER__WORK_STEALING": False,
    "DISTRIBUTED__WORKER__HTTP__ROUTES": [],
    "DISTRIBUTED__WORKER__PROFILE__ENABLED": False,
    "LOGGING__DISTRIBUTED": "error",
}


class StartFailed(Exception):
    """A process ended at once, or Dask's scheduler gave no address."""


def start_processes(certificate: Certificate, given_up: threading.Event) -> tuple[str, list[Child]]:
    """Start Dask's scheduler and one command with all nannies, which start and replace the workers.

    There are as many workers as cores, 4 at most, or ``LAYERLAB_WORKERS``.

    Args:
        certificate: without which nobody may speak with them; their files lie in its folder, too.
        given_up: set when they are not wanted any more.

    Returns:
        The address of Dask's scheduler, and the processes, for `end_processes`.

    Raises:
        StartFailed, OSError: nothing runs then.
    """
    folder = certificate.folder
    environment = _environment(certificate)
    processes: list[Child] = []
    try:
        for command in (_scheduler(folder), _nannies(folder)):  # both at once: the nannies wait for the file
            processes.append(Child(command, environment))
        return _wait_for_address(folder / _ADDRESS_FILE, processes, given_up), processes
    except (OSError, StartFailed):
        end_processes(processes)
        raise


def end_processes(processes: Sequence[Child], at_once: bool = False) -> None:
    """End these processes and all that they started, and wait until they are gone.

    Args:
        at_once: they are given no time to end by themselves, which one that hangs does not do.
    """
    family: list[psutil.Process] = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            family += psutil.Process(process.pid).children(recursive=True)
        if process.stdin:
            process.stdin.close()
    patience = 0.0 if at_once else _END_SECONDS
    for process in processes:
        try:
            process.wait(patience)
        except TimeoutExpired:
            process.kill()
            process.wait()
    _wait_until_gone(family, patience)
    for child in family:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    _wait_until_gone(family, _END_SECONDS)


def _wait_until_gone(processes: Sequence[psutil.Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(_is_running(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.01)


def _is_running(process: psutil.Process) -> bool:
    """Whether it still does something; a zombie only waits for the system to note its end."""
    try:
        return process.status() != "zombie"
    except psutil.NoSuchProcess:
        return False


def _scheduler(folder: Path) -> list[str]:
    return [
        *("distributed.cli.dask_scheduler", "--protocol", "tls", "--host", LOOPBACK, "--port", "0"),
        *("--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"),
        *("--scheduler-file", str(folder / _ADDRESS_FILE), "--preload", "models.jobs.parent_watch"),
    ]


def _nannies(folder: Path) -> list[str]:
    return [
        *("distributed.cli.dask_worker", "--protocol", "tls", "--host", LOOPBACK),
        *("--nworkers", str(_number_of_workers()), "--nthreads", "1", "--memory-limit", "0"),
        *("--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"),
        *("--scheduler-file", str(folder / _ADDRESS_FILE), "--local-directory", str(folder)),
        *("--preload-nanny", "models.jobs.parent_watch", "--preload", "models.jobs.preload"),
    ]


def _number_of_workers() -> int:
    from dask.system import CPU_COUNT  # minds what a container is allowed

    wished = os.environ.get("LAYERLAB_WORKERS", "")
    return max(1, int(wished)) if wished.isdecimal() else min(CPU_COUNT, MOST_WORKERS)


def _environment(certificate: Certificate) -> dict[str, str]:
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    settings = _DASK_SETTINGS | certificate.process_settings()
    return {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore:resource_tracker",  # processes that are simply ended leave it semaphores
        **os.environ,
        **{f"DASK_{name}": str(value) for name, value in settings.items()},
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "TMPDIR": str(certificate.folder),  # what is left in it by a process that was killed goes with the folder
    }


def _wait_for_address(address_file: Path, processes: Sequence[Child], given_up: threading.Event) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError):  # not there yet, or half written
            return json.loads(address_file.read_text("utf-8"))["address"]
        for process in processes:
            if process.poll() is not None:
                raise StartFailed(process.ending())
        if given_up.wait(_LOOK_SECONDS):
            raise StartFailed("not wanted any more")
    raise StartFailed(f"no scheduler within {_START_SECONDS:.0f} s")
