"""The rows of the next chunk, gathered in a second thread while the present one is trained."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

Rows = tuple[np.ndarray, np.ndarray]


def shuffled_epochs(examples: int, batch_size: int, steps: int, seed: int) -> Iterator[np.ndarray]:
    """The order in which each epoch trains the examples, without end.

    Args:
        steps: batches of an epoch; 0 for one pass, whose last batch is what is left over. Otherwise all batches are
            full, and the epochs cut up one stream of passes, as Keras does with a dataset that repeats.

    Yields:
        Indices of examples, (examples,) or (steps * batch_size,).
    """
    shuffle = np.random.default_rng([seed, 1])
    if not steps:
        while True:
            yield shuffle.permutation(examples)
    wanted = steps * batch_size
    stream = np.empty(0, dtype=np.int64)
    while True:
        passes = -(-(wanted - len(stream)) // examples)
        stream = np.concatenate([stream, *(shuffle.permutation(examples) for _ in range(passes))])
        yield stream[:wanted]
        stream = stream[wanted:]


class Prefetcher:
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
