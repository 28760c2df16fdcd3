"""Dask's scheduler and workers as processes of our own on this machine, on loopback only.

They are started as commands: Streamlit replaces ``__main__``, so `multiprocessing` would run the
app again in each of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
MOST_WORKERS = 4
EVENTS_KEPT = 50

_START_SECONDS = 30.0
_END_SECONDS = 3.0

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


def start_processes(folder: Path) -> tuple[str, list[subprocess.Popen]]:
    """Start Dask's scheduler and one command with all nannies, which start and replace the workers.

    There are as many workers as cores, 4 at most, or ``LAYERLAB_WORKERS``.

    Args:
        folder: for their files.

    Returns:
        The address of Dask's scheduler, and the processes, for `end_processes`.

    Raises:
        StartFailed, OSError: nothing runs then.
    """
    scheduler_file = folder / "scheduler.json"
    processes: list[subprocess.Popen] = []
    try:
        # Both at once: the nannies wait for the file.
        processes += [_run(command, folder) for command in (_scheduler(scheduler_file), _nannies(scheduler_file))]
        return _wait_for_address(scheduler_file, processes), processes
    except (OSError, StartFailed):
        end_processes(processes)
        raise


def end_processes(processes: list[subprocess.Popen]) -> None:
    """End these processes and all that they started, and wait until they are gone."""
    family: list[psutil.Process] = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            family += psutil.Process(process.pid).children(recursive=True)
        if process.stdin:
            process.stdin.close()
    for process in processes:
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    deadline = time.monotonic() + _END_SECONDS
    while any(_is_running(child) for child in family) and time.monotonic() < deadline:
        time.sleep(0.01)
    for child in family:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _is_running(process: psutil.Process) -> bool:
    """Whether it still does something; a zombie only waits for the system to note its end."""
    try:
        return process.status() != "zombie"
    except psutil.NoSuchProcess:
        return False


def _scheduler(scheduler_file: Path) -> list[str]:
    return [
        *("distributed.cli.dask_scheduler", "--host", LOOPBACK, "--port", "0"),
        *("--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"),
        *("--scheduler-file", str(scheduler_file), "--preload", "models.jobs.parent_watch"),
    ]


def _nannies(scheduler_file: Path) -> list[str]:
    return [
        *("distributed.cli.dask_worker", "--host", LOOPBACK, "--nworkers", str(_number_of_workers())),
        *("--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"),
        *("--scheduler-file", str(scheduler_file), "--local-directory", str(scheduler_file.parent)),
        *("--preload-nanny", "models.jobs.parent_watch", "--preload", "models.jobs.preload"),
    ]


def _number_of_workers() -> int:
    from dask.system import CPU_COUNT  # minds what a container is allowed

    wished = os.environ.get("LAYERLAB_WORKERS", "")
    return max(1, int(wished)) if wished.isdecimal() else min(CPU_COUNT, MOST_WORKERS)


def _run(command: list[str], folder: Path) -> subprocess.Popen:
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    environment = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore:resource_tracker",  # processes that are simply ended leave it semaphores
        **os.environ,
        **{f"DASK_{name}": str(value) for name, value in _DASK_SETTINGS.items()},
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "TMPDIR": str(folder),  # what is left in it by a process that was killed goes with the folder
    }
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment,
        stdin=subprocess.PIPE,  # see models.jobs.parent_watch
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the server, which ends them
    )


def _wait_for_address(scheduler_file: Path, processes: list[subprocess.Popen]) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError):  # not there yet, or half written
            return json.loads(scheduler_file.read_text("utf-8"))["address"]
        for process in processes:
            if process.poll() is not None:
                raise StartFailed(f"a Dask process ended with exit code {process.returncode}")
        time.sleep(0.02)
    raise StartFailed(f"no scheduler within {_START_SECONDS:.0f} s")
