"""What a run may be told: pausing, single steps, stopping, tuning, pace."""

import queue
import threading
import time

import pytest

from models.experiment import Experiment
from models.runs.control import UNWATCHED, WATCHED, Control

SOON = 30.0  # seconds after which a test gives up; nothing here takes them


@pytest.fixture
def control():
    return Control()


@pytest.fixture
def in_thread():
    """Runs a function in a thread; what it returns can be fetched from the queue it gives."""
    threads = []

    def start(function):
        results: queue.Queue = queue.Queue()
        thread = threading.Thread(target=lambda: results.put(function()))
        threads.append(thread)
        thread.start()
        return results

    yield start
    for thread in threads:
        thread.join(SOON)
        assert not thread.is_alive()


def test_a_new_run_trains_whole_epochs(control):
    assert not control.waiting
    assert control.steps_allowed(7) == 7


def test_pause_and_resume(control):
    control.tell("pause")
    assert control.paused
    assert control.waiting
    assert control.steps_allowed(7) == 0
    control.tell("resume")
    assert not control.paused
    assert control.steps_allowed(7) == 7


def test_single_batches_are_counted(control):
    control.tell("step_batch")
    control.tell("step_batch")
    assert control.paused
    assert not control.waiting
    assert control.steps_allowed(1) == 1  # at an epoch's end
    assert control.steps_allowed(7) == 2
    control.steps_done(1, epoch_ended=True)
    assert control.steps_allowed(7) == 1
    control.steps_done(1, epoch_ended=False)
    assert control.waiting


def test_an_epoch_is_trained_to_its_end(control):
    control.tell("step_epoch")
    assert control.steps_allowed(7) == 7
    control.steps_done(5, epoch_ended=False)
    assert control.steps_allowed(2) == 2
    control.steps_done(2, epoch_ended=True)
    assert control.waiting


def test_pause_ends_single_steps(control):
    control.tell("step_epoch")
    control.tell("step_batch")
    control.tell("pause")
    assert control.waiting
    assert control.steps_allowed(7) == 0


def test_resume_forgets_single_steps(control):
    control.tell("step_batch")
    control.tell("resume")
    control.tell("pause")
    assert control.steps_allowed(7) == 0


def test_stop_ends_waiting_and_steps(control):
    control.tell("pause")
    control.tell("stop")
    assert control.stopped
    assert not control.waiting
    assert control.steps_allowed(7) == 0


def test_the_newest_tuning_is_taken_once(control):
    for rate in (0.1, 0.2):
        control.tell("tune", Experiment(learning_rate=rate))
    assert control.take_tuned() == Experiment(learning_rate=0.2)
    assert control.take_tuned() is None


@pytest.mark.parametrize(
    ("command", "value", "error"),
    [
        ("dance", None, ValueError),
        ("pace", "fast", ValueError),
        ("pace", None, ValueError),
        ("frames", "many", ValueError),
    ],
)
def test_a_wrong_command_changes_nothing(control, command, value, error):
    with pytest.raises(error):
        control.tell(command, value)
    assert control.take_tuned() is None
    assert not control.waiting
    control.keep_pace(time.monotonic())


def test_a_run_tells_as_many_frames_as_are_wished_for(control):
    assert control.frames_per_second == WATCHED
    control.tell("frames", UNWATCHED)
    assert control.frames_per_second == UNWATCHED
    control.tell("frames", 0)
    assert 0 < control.frames_per_second < UNWATCHED


def test_waiting_ends_when_something_is_told(control, in_thread):
    control.tell("pause")

    def wait_for_resume():
        while control.waiting:
            control.wait(SOON)
        return "resumed"

    resumed = in_thread(wait_for_resume)
    control.tell("tune", Experiment())
    control.tell("resume")
    assert resumed.get(timeout=SOON) == "resumed"


def test_what_was_told_before_the_waiting_began_is_not_missed(control, in_thread):
    control.tell("resume")
    assert in_thread(lambda: control.wait(2 * SOON)).get(timeout=SOON) is None


def test_an_epoch_waits_for_its_pace(control):
    control.tell("pace", 100.0)
    started = time.monotonic()
    control.keep_pace(started)
    assert time.monotonic() >= started + 0.01


def test_an_epoch_that_took_long_does_not_wait(control, in_thread):
    control.tell("pace", 1 / (2 * SOON))
    started = time.monotonic() - 3 * SOON
    assert in_thread(lambda: control.keep_pace(started)).get(timeout=SOON) is None


@pytest.mark.parametrize(("command", "value"), [("stop", None), ("pace", 0), ("pace", -1), ("pace", "nan")])
def test_a_slow_epoch_is_let_go(control, in_thread, command, value):
    control.tell("pace", 1 / (2 * SOON))
    let_go = in_thread(lambda: control.keep_pace(time.monotonic()))
    control.tell(command, value)
    assert let_go.get(timeout=SOON) is None


def test_a_look_ends_unless_it_is_asked_for_again(control, monkeypatch):
    assert control.look is None
    now = time.monotonic()
    control.tell("look", 7)
    assert control.look == 7
    monkeypatch.setattr(time, "monotonic", lambda: now + 5)
    control.tell("look", 8)
    monkeypatch.setattr(time, "monotonic", lambda: now + 10)
    assert control.look == 8
    monkeypatch.setattr(time, "monotonic", lambda: now + 12)
    assert control.look is None
