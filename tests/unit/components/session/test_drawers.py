"""Drawers: a reload finds its own again, and a tab that is closed leaves nothing."""

import threading

import pytest

from components.session.drawers import Drawers

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


def test_a_timer_that_comes_too_late_does_nothing(emptied):
    drawers = Drawers("things", Thing, emptied, stays=DAYS)
    drawers.hold("a")
    kept = drawers.of("a")
    drawers._forget("a")
    assert drawers.of("a") is kept
    assert not emptied.drawers
