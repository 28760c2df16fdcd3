"""Rows gathered ahead are those that are asked for, and each epoch has its own order."""

from itertools import islice

import numpy as np
import pytest

from models.engine.prefetch import Prefetcher, shuffled_epochs

X, Y = np.arange(20, dtype=np.float32).reshape(10, 2), np.arange(10, dtype=np.int32)


def test_rows_come_in_the_order_given_whether_gathered_ahead_or_not():
    rows = Prefetcher(X, Y, count=3)
    order = np.random.default_rng(0).permutation(10)
    other = order[::-1].copy()
    rows.look_ahead(order, 3)
    for asked, start in ((order, 3), (order, 0), (other, 3)):
        x, y = rows.take(asked, start)
        np.testing.assert_array_equal(y, asked[start : start + 3])
        np.testing.assert_array_equal(x, X[y])
        rows.look_ahead(order, start + 3)  # not always what is asked for next
    rows.close()


def test_past_the_end_the_order_begins_anew():
    rows = Prefetcher(X, Y, count=4)
    x, y = rows.take(np.array([7, 8, 9]), 1)
    np.testing.assert_array_equal(y, [8, 9, 8, 9])
    np.testing.assert_array_equal(x, X[y])
    rows.close()


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_epochs_of_so_many_steps_cut_up_a_stream_of_passes(steps):
    orders = list(islice(shuffled_epochs(examples=10, batch_size=4, steps=steps, seed=1), 10))
    assert {len(order) for order in orders} == {4 * steps}
    stream = np.concatenate(orders)
    passes = [tuple(stream[start : start + 10]) for start in range(0, len(stream) - 9, 10)]
    assert all(sorted(seen) == list(range(10)) for seen in passes)
    assert len(set(passes)) == len(passes)


def test_an_epoch_of_all_examples_sees_each_once():
    orders = list(islice(shuffled_epochs(examples=10, batch_size=4, steps=0, seed=1), 3))
    assert all(sorted(order) == list(range(10)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
