"""Runs in turn: threads on a clock that only the one whose turn it is moves on."""

import itertools
import threading

import pytest

from models.engine.turnstile import Turn, Turnstile
from tests.waiting import until

PIECE = 0.01


class Class:
    """Runs that wait until all have come; then each takes its pieces, in turn with the others.

    Attributes:
        now: the time, moved on by whoever has the turn.
        slices: (name, seconds) of each turn, in order.
    """

    def __init__(self):
        self.now = 0.0
        self.slices = []
        self.turnstile = Turnstile(lambda: self.now)
        self.turns = {}
        self._threads = []
        self._door = Turn(self.turnstile)
        self._door.__enter__()

    def add(self, name, pieces, piece=PIECE, is_large=False, between=lambda done, turn: None):
        """A run of so many pieces, each of so many seconds; ``between`` is called after each."""
        began = []

        def taken(_told):
            began.append(self.now)

        def left():
            self.slices.append((name, round(self.now - began.pop(), 6)))

        turn = self.turns[name] = Turn(self.turnstile, taken, left)
        turn.is_large = is_large

        def work():
            with turn:
                for done in range(1, pieces + 1):
                    self.now += piece
                    between(done, turn)
                    turn.border()

        waiting = len(self.turnstile._urgent)
        self._threads.append(threading.Thread(target=work))
        self._threads[-1].start()
        until(lambda: len(self.turnstile._urgent) > waiting)

    def go(self):
        """Let all that have come begin, and wait until they are through."""
        self._door.__exit__()
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def seconds(self, name):
        return sum(seconds for who, seconds in self.slices if who == name)


@pytest.fixture
def room():
    return Class()


@pytest.mark.parametrize(("runs", "seconds"), [(2, 0.2), (5, 0.2), (10, 0.1), (25, 0.04), (80, 0.02)])
def test_a_slice_is_a_part_of_the_round(runs, seconds):
    turnstile = Turnstile()
    turnstile._waiting.extend(Turn(turnstile) for _ in range(runs - 1))
    assert turnstile.slice_seconds(Turn(turnstile)) == pytest.approx(seconds)


def test_all_take_turns_and_are_through_together(room):
    for name in "abc":
        room.add(name, 100)
    room.go()
    first, usual = room.slices[:4], room.slices[4:13]
    assert [(name, round(seconds, 2)) for name, seconds in first] == [("a", 0.02), ("b", 0.02), ("a", 0.2), ("c", 0.02)]
    assert [name for name, _ in usual] == list("bac" * 3)
    assert all(seconds == pytest.approx(0.2, abs=1.1 * PIECE) for _, seconds in usual)


def test_a_run_alone_is_never_interrupted(room):
    room.add("a", 100)
    room.go()
    assert room.slices == [("a", pytest.approx(1.0))]


def test_who_begins_is_next(room):
    def begin(done, _turn):
        if done == 40:  # in its third turn
            room.add("new", 10)

    room.add("a", 100, between=begin)
    room.add("b", 100)
    room.add("c", 100)
    room.go()
    assert [name for name, _ in room.slices[4:10]] == ["b", "a", "new", "c", "b", "a"]
    assert room.slices[6][1] == pytest.approx(0.02, abs=1.1 * PIECE)


def test_who_was_told_something_is_next_for_the_shortest_slice(room):
    def tell(done, _turn):
        if done == 40:  # in its third turn
            room.turns["b"].hurry()

    room.add("a", 100, between=tell)
    room.add("b", 100)
    room.add("c", 100)
    room.go()
    assert [name for name, _ in room.slices[4:9]] == ["b", "a", "b", "c", "a"]
    assert room.slices[6][1] == pytest.approx(0.02, abs=1.1 * PIECE)


def test_who_waits_for_something_else_takes_no_turns_and_comes_back_next(room):
    seen = {}

    def wait(done, turn):
        if done == 10:
            before = len(room.slices) + 1
            with turn.away():
                until(lambda: len(room.slices) > before + 3)
            seen["slices"] = room.slices[before:]

    room.add("a", 40, between=wait)
    room.add("b", 400)
    room.add("c", 400)
    room.go()
    assert {name for name, _ in seen["slices"]} == {"b", "c"}
    assert room.seconds("a") == pytest.approx(0.4)


def test_runs_in_a_hurry_leave_every_other_turn_to_those_that_wait():
    turnstile = Turnstile()
    a, b, c, d = (Turn(turnstile) for _ in range(4))
    turnstile._urgent.extend((a, b))
    turnstile._waiting.extend((c, d))
    assert [turnstile._next() for _ in range(5)] == [a, c, b, d, None]


def test_runs_that_nobody_follows_have_together_what_one_has_that_somebody_follows():
    turnstile = Turnstile()
    alone = Turn(turnstile)
    followed, left = [Turn(turnstile) for _ in range(3)], [Turn(turnstile, is_followed=lambda: False) for _ in range(9)]
    turnstile._waiting.extend(followed)
    turnstile._unfollowed.extend(left)
    assert turnstile.slice_seconds(alone) == pytest.approx(0.2)  # of the round's second: the four of them, and one more
    turns = []
    for _ in range(8):
        turn = turnstile._next()
        assert turn is not None
        turns.append(turn)
        (turnstile._waiting if turn in followed else turnstile._unfollowed).append(turn)
    assert turns == [*followed, left[0], *followed, left[1]]
    turnstile._waiting.clear()
    assert [turnstile._next() for _ in range(2)] == left[2:4]  # where nobody is watched, all have the same
    assert turnstile.slice_seconds(left[2]) == pytest.approx(1 / 8)  # seven that wait still, and itself


def test_who_has_not_waited_for_anything_else_is_not_next(room):
    def not_wait(_done, turn):
        with turn.away():
            pass

    room.add("a", 20, between=not_wait)
    room.add("b", 100)
    room.add("c", 100)
    room.go()
    assert [name for name, _ in room.slices[3:9]] == list("cba" * 2)


def test_small_runs_keep_half_of_the_time(room):
    room.add("large", 4, piece=1.0, is_large=True)
    for name in "abc":
        room.add(name, 200)
    room.go()
    shares = []
    for index in [place for place, (name, _) in enumerate(room.slices) if name == "large"][:-1]:
        rest = itertools.takewhile(lambda item: item[0] != "large", room.slices[index + 1 :])
        shares.append(sum(seconds for _, seconds in rest))
    assert shares[1:]  # the first turns of all come one after the other
    assert all(share >= 1.0 for share in shares[1:])
    assert all(share < 1.5 for share in shares)


def test_a_large_run_goes_on_alone_when_nobody_waits(room):
    room.add("large", 4, piece=1.0, is_large=True)
    room.go()
    assert room.slices == [("large", 4.0)]


def test_it_is_told_that_another_one_had_its_turn():
    turnstile, told = Turnstile(), []
    first = Turn(turnstile, lambda changed: told.append(("a", changed)))
    second = Turn(turnstile, lambda changed: told.append(("b", changed)))
    with first:
        with first.away(), second:
            pass
        with first.away():
            pass
    with first:
        pass
    assert told == [("a", False), ("b", True), ("a", False), ("a", False), ("a", False)]


def test_a_run_that_fails_lets_the_others_through():
    turnstile = Turnstile()

    def fail(_told):
        raise RuntimeError("on purpose")

    for turn in (Turn(turnstile, fail), Turn(turnstile)):
        with pytest.raises(RuntimeError, match="on purpose"), turn:
            raise RuntimeError("on purpose")
    with Turn(turnstile):
        pass
