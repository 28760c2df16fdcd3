"""Rows gathered ahead are those that are asked for."""

import numpy as np

from models.engine.rows import RowAhead

X, Y = np.arange(20, dtype=np.float32).reshape(10, 2), np.arange(10, dtype=np.int32)


def test_rows_come_in_the_order_given_whether_gathered_ahead_or_not():
    rows = RowAhead(X, Y, count=3)
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
    rows = RowAhead(X, Y, count=4)
    x, y = rows.take(np.array([7, 8, 9]), 1)
    np.testing.assert_array_equal(y, [8, 9, 8, 9])
    np.testing.assert_array_equal(x, X[y])
    rows.close()
