"""Commands to a run while it trains in a thread of its own, and the ends that a run can have."""

import math
import queue
import threading

import pytest

from models.engine.program import Program
from models.runs.control import Control
from tests.unit.engine.engine_runs import POINTS, run

SOON = 60.0  # seconds after which a test gives up; nothing here takes them
LONG = POINTS.replace(epochs=1000)
TUNABLE = POINTS.replace(dropout=0.2, input_dropout=0.2, l1=0.001, l2=0.001)


class Watched:
    """A run in a thread, whose messages are waited for."""

    def __init__(self, experiment, *commands):
        self.control = Control()
        self._messages: queue.Queue[tuple] = queue.Queue()
        for command in commands:
            self.control.tell(command)
        self._thread = threading.Thread(target=self._train, args=(experiment,))
        self._thread.start()

    def _train(self, experiment):
        done = run(experiment, self.control, lambda *message: self._messages.put(message))
        self._messages.put(("done", done, None))

    def wait_for(self, kind, value=None):
        """The next message of this kind, and value if given: (value, the training)."""
        while True:
            name, found, training = self._messages.get(timeout=SOON)
            if name == kind and (value is None or found == value):
                return found, training

    def end(self):
        self.control.tell("stop")
        done, _ = self.wait_for("done")
        self._thread.join(SOON)
        return done


@pytest.fixture
def watch():
    runs = []

    def start(experiment, *commands):
        runs.append(Watched(experiment, *commands))
        return runs[-1]

    yield start
    for watched in runs:
        watched.control.tell("stop")
        watched._thread.join(SOON)
        assert not watched._thread.is_alive()


def test_single_batches_and_epochs(watch):
    watched = watch(LONG, "pause")
    _, training = watched.wait_for("paused", True)
    steps = [training.step]
    for command in ("step_batch", "step_batch", "step_epoch", "step_epoch", "step_batch"):
        watched.control.tell(command)
        watched.wait_for("paused", False)
        watched.wait_for("paused", True)
        steps.append(training.step)
    assert steps == [0, 1, 2, 5, 10, 11]  # five steps make an epoch
    done = watched.end()
    assert (done.reason, done.step, len(done.history)) == ("stopped", 11, 2)


def test_a_frame_is_shown_before_the_run_waits(watch):
    watched = watch(LONG, "step_batch")
    watched.wait_for("paused", True)
    done = watched.end()
    assert done.values("frame")[-1].step == 1
    assert done.values("frame")[-1].batch_loss > 0


def test_pause_holds_a_run_and_resume_lets_it_go(watch):
    watched = watch(LONG)
    watched.wait_for("frame")
    watched.control.tell("pause")
    _, training = watched.wait_for("paused", True)
    held = training.step
    watched.control.tell("resume")
    watched.wait_for("paused", False)
    frame, _ = watched.wait_for("frame")
    assert frame.step > held
    assert watched.end().reason == "stopped"


def test_stop_before_the_first_step(watch):
    watched = watch(LONG, "stop")
    done, _ = watched.wait_for("done")
    assert (done.reason, done.step, done.history, done.best_epoch) == ("stopped", 0, [], 0)
    assert done.values("frame")[-1].step == 0


def test_tuning_while_paused_is_told_at_once(watch):
    experiment = TUNABLE.replace(epochs=1000)
    watched = watch(experiment, "step_epoch")
    watched.wait_for("paused", True)
    watched.control.tell("tune", experiment.replace(dropout=0.5, learning_rate=0.2))
    tuned, training = watched.wait_for("tuned")
    before = {"dropout": experiment.dropout, "learning_rate": experiment.learning_rate}
    assert tuned == {"epoch": 1.0, "changes": {"dropout": 0.5, "learning_rate": 0.2}, "before": before}
    assert training.experiment.dropout == 0.5
    watched.control.tell("step_epoch")
    watched.wait_for("paused", True)
    assert [epoch[4] for epoch in watched.end().history] == [experiment.learning_rate, 0.2]


@pytest.mark.parametrize("changes", [{"epochs": 2}, {"activation": "relu"}, {"dropout": 0.0}, {"l2": 0.0}, {"seed": 2}])
def test_what_needs_a_restart_is_not_tuned(changes):
    control = Control()
    control.tell("tune", TUNABLE.replace(learning_rate=9.0, **changes))
    refused = run(TUNABLE, control)
    assert refused.values("tuned") == []
    assert refused.history == run(TUNABLE).history


def test_the_same_values_are_no_tuning():
    control = Control()
    control.tell("tune", POINTS)
    assert run(POINTS, control).values("tuned") == []


def test_every_epoch_keeps_to_the_pace():
    kept = []

    class Watch(Control):
        def keep_pace(self, epoch_started):
            kept.append(epoch_started)
            super().keep_pace(epoch_started)

    control = Watch()
    run(POINTS, control)
    assert kept == []
    control.tell("pace", 1e6)
    run(POINTS, control)
    assert len(kept) == POINTS.epochs
    assert kept == sorted(kept)


# --- Tuning at an epoch's end, in one thread ----------------------------------------------------


def tune_after_first_epoch(experiment, **changes):
    control = Control()

    def tune(training):
        if len(training.history) == 1:
            control.tell("tune", experiment.replace(**changes))

    return run(experiment, control, on_epoch=tune)


def test_tuning_the_rate_scales_the_schedule():
    experiment = POINTS.replace(epochs=4, learning_rate=0.4, schedule="step", decay_epochs=1)
    tuned = tune_after_first_epoch(experiment, learning_rate=0.8)
    assert [epoch[4] for epoch in tuned.history] == [0.4, 0.4, 0.2, 0.1]
    assert tuned.values("tuned") == [
        {"epoch": 1.0, "changes": {"learning_rate": 0.8}, "before": {"learning_rate": 0.4}}
    ]


def test_a_tuned_rate_trains_as_a_schedule_of_these_rates_would():
    """Halved after the first epoch, by hand and by the schedule: the same weights."""
    by_hand = tune_after_first_epoch(POINTS.replace(epochs=2, learning_rate=0.4), learning_rate=0.2)
    by_schedule = run(POINTS.replace(epochs=2, learning_rate=0.4, schedule="step", decay_epochs=1))
    assert by_hand.history == by_schedule.history


@pytest.mark.parametrize("changes", [{"dropout": 0.6}, {"input_dropout": 0.6}, {"l1": 0.1}, {"l2": 0.1}])
def test_tuned_values_train_on(changes):
    tuned, plain = tune_after_first_epoch(TUNABLE, **changes), run(TUNABLE)
    assert tuned.history[0] == plain.history[0]
    assert tuned.history[1] != plain.history[1]
    before = {name: getattr(TUNABLE, name) for name in changes}
    assert tuned.values("tuned") == [{"epoch": 1.0, "changes": changes, "before": before}]


# --- Other ends ---------------------------------------------------------------------------------


def test_a_stop_does_not_wait_for_a_long_evaluation(monkeypatch):
    control, evaluate, batches = Control(), Program.evaluate, []

    def stop_in_the_middle(program, x, y, border=lambda: None):
        def told():
            batches.append(True)
            control.tell("stop")
            border()

        return evaluate(program, x, y, told)

    monkeypatch.setattr("models.network.at_once._EVALUATED", 5)
    monkeypatch.setattr(Program, "evaluate", stop_in_the_middle)
    done = run(POINTS.replace(batch_size=19), control)
    assert (done.reason, done.history, len(batches)) == ("stopped", [], 1)
    assert done.step > 0


def test_all_epochs():
    assert run(POINTS).reason == "epochs"


def test_a_budget_that_is_used_up_ends_the_run():
    done = run(LONG, budget=0.0)
    assert done.reason == "budget"
    assert done.step >= 1
    assert len(done.history) < 1000


AT_ONCE = POINTS.replace(activation="linear", initializer="normal", init_std=100.0, learning_rate=10.0, epochs=50)
LATE = POINTS.replace(l2=1.0, learning_rate=1.5, epochs=50)  # each step makes a weight of w one of -2 w


@pytest.mark.parametrize(("experiment", "epochs"), [(AT_ONCE, range(1)), (LATE, range(8, 16))])
def test_divergence_ends_a_run_in_the_same_epoch_whatever_the_chunks(monkeypatch, experiment, epochs):
    runs = []
    for seconds in (0.0, 1000.0):
        monkeypatch.setattr("models.engine.trainer._CHUNK_SECONDS", seconds)
        runs.append(run(experiment))
    assert [done.reason for done in runs] == ["diverged", "diverged"]
    assert runs[0].history == runs[1].history
    assert len(runs[0].history) in epochs
    assert all(math.isfinite(loss) for loss in runs[0].losses)
