"""What takes long is computed by one at a time, whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from components import process
from components.initialization import batch_norm
from components.initialization.passes import propagated
from components.optimizers.picture import raced
from components.process import Gate, one_large_at_a_time
from models.initialization.fresh_network import FreshNetwork
from models.initialization.view import InitializationView
from models.optimizers.race import Race
from tests.waiting import until


def passing(gate: Gate, seconds: float, name: str, order: list[str]) -> threading.Thread:
    """A thread that waits at the gate, once it does."""

    def work() -> None:
        with gate.passing(seconds):
            order.append(name)

    waiting = gate.waiting
    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: gate.waiting > waiting)
    return thread


def test_of_those_who_wait_whoever_is_done_soonest_goes_first():
    gate, order = Gate(), list[str]()
    with gate.passing(1.0):
        threads = [passing(gate, *one, order) for one in ((8.0, "large"), (0.5, "small"), (0.5, "small too"))]
    for thread in threads:
        thread.join()
    assert order == ["small", "small too", "large"]
    assert not gate.is_taken


def test_nobody_waits_for_ever(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(process.time, "monotonic", lambda: clock[0])
    gate, order = Gate(), list[str]()
    with gate.passing(1.0):
        threads = [passing(gate, 8.0, "large", order)]
        clock[0] = 100.0
        threads.append(passing(gate, 0.5, "small", order))
    for thread in threads:
        thread.join()
    assert order == ["large", "small"]


def test_the_gate_is_open_again_after_an_error():
    gate = Gate()
    with pytest.raises(ZeroDivisionError), gate.passing(1.0):
        raise ZeroDivisionError
    with gate.passing(1.0):
        assert gate.is_taken


def test_what_is_small_does_not_wait_for_what_is_large():
    with one_large_at_a_time(1.0), one_large_at_a_time(0.01):
        assert process.gate.is_taken


LARGE = FreshNetwork(depth=8, width=500, seed=4711)
POWERS = Race(surface="own", formula="^".join(["x"] * 100), steps=500)


@pytest.mark.parametrize(
    "compute",
    [lambda: raced(POWERS), lambda: propagated(LARGE), lambda: batch_norm._picture(LARGE, InitializationView())],
    ids=["the longest formula", "a large network", "batch norm in a large network"],
)
def test_the_largest_pictures_wait_at_the_gate(compute: Callable[[], object]):
    done = threading.Event()

    def work() -> None:
        compute()
        done.set()

    with process.gate.passing(1.0):
        thread = threading.Thread(target=work)
        thread.start()
        until(lambda: process.gate.waiting == 1)
        assert not done.is_set()
    thread.join()
    assert done.is_set()


def test_what_is_large_is_known_beforehand():
    largest = FreshNetwork(depth=50, width=1000)
    assert FreshNetwork().seconds < process._LARGE_SECONDS < largest.in_motion.seconds < largest.seconds
    assert largest.replace(initializer="orthogonal").seconds > 3 * largest.seconds
    assert Race().seconds < process._LARGE_SECONDS < POWERS.seconds
