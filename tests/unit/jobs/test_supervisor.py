"""Workers that cannot start, or never come, and a scheduler of Dask's that hangs: told in time, and got over."""

import logging
import os
import signal
import tempfile
import threading
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from models.experiment import Experiment
from models.jobs import Failure, Limits, cluster, dispatcher, processes, supervisor
from models.jobs.supervisor import Supervisor
from tests.unit.jobs.schedulers import open_scheduler, training
from tests.waiting import ended, until

TOLD_SECONDS, PICTURE_SECONDS = 15.0, 1.0
LONG = Experiment(epochs=1000)


@pytest.fixture
def quick(monkeypatch):
    """What takes long to be noticed is noticed soon."""
    monkeypatch.setattr(supervisor, "LATE_SECONDS", 1.0)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(dispatcher, "REFRESH_SECONDS", 0.3)


def test_readers_are_told_within_fifteen_seconds():
    tick = Limits().tick
    assert supervisor.LATE_SECONDS + tick + PICTURE_SECONDS < TOLD_SECONDS
    unanswered = cluster.MOST_MISSES * (cluster.ANSWER_SECONDS + tick)
    assert dispatcher.REFRESH_SECONDS + unanswered + tick + PICTURE_SECONDS < TOLD_SECONDS


def test_without_workers_runs_wait_and_start_when_the_cause_is_gone(toy_environment, quick, monkeypatch, caplog):
    with monkeypatch.context() as cause, open_scheduler() as scheduler:
        nannies = ["no_such_module"]  # which ends at once
        cause.setattr(processes, "_nannies", lambda folder: nannies)
        [run_id] = scheduler.submit([Experiment(epochs=3)], "ann")
        assert scheduler.cluster.status == "starting"
        until(lambda: scheduler.cluster.status == "unavailable")
        until(lambda: "No module named" in scheduler.cluster.reason)
        until(lambda: "ended with exit code 1\n" in caplog.text)

        nannies[0] = "code"  # which waits for ever for its standard input
        cause.setattr(supervisor, "HOPELESS_SECONDS", 1.0)
        question = scheduler.ask("double", {"number": 1}, "ann")
        until(lambda: "no worker has come" in scheduler.cluster.reason)
        assert until(lambda: question.failure) == Failure("cluster")

        cause.undo()
        assert scheduler.store.get(run_id).state == "queued"
        assert ended(scheduler, run_id).state == "finished"
        assert scheduler.cluster.status == "ready"
        until(lambda: not scheduler.cluster.reason)
        until(lambda: "The workers are there again." in caplog.text)


def test_pauses_between_tries_become_longer(monkeypatch, caplog):
    tried = []

    def fail(given_up):
        tried.append(time.monotonic())
        raise cluster.ClusterUnavailable("tls://10.0.0.5:8786", "no answer")

    monkeypatch.setattr(supervisor, "connect", fail)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.1)
    woken = threading.Event()
    supervised, deadline = Supervisor(woken.set), time.monotonic() + 2.0
    while time.monotonic() < deadline:
        assert supervised.open() is None
        woken.wait(0.01)
    assert 3 <= len(tried) <= 5  # at 0, 0.1, 0.3, 0.7 and 1.5 s, or later
    assert supervised.reason == "tls://10.0.0.5:8786: no answer"  # for the server's owner
    assert caplog.text.count("No workers: tls://10.0.0.5:8786: no answer") == len(tried)


def test_the_pauses_have_a_bound_and_begin_anew_after_a_good_time(monkeypatch):
    monkeypatch.setattr(supervisor, "_SOUND_SECONDS", -1.0)
    supervised = Supervisor(lambda: None)
    assert [pause_after(supervised) for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    supervised.note_workers(True)
    supervised.note_workers(True)
    assert pause_after(supervised) == 1


def pause_after(supervised):
    """Seconds until the next try, rounded, after one more failure."""
    supervised.note_failure("no")
    return round(supervised._next_try - time.monotonic())


def test_without_a_folder_for_temporary_files_there_is_no_cluster(toy_environment, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(cluster.ClusterUnavailable) as caught:
        cluster.connect(threading.Event())
    assert "nowhere" in caught.value.reason


def test_without_a_certificate_there_is_no_cluster(toy_environment, monkeypatch, tmp_path):
    monkeypatch.setattr("models.jobs.certificate.__file__", str(tmp_path / "broken.py"))
    (tmp_path / "broken.py").write_text("import no_such_package")
    with pytest.raises(cluster.ClusterUnavailable) as caught:
        cluster.connect(threading.Event())
    assert "No module named 'no_such_package'" in caught.value.reason


@pytest.fixture
def nothing_left():
    """Says whether all processes that this one has started since are gone."""
    before = psutil.Process().children(recursive=True)
    return lambda: set(psutil.Process().children(recursive=True)) <= set(before)


def test_a_start_that_hangs_does_not_block_the_end(toy_environment, monkeypatch, nothing_left):
    monkeypatch.setattr(processes, "_scheduler", lambda folder: ["code"])
    with open_scheduler() as scheduler:
        until(lambda: not nothing_left())
        began = time.monotonic()
    assert scheduler.cluster.status == "closed"
    assert time.monotonic() - began < processes._START_SECONDS / 2
    assert nothing_left()


def test_questions_that_are_not_answered_in_time_are_trouble_when_there_are_some_in_a_row():
    answers: list[dict | None] = []

    def sync(question, n_workers, callback_timeout):
        assert callback_timeout == cluster.ANSWER_SECONDS
        answer = answers.pop(0)
        if answer is None:
            raise TimeoutError
        return answer

    client: Any = SimpleNamespace(status="running", sync=sync, scheduler=SimpleNamespace(identity=None))
    asked = cluster.Cluster(client)
    answers += [None, {"workers": {}}, *[None] * cluster.MOST_MISSES]
    while answers:
        assert asked.trouble == ""
        with suppress(TimeoutError):
            asked.workers()
    assert "unanswered" in asked.trouble


def test_a_scheduler_that_hangs_is_replaced_and_blocks_neither_stop_nor_the_end(
    toy_environment, quick, caplog, nothing_left
):
    with open_scheduler() as scheduler:
        run_ids = [scheduler.submit([LONG], owner)[0] for owner in ("ann", "bob")]
        for run_id in run_ids:
            training(scheduler, run_id)
        hanging = hang(scheduler)
        began = time.monotonic()
        scheduler.command(run_ids[0], "ann", "stop")
        assert time.monotonic() - began < 1.0
        assert ended(scheduler, run_ids[0]).state == "stopped"
        assert until(lambda: (run := scheduler.watch(run_ids[1])) and run.attempt == 2 and run.frames_attempt == 2)
        assert not hanging.is_running()
        assert "questions unanswered" in caplog.text
        hang(scheduler)
        began = time.monotonic()
    assert time.monotonic() - began < TOLD_SECONDS
    assert nothing_left()


def hang(scheduler):
    """Have Dask's scheduler hang, and return its process."""
    process = scheduler._dispatcher._cluster.processes[0]
    os.kill(process.pid, signal.SIGSTOP)
    return psutil.Process(process.pid)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("tcp://10.0.0.5:8786", True),
        ("10.0.0.5:8786", True),
        ("ws://dask.example:8786", True),
        ("tls://10.0.0.5:8786", False),
        ("wss://dask.example:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
        ("localhost:8786", False),
    ],
)
def test_addresses_beyond_this_machine_without_tls_are_open(address, is_open):
    assert cluster.is_open_to_strangers(address) is is_open


def test_the_owner_is_warned_once_of_a_cluster_without_tls(monkeypatch, caplog):
    def refuse(address):
        raise cluster.ClusterUnavailable(address, "no answer")

    monkeypatch.setattr(cluster, "_client", refuse)
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://192.0.2.7:8786")
    for _ in range(3):
        with pytest.raises(cluster.ClusterUnavailable):
            cluster.connect(threading.Event())
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "tcp://192.0.2.7:8786" in caplog.text
