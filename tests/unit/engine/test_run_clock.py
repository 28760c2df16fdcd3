"""The one clock of a run."""

from models.engine.run_clock import RunClock


def test_it_counts_from_the_start_and_leaves_pauses_out():
    now = [100.0]
    clock = RunClock(lambda: now[0])
    now[0] = 150.0
    assert clock.seconds == 0
    clock.go()
    now[0] = 153.0
    assert clock.seconds == 3
    clock.pause()
    now[0] = 200.0
    assert clock.seconds == 3
    clock.go()
    now[0] = 201.0
    assert clock.seconds == 4
