"""The gate to the decoders: how many pass at once, and in which order."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from models.photos import gate as gates
from models.photos.gate import Gate, GateClosed
from tests.waiting import until


class Visitor(threading.Thread):
    """Passes the gate once, and stays inside until it is let out.

    Attributes:
        is_in: whether it was let in.
    """

    def __init__(self, gate: Gate, name: str, size: int = 1, entered: Callable[[str], None] = lambda name: None):
        super().__init__(daemon=True)
        self._gate, self._who, self._size, self._entered = gate, name, size, entered
        self.is_in, self._out = False, threading.Event()
        self.start()

    def run(self) -> None:
        with self._gate.passage(self._who, self._size):
            self._entered(self._who)
            self.is_in = True
            self._out.wait(30)

    def go(self) -> None:
        self._out.set()
        self.join(30)


def waiting(gate: Gate, count: int) -> None:
    until(lambda: len(gate._waiting) == count)


def test_few_pass_at_once_and_only_as_many_bytes(monkeypatch):
    gate = Gate(most=100, at_once=2)
    large = Visitor(gate, "ann", 80)
    until(lambda: large.is_in)
    second_large, small = Visitor(gate, "ben", 80), Visitor(gate, "cat", 20)
    until(lambda: small.is_in)
    third = Visitor(gate, "eve", 0)
    waiting(gate, 2)
    assert not second_large.is_in
    assert not third.is_in
    for one in (small, large):
        one.go()
    until(lambda: second_large.is_in and third.is_in)
    for one in (second_large, third):
        one.go()


def test_what_is_larger_than_all_together_goes_alone():
    gate = Gate(most=100, at_once=2)
    alone = Visitor(gate, "ann", 500)
    until(lambda: alone.is_in)
    other = Visitor(gate, "ben", 1)
    waiting(gate, 1)
    alone.go()
    until(lambda: other.is_in)
    other.go()


def test_one_photo_of_each_visitor_at_a_time_and_any_number_of_nobodys():
    gate = Gate(most=100, at_once=3)
    first = Visitor(gate, "ann")
    until(lambda: first.is_in)
    second, nobody, nobody_too = Visitor(gate, "ann"), Visitor(gate, ""), Visitor(gate, "")
    until(lambda: nobody.is_in and nobody_too.is_in)
    assert not second.is_in
    for one in (nobody, nobody_too, first):
        one.go()
    until(lambda: second.is_in)
    second.go()


def test_who_has_decoded_least_goes_first():
    order: list[str] = []
    gate = Gate(most=100, at_once=1)
    gate._note("greedy", 5.0)
    inside = Visitor(gate, "somebody")
    until(lambda: inside.is_in)
    late = []
    for name in ("greedy", "greedy", "honest"):
        late.append(Visitor(gate, name, entered=order.append))
        waiting(gate, len(late))
    inside.go()
    until(lambda: order == ["honest"])
    for one in reversed(late):
        one.go()
    assert order == ["honest", "greedy", "greedy"]


def test_busy_visitors_share_one_slow_place(monkeypatch):
    gate = Gate(most=100, at_once=3, free=10.0)
    for name in ("greedy", "grabby"):
        gate._note(name, 10.5)
    gate._note("honest", 9.5)
    first = Visitor(gate, "greedy")
    until(lambda: first.is_in)
    second, honest = Visitor(gate, "grabby"), Visitor(gate, "honest")
    until(lambda: honest.is_in)
    assert not second.is_in
    first.go()
    until(lambda: second.is_in)  # after a rest, which nobody tells the end of
    for one in (second, honest):
        one.go()


def test_who_waits_for_too_long_is_sent_away():
    gate = Gate(most=100, at_once=1, patience=0.05)
    inside = Visitor(gate, "ann")
    until(lambda: inside.is_in)
    with pytest.raises(GateClosed), gate.passage("ben", 1):
        pass
    inside.go()
    with gate.passage("ben", 1):
        pass


def test_an_error_inside_opens_the_gate_again():
    gate = Gate(most=100, at_once=1)
    with pytest.raises(ValueError, match="broken"), gate.passage("ann", 1):
        raise ValueError("broken")
    with gate.passage("ben", 1):
        pass
    assert gate._seconds("ann") > 0


def test_only_so_many_visitors_are_remembered(monkeypatch):
    monkeypatch.setattr(gates, "_MOST_KNOWN", 3)
    gate = Gate(most=100, at_once=1)
    for number in range(10):
        gate._note(f"visitor{number}", 1.0)
    assert list(gate._used) == ["visitor7", "visitor8", "visitor9"]
