"""What a worker does with a spec, in this process and without Dask."""

import threading

from models.experiment import Experiment
from models.jobs import entry
from models.jobs.entry import TaskSpec, compiling_ahead, describe_failure, load_engine
from models.runs.control import Control
from tests.unit.jobs import toy_engine


def test_the_engine_can_be_another(monkeypatch):
    monkeypatch.setenv("LAYERLAB_ENGINE", "tests.unit.jobs.toy_engine")
    assert load_engine() is toy_engine


def test_failures_of_ours_have_a_kind_and_others_do_not():
    ours = describe_failure(toy_engine.ToyMissing("x" * 900))
    assert (ours["failure"], len(ours["message"])) == ("toy_missing", 500)
    assert describe_failure(ZeroDivisionError("by 0"))["failure"] == "error"


def test_a_run_waits_for_its_structure_and_for_no_other(monkeypatch):
    monkeypatch.setenv("LAYERLAB_ENGINE", "tests.unit.jobs.toy_engine")
    told, waits = [], threading.Event()

    def run(experiment):
        def tell(kind, data, **more):
            told.append((experiment.batch_size, kind))
            if (kind, data) == ("phase", "compiling"):
                waits.set()

        spec = TaskSpec("run", 1, experiment.to_json(), "topic", 60.0)
        return entry._train(spec, Control(), tell)["kind"]

    same, other = Experiment(epochs=1), Experiment(epochs=1, batch_size=64)
    with compiling_ahead(same.structure):
        thread = threading.Thread(target=run, args=(same,))
        thread.start()
        assert waits.wait(10)
        assert run(other) == "result"
        assert (32, "frame") not in told
    thread.join()
    assert (32, "frame") in told
