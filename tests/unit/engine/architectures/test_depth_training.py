"""Runs of networks of blocks: what they tell, that they obey, and that their steps depend on nothing else."""

import math
import queue
import threading

import pytest

from models.architectures.depth import STEPS, DepthExperiment, pair_of
from models.engine import worker
from models.runs.control import Control
from models.runs.depth_frames import PIECE_STEPS, TEST_STEPS
from models.runs.wire import pack, unpack

SOON = 60.0  # seconds after which a test gives up; nothing here takes them
SHALLOW = DepthExperiment(dense_layers=6, seed=2)


class Watched:
    """A run as a worker makes it, in a thread of its own."""

    def __init__(self, experiment, *commands, budget=math.inf):
        self.control, self.told = Control(), []
        self._messages: queue.Queue[tuple] = queue.Queue()
        for command in commands:
            self.control.tell(command)
        self._thread = threading.Thread(target=self._train, args=(experiment, budget), daemon=True)
        self._thread.start()

    def _train(self, experiment, budget):
        worker.train(experiment, self.control, lambda *message: self._messages.put(message), budget)
        self._messages.put(("over", None))

    def wait_for(self, kind, value=None):
        """What the next message of this kind tells, of this value if one is given."""
        while True:
            told = self._messages.get(timeout=SOON)
            self.told.append(told)
            if told[0] == kind and value in (None, told[1]):
                return told[1]

    def end(self):
        """The frames and the result of the whole run."""
        self.wait_for("over")
        return [value for kind, value in self.told if kind == "frame"], dict(self.told)["result"]


@pytest.fixture(scope="module")
def whole():
    return Watched(SHALLOW).end()


def test_a_run_tells_how_it_goes_on(whole):
    frames, result = whole
    first, last = frames[0], frames[-1]
    assert (first.step, last.step, last.steps) == (1, STEPS, STEPS)
    assert [frame.step for frame in frames] == sorted({frame.step for frame in frames})
    assert (len(last.loss), len(last.accuracy)) == (STEPS // PIECE_STEPS, STEPS // TEST_STEPS + 1)
    assert last.gradient.shape == (SHALLOW.blocks + 1,)
    assert last.progress == 1.0
    assert last.loss[-1] < 0.5 < last.loss[0]
    assert last.accuracy[0] < 0.3 < 0.8 < result.test_accuracy
    assert result.test_accuracy == last.accuracy[-1]
    assert (result.reason, result.parameters) == ("epochs", SHALLOW.parameters)
    assert result.confusion.sum() == 1000
    assert len(pack(result)) < 2000
    again = unpack(pack(last))
    assert (again.step, again.loss.tolist()) == (last.step, last.loss.tolist())


def test_a_block_that_does_nothing_lets_the_gradient_through_unchanged(whole):
    first = whole[0][0].gradient
    assert (first[:-1] <= first[1:] * 1.000001).all()  # but for what the ReLU of each block stops
    assert first[0] > 0.7 * first[-1]


def test_single_steps_give_what_a_run_without_pauses_gives(whole):
    one = Watched(SHALLOW, "step_batch")
    for _ in range(PIECE_STEPS + 3):
        one.wait_for("paused", True)
        one.control.tell("step_batch")
        one.wait_for("paused", False)
    one.control.tell("resume")
    frames, result = one.end()
    assert frames[-1].loss.tolist() == whole[0][-1].loss.tolist()
    assert result.test_loss == whole[1].test_loss


def test_runs_that_take_turns_give_what_each_gives_alone(whole, monkeypatch):
    monkeypatch.setattr("models.engine.turnstile._SHORTEST", 0.0)
    monkeypatch.setattr("models.engine.turnstile._LONGEST", 0.0)
    runs = [Watched(experiment) for experiment in (SHALLOW, SHALLOW.replace(dense_layers=10, skip=False))]
    endings = [run.end() for run in runs]
    assert all(("slice", True) in run.told for run in runs)
    assert endings[0][0][-1].loss.tolist() == whole[0][-1].loss.tolist()
    assert endings[0][1].test_loss == whole[1].test_loss


def test_a_run_that_is_stopped_is_tested_all_the_same():
    run = Watched(SHALLOW, "step_batch")
    run.wait_for("paused", True)
    run.control.tell("stop")
    frames, result = run.end()
    assert (frames[-1].step, result.reason) == (1, "stopped")
    assert 0 < result.test_accuracy < 1


def test_a_run_ends_with_its_budget():
    assert Watched(SHALLOW, budget=0.0).end()[1].reason == "budget"


def test_skips_alone_let_a_deep_network_overflow():
    frames, result = Watched(DepthExperiment(dense_layers=50, joining="he")).end()
    assert result.reason == "diverged"
    assert math.isnan(result.test_loss)
    assert result.test_accuracy < 0.2
    assert frames[-1].step < PIECE_STEPS


def test_a_worker_prepares_what_a_run_of_its_kind_will_need():
    experiment = DepthExperiment(dense_layers=50, joining="highway")
    worker.prepare(experiment)
    run = Watched(experiment, "step_batch")
    run.wait_for("paused", True)
    assert ("phase", "compiling") not in run.told
    run.control.tell("stop")
    assert run.end()[1].parameters == experiment.parameters


def test_the_skip_keeps_a_deep_network_learning():
    networks = {name: Watched(one).end()[1] for name, one in pair_of(DepthExperiment(dense_layers=50)).items()}
    assert networks["skip"].test_accuracy > networks["plain"].test_accuracy + 0.3
