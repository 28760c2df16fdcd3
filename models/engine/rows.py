"""The rows of the next chunk, gathered in a second thread while the present one is trained."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

Rows = tuple[np.ndarray, np.ndarray]


class RowAhead:
    """Gathers shuffled examples, a chunk at a time.

    Args:
        x: (examples, ...). y: (examples,). count: rows of a chunk.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, count: int) -> None:
        self._x, self._y, self._count = x, y, count
        self._thread = ThreadPoolExecutor(1)
        self._ahead: tuple[np.ndarray, int, Future[Rows]] | None = None

    def take(self, order: np.ndarray, start: int) -> Rows:
        """The examples ``order[start : start + count]``; past the end of the order it begins anew."""
        ahead, self._ahead = self._ahead, None
        if ahead and ahead[0] is order and ahead[1] == start:
            return ahead[2].result()
        return self._gather(order, start)

    def look_ahead(self, order: np.ndarray, start: int) -> None:
        """Begin to gather what `take` will be asked for next with these arguments."""
        if start < len(order):
            self._ahead = (order, start, self._thread.submit(self._gather, order, start))

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()

    def _gather(self, order: np.ndarray, start: int) -> Rows:
        chosen = np.resize(order[start : start + self._count], self._count)
        return np.take(self._x, chosen, axis=0), np.take(self._y, chosen)
