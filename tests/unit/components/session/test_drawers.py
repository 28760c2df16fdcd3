"""Drawers: a reload finds its own again, and a tab that is closed leaves nothing."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from components.imagenet.accuracy import EXAMS
from components.session.drawers import Drawers
from models.photos.room import Room
from tests.waiting import until

DAYS = 1e6  # seconds


class Thing:
    """What lies in a drawer."""


class Emptied:
    """Tells of the drawers that were emptied."""

    def __init__(self):
        self.drawers, self.happened = [], threading.Event()

    def __call__(self, drawer):
        self.drawers.append(drawer)
        self.happened.set()


@pytest.fixture
def emptied():
    return Emptied()


def test_a_reloaded_tab_finds_its_drawer(emptied):
    drawers = Drawers("things", Thing, emptied, stays=DAYS)
    drawers.hold("a")
    before = drawers.of("a")
    drawers.release("a")
    drawers.hold("a")
    assert drawers.of("a") is before
    assert drawers.of("b") is not before
    assert not emptied.drawers


def test_a_closed_tabs_drawer_is_emptied(emptied):
    drawers = Drawers("things", Thing, emptied, stays=0.0)
    drawers.hold("a")
    kept = drawers.of("a")
    drawers.release("a")
    assert emptied.happened.wait(30)
    assert emptied.drawers == [kept]
    assert len(drawers) == 0


def test_whoever_else_holds_it_keeps_it(emptied):
    drawers = Drawers("things", Thing, emptied, stays=0.0)
    drawers.hold("a")
    drawers.hold("a")
    kept = drawers.of("a")
    drawers.release("a")
    drawers.hold("b")
    drawers.of("b")
    drawers.release("b")  # this one's end is waited for, so that the other's would have come before
    assert emptied.happened.wait(30)
    assert kept not in emptied.drawers
    assert drawers.of("a") is kept


def test_of_many_closed_tabs_those_that_were_closed_first_are_emptied_at_once(emptied, monkeypatch):
    monkeypatch.setattr("components.session.drawers._MOST_WAITING", 3)
    drawers = Drawers("things", Thing, emptied, stays=DAYS)
    kept = {token: drawers.of(token) for token in "abcde"}
    for token in kept:
        drawers.hold(token)
        drawers.release(token)
    until(lambda: len(emptied.drawers) == 2)
    assert set(emptied.drawers) == {kept["a"], kept["b"]}
    assert len(drawers) == 3


def test_what_lies_in_the_drawer_of_a_closed_tab_gives_way_first(monkeypatch, emptied):
    room = Room(most=100, each=100)
    monkeypatch.setattr("components.session.drawers.ROOM", room)
    drawers = Drawers("things", Thing, emptied, stays=DAYS)
    drawers.hold("a")
    of_a, of_b = room.keep("a", None, 10), room.keep("b", None, 80)
    drawers.release("a")
    assert room.keep("c", None, 20).size == 20
    assert (of_a.gave_way, of_b.gave_way) == (True, False)


def test_a_session_holds_few_drawers_whatever_tokens_it_has():
    before = EXAMS._held.total()
    at = AppTest.from_function(with_another_token)
    for _ in range(5):
        at.run()
        assert not at.exception
    assert EXAMS._held.total() - before <= 2


def with_another_token():
    import secrets

    import streamlit as st

    from components.imagenet.accuracy import EXAMS
    from components.session.identity import TOKEN

    st.session_state[TOKEN] = secrets.token_hex(16)
    EXAMS.mine()


def test_a_timer_that_comes_too_late_does_nothing(emptied):
    drawers = Drawers("things", Thing, emptied, stays=DAYS)
    drawers.hold("a")
    kept = drawers.of("a")
    drawers._forget("a")
    assert drawers.of("a") is kept
    assert not emptied.drawers
