"""Compiled programs are kept, shared by the runs of their structure, and used for other values without compiling."""

import threading
from dataclasses import replace
from functools import partial

import pytest
from cachetools import LRUCache

from models.engine import program_cache, worker
from models.engine.program import Program
from models.engine.program_cache import CompilationStopped, acquire, compiling, is_compiled
from models.layers import Layer
from tests.unit.engine.engine_runs import PHOTOS, POINTS, run
from tests.waiting import until

FUNCTIONS = ("_train_chunk", "_train_batch", "_evaluate_batch", "_probe", "_predict")


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch):
    """As in a worker that has just begun; what other tests compiled is there again afterwards."""
    monkeypatch.setattr(program_cache, "_idle", LRUCache(program_cache._KEPT))
    monkeypatch.setattr(program_cache, "_used", {})


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
        assert traces(program)[:3] == [1, 1, 1]
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
    assert chunk == evaluation == 1
    assert probe == experiment.is_conv  # others are looked at in NumPy


def test_the_runs_of_a_structure_share_their_program_and_it_is_kept():
    with acquire(POINTS) as first:
        assert is_compiled(POINTS)
        with acquire(POINTS) as second:
            assert second is first
        with acquire(POINTS) as third:
            assert third is first
    assert is_compiled(POINTS)


def test_who_wants_what_is_being_compiled_waits_for_it(monkeypatch):
    built: list[Program] = []
    waiting: list[bool] = []

    def build(*arguments, **more):
        built.append(Program(*arguments, **more))
        other.start()
        until(lambda: waiting)
        return built[0]

    def want():
        with acquire(POINTS, on_compile=lambda: waiting.append(True)) as program:
            built.append(program)

    other = threading.Thread(target=want)
    monkeypatch.setattr(program_cache, "Program", build)
    with acquire(POINTS) as program:
        other.join(60)
        assert built == [program, program]


def test_the_least_recently_used_is_dropped(monkeypatch):
    monkeypatch.setattr(program_cache, "_idle", LRUCache(2))
    old, middle, new = (POINTS.replace(batch_size=size) for size in (1, 2, 3))
    for experiment in (old, middle, old, new):
        with acquire(experiment):
            pass
    assert [is_compiled(experiment) for experiment in (old, middle, new)] == [True, False, True]


def test_one_of_many_weights_counts_for_more_and_one_of_too_many_is_not_kept(monkeypatch):
    small, large = POINTS.replace(batch_size=1), POINTS.replace(layers=(Layer(300), Layer(300)))
    for experiment in (small, large):
        with acquire(experiment) as program:
            pass
    size = program.state.bytes
    for most, kept in ((size, True), (size - 1, False)):
        limits = replace(program_cache.LIMITS, programs_bytes=most)
        monkeypatch.setattr(program_cache, "_idle", LRUCache(most, getsizeof=program_cache._size_in(limits)))
        for experiment in (small, large):
            with acquire(experiment):
                pass
        assert (is_compiled(small), is_compiled(large)) == (not kept, kept)


def is_long(count):
    return len(program_cache._tickets) == count


def test_networks_are_compiled_in_the_order_in_which_they_were_wanted():
    order: list[int] = []

    def compile_one(number):
        with compiling():
            order.append(number)

    threads = [threading.Thread(target=compile_one, args=(number,)) for number in range(6)]
    with compiling():
        for waiting, thread in enumerate(threads, 1):
            thread.start()
            until(partial(is_long, waiting + 1))
    for thread in threads:
        thread.join(30)
    assert order == list(range(6))


def test_who_does_not_want_it_any_more_does_not_wait_for_others():
    with compiling(), pytest.raises(CompilationStopped), acquire(POINTS, stopped=lambda: True):
        pass
    assert not is_compiled(POINTS)


def test_a_program_that_failed_is_given_to_nobody_else():
    with acquire(POINTS) as program:
        with pytest.raises(RuntimeError, match="on purpose"), acquire(POINTS):
            raise RuntimeError("on purpose")
        assert not is_compiled(POINTS)
        with acquire(POINTS) as other:
            assert other is not program
    assert is_compiled(POINTS)
    with acquire(POINTS) as kept:
        assert kept is other
