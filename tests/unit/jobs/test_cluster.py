"""Clusters come and go: another one by its address, none at all, Dask's scheduler dead, a dead server."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

import dask
import numpy as np
import psutil
import pytest

from models.experiment import Experiment
from models.home import TEMPORARY, sweep
from models.jobs import Failure, supervisor
from models.jobs.certificate import make_certificate
from tests.there import there
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.waiting import ended, until

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
SHORT = Experiment(epochs=3)

SERVER = """
import sys, psutil
from models.jobs import Scheduler
assert not {"distributed", "tensorflow", "streamlit"} & set(sys.modules)
scheduler = Scheduler()
while scheduler.cluster.workers < 2:
    pass
print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
sys.stdin.read()
scheduler.close()
"""


@pytest.fixture
def server(toy_environment, tmp_path, monkeypatch):
    """A server process with its embedded cluster, and the processes of that; its temporary files are the test's."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    family = [psutil.Process(int(pid)) for pid in there(process.stdout).readline().split()]
    assert len(family) >= 4  # scheduler, nannies, two workers
    yield process, family
    process.kill()
    process.communicate()


def all_gone(processes):
    return all(not process.is_running() or process.status() == psutil.STATUS_ZOMBIE for process in processes)


def test_nothing_is_left_after_close(server, tmp_path):
    process, family = server
    assert [path.name.startswith(TEMPORARY) for path in tmp_path.iterdir()] == [True]
    process.communicate("", timeout=30)
    assert process.returncode == 0
    assert all_gone(family)
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_after_the_server_is_killed(server, tmp_path):
    process, family = server
    process.send_signal(signal.SIGKILL)
    until(lambda: all_gone(family))
    process.wait()
    sweep()
    assert not list(tmp_path.iterdir())


def test_a_run_survives_the_loss_of_the_scheduler(toy_environment):
    with open_scheduler() as scheduler:
        [run_id] = scheduler.submit([Experiment(epochs=60)], "ann")
        training(scheduler, run_id)
        scheduler._dispatcher._cluster.processes[0].kill()
        run = ended(scheduler, run_id)
        assert (run.state, run.attempt) == ("finished", 2)
        assert [note.kind for note in run.notes] == ["worker_lost"]


@pytest.fixture
def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def dask_command(toy_environment):
    """Starts one of Dask's own commands as a separate process."""
    paths = os.pathsep.join((str(PROJECT), str(HERE)))
    with ExitStack() as started:

        def start(name, *arguments, **more):
            command = [
                sys.executable,
                "-m",
                f"distributed.cli.{name}",
                *arguments,
                "--dashboard-address",
                "127.0.0.1:0",
            ]
            process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths, **more})
            started.callback(process.wait)
            started.callback(process.terminate)
            return process

        yield start


@pytest.fixture
def own_tls(toy_environment, tmp_path, monkeypatch):
    """Dask's own settings name a certificate, as the owner of a server may have them."""
    certificate = make_certificate(tmp_path)
    public, key = str(certificate.public), str(certificate.key)
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", public)
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{role}__CERT", public)
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{role}__KEY", key)
    dask.config.refresh()
    yield
    monkeypatch.undo()
    dask.config.refresh()


def test_runs_go_to_the_cluster_of_the_address(own_tls, monkeypatch, free_port, dask_command):
    address = f"tls://127.0.0.1:{free_port}"
    dask_command("dask_scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", str(free_port))
    workers = [dask_command("dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1") for _ in range(2)]
    until(lambda: socket.socket().connect_ex(("127.0.0.1", free_port)) == 0)
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", address)
    with open_scheduler() as scheduler:
        until(lambda: scheduler.cluster.workers == 2)
        [long] = scheduler.submit([Experiment(epochs=1000)], "ann")
        [short] = scheduler.submit([SHORT], "bob")
        pid = int(training(scheduler, long).newest.batch_loss)
        assert pid in {child.pid for w in workers for child in psutil.Process(w.pid).children(recursive=True)}
        assert ended(scheduler, short).state == "finished"
        scheduler.command(long, "ann", "stop")
        assert ended(scheduler, long).reason == "stopped"
    assert all(process.poll() is None for process in workers)


@pytest.mark.slow
def test_the_real_engine_gives_the_same_on_a_cluster_elsewhere(toy_environment, monkeypatch, free_port, dask_command):
    monkeypatch.delenv("LAYERLAB_ENGINE")
    monkeypatch.setenv("LAYERLAB_WORKERS", "1")
    here = curves_of_a_run()
    address = f"tcp://127.0.0.1:{free_port}"
    dask_command("dask_scheduler", "--host", "127.0.0.1", "--port", str(free_port))
    worker = dask_command("dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1")
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", address)
    elsewhere = curves_of_a_run()
    assert worker.poll() is None
    assert len(here.loss) == SHORT.epochs
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        np.testing.assert_array_equal(getattr(elsewhere, name), getattr(here, name))


def curves_of_a_run():
    """What a short run of a scheduler of its own gives."""
    with open_scheduler() as scheduler:
        [run_id] = scheduler.submit([SHORT], "ann")
        run = ended(scheduler, run_id, 120)
        assert run.state == "finished", run.failure
        return run.newest.curves


def test_without_the_cluster_of_the_address_runs_wait_and_its_owner_alone_is_told_the_address(
    toy_environment, monkeypatch, free_port
):
    address = f"tcp://127.0.0.1:{free_port}"
    monkeypatch.setattr(supervisor, "LATE_SECONDS", 1.0)
    with monkeypatch.context() as cause:
        cause.setenv("DASK_SCHEDULER_ADDRESS", address)
        cause.setattr("models.jobs.cluster._CONNECT_SECONDS", 0.5)
        cause.setattr(supervisor, "HOPELESS_SECONDS", 1.0)
        with open_scheduler() as scheduler:
            [run_id] = scheduler.submit([SHORT], "ann")
            until(lambda: address in scheduler.cluster.reason)
            question = scheduler.ask("double", {"number": 1}, "ann")
            assert until(lambda: question.failure) == Failure("cluster")
            assert scheduler.cluster.status == "unavailable"
            cause.undo()
            assert ended(scheduler, run_id).state == "finished"
            assert scheduler.cluster.status == "ready"


def test_what_importing_the_jobs_loads(toy_environment):
    code = "import sys, models.jobs; print(*{'distributed', 'tensorflow', 'streamlit', 'dask'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_the_workers_are_told_although_the_client_asks_for_none_meanwhile(toy_environment):
    """Dask's client asks for its scheduler's news every two seconds by itself, without the workers."""
    with open_scheduler() as scheduler:
        until(lambda: scheduler.cluster.workers == 2)
        cluster, over = scheduler._dispatcher._cluster, threading.Event()

        def ask_as_the_client_does():
            while not over.is_set():
                cluster.client.sync(cluster.client._update_scheduler_info)

        asking = threading.Thread(target=ask_as_the_client_does)
        asking.start()
        told = [len(cluster.workers()) for _ in range(200)]
        over.set()
        asking.join()
        assert set(told) == {2}
