"""Who is told that runs have changed: each change in the end, in a thread that holds no lock."""

from __future__ import annotations

import threading

from models.experiment import Experiment
from models.jobs.listeners import Listeners
from models.jobs.run import PackedFrame
from models.jobs.store import RunStore
from tests.waiting import until


def test_every_kind_of_change_is_told():
    store = RunStore(most_runs=2)
    told: list[str] = []
    store.listen(told.append)
    run_id = store.add("ann", Experiment()).id
    for change in (
        lambda: store.change(run_id, state="training"),
        lambda: store.add_frame(run_id, PackedFrame(1, 0.1, b"frame"), 0.5, 1.0),
        lambda: store.note(run_id, "replaced"),
        lambda: store.end(run_id, "finished"),
        lambda: store.forget(run_id),
    ):
        told.clear()
        change()
        until(lambda: told == [run_id])


def test_a_run_that_makes_room_is_told():
    store = RunStore(most_runs=1)
    told: list[str] = []
    store.listen(told.append)
    old = store.add("ann", Experiment()).id
    store.end(old, "finished")
    until(lambda: told)
    told.clear()
    store.add("bob", Experiment())
    until(lambda: told == [old])


def test_a_listener_may_take_locks_that_the_teller_holds():
    lock, listeners = threading.Lock(), Listeners()
    told: list[str] = []

    def listen(run_id: str) -> None:
        with lock:
            told.append(run_id)

    listeners.add(listen)
    with lock:
        listeners.tell("a")
        assert told == []
    until(lambda: told == ["a"])


def test_what_comes_while_listeners_are_told_is_told_once():
    listeners = Listeners()
    told: list[str] = []
    is_told, may_go_on = threading.Event(), threading.Event()

    def listen(run_id: str) -> None:
        told.append(run_id)
        is_told.set()
        may_go_on.wait(30)

    listeners.add(listen)
    listeners.tell("a")
    assert is_told.wait(30)
    for run_id in ("a", "b", "a", "b", "a"):
        listeners.tell(run_id)
    listeners.tell("end")
    may_go_on.set()
    until(lambda: told[-1] == "end")
    assert told == ["a", "a", "b", "end"]


def test_a_listener_that_fails_is_logged_and_takes_nobody_with_it(caplog):
    listeners = Listeners()
    told: list[str] = []

    def fail(run_id: str) -> None:
        raise RuntimeError("this listener fails")

    listeners.add(fail)
    listeners.add(told.append)
    listeners.tell("a")
    listeners.tell("b")
    until(lambda: told == ["a", "b"])
    assert "this listener fails" in caplog.text
