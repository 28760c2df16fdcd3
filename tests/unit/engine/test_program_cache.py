"""Compiled programs are kept, handed to one run at a time, and used for other values without compiling."""

import pytest
from cachetools import LRUCache

from models.engine import program_cache, worker
from models.engine.program_cache import acquire, is_compiled
from tests.unit.engine.engine_runs import PHOTOS, POINTS, run

FUNCTIONS = ("_train_chunk", "_train_batch", "_evaluate_batch", "_probe", "_predict")


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch):
    """As in a worker that has just begun; what other tests compiled is there again afterwards."""
    monkeypatch.setattr(program_cache, "_idle", LRUCache(program_cache._KEPT))


def traces(program):
    return [getattr(program, name).experimental_get_tracing_count() for name in FUNCTIONS]


@pytest.mark.parametrize(
    ("experiment", "changes"),
    [
        (
            POINTS.replace(dropout=0.2, l2=0.01),
            [
                {"dropout": 0.5, "l2": 0.1, "learning_rate": 1.0},
                {"seed": 5, "initializer": "normal", "init_std": 0.2},
                {"dataset": "spiral", "examples": 333, "validation_share": 0.0},
                {"epochs": 1, "schedule": "cosine", "early_stopping": "val_loss", "checkpoint": "val_loss"},
            ],
        ),
        (PHOTOS, [{"examples": 55, "seed": 2, "learning_rate": 0.1}]),
    ],
)
def test_a_structure_is_traced_once(experiment, changes):
    experiment = experiment.replace(batch_size=13)
    run(experiment)
    with acquire(experiment) as program:
        assert traces(program)[:4] == [1, 1, 1, 1]
        before = traces(program)
    for values in changes:
        run(experiment.replace(**values))
    with acquire(experiment) as same:
        assert same is program
        assert traces(same) == before


@pytest.mark.parametrize("experiment", [POINTS, PHOTOS])
def test_prepare_compiles_what_the_first_run_needs(experiment):
    assert not is_compiled(experiment)
    worker.prepare(experiment)
    assert is_compiled(experiment.replace(seed=8))
    with acquire(experiment) as program:
        pass
    run(experiment)
    with acquire(experiment) as same:
        assert same is program
        chunk, _, evaluation, probe, _ = traces(same)
    assert chunk == evaluation == probe == 1


def test_two_runs_never_share_a_program():
    with acquire(POINTS) as first:
        assert not is_compiled(POINTS)
        with acquire(POINTS) as second:
            assert second is not first


def test_the_least_recently_used_is_dropped(monkeypatch):
    monkeypatch.setattr(program_cache, "_idle", LRUCache(2))
    old, middle, new = (POINTS.replace(batch_size=size) for size in (1, 2, 3))
    for experiment in (old, middle, old, new):
        with acquire(experiment):
            pass
    assert [is_compiled(experiment) for experiment in (old, middle, new)] == [True, False, True]


def test_a_program_that_failed_is_not_lent_again():
    with pytest.raises(RuntimeError, match="on purpose"), acquire(POINTS):
        raise RuntimeError("on purpose")
    assert not is_compiled(POINTS)
