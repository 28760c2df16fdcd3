from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.jobs.run import MOST_TUNED, Run, session_of, thin, with_mark, without_pictures
from models.runs.first_layer import FirstLayer
from models.runs.wire import pack
from tests.there import there
from tests.unit.jobs.runs import EXPERIMENT, result_of, sized
from tests.unit.jobs.toy_engine import result


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=60, unique=True), st.integers(2, 30))
def test_thinning_keeps_order_first_and_newest(steps, most):
    frames = tuple(sized(step, 1) for step in sorted(steps))
    kept = thin(frames, most)
    assert len(kept) == min(most, len(frames))
    assert (kept[0], kept[-1]) == (frames[0], frames[-1])
    assert [item.step for item in kept] == sorted(item.step for item in kept)


def test_an_owner_is_a_session_or_a_job_of_one():
    assert [session_of(owner) for owner in ("ann", "ann/case spiral")] == ["ann", "ann"]


def test_without_pictures_the_figures_are_left():
    run: Run = Run("id", "ann", EXPERIMENT, "finished", result_data=result_of(100_000))
    small = without_pictures(run)
    assert small.size < 1000
    left = there(small.result)
    assert (left.test_accuracy, left.classes, left.mistakes, left.heat) == (0.9, ("a", "b"), (), None)
    assert left.confusion.tolist() == [[1, 0], [0, 1]]


def test_a_result_of_the_lab_loses_its_mistakes_only():
    run: Run = Run("id", "ann", EXPERIMENT, "finished", result_data=pack(result("epochs", EXPERIMENT)))
    assert there(without_pictures(run).result).test_loss == 0.1
    assert without_pictures(Run("id", "ann", EXPERIMENT, "failed")).result is None


def test_what_is_seen_of_the_first_layer_counts_and_goes_with_the_pictures():
    look = FirstLayer(1, 0, np.zeros((3, 3, 1, 8), np.float32), np.zeros((28, 28, 8), np.uint8), 0.0, 1.0)
    run: Run = Run("id", "ann", EXPERIMENT, "finished", first_layer=look, result_data=result_of(0))
    assert run.size == 288 + 6272 + len(result_of(0))
    assert without_pictures(run).first_layer is None


def mark(number):
    return {"epoch": float(number), "changes": {"learning_rate": number + 1}, "before": {"learning_rate": number}}


def test_changes_without_end_become_one_that_says_what_was_before_and_what_is_now():
    tuned: tuple[Any, ...] = ()
    for number in range(MOST_TUNED + 50):
        tuned = with_mark(tuned, mark(number))
    assert tuned[: MOST_TUNED - 1] == tuple(map(mark, range(MOST_TUNED - 1)))
    newest = MOST_TUNED + 49
    changes, before = {"learning_rate": newest + 1}, {"learning_rate": MOST_TUNED - 1}
    assert tuned[-1] == {"epoch": float(newest), "changes": changes, "before": before}
    assert len(tuned) == MOST_TUNED
