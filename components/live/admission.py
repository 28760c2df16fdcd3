"""Who may come in: browsers whose page is ours, and not too many of them."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from cachetools import TTLCache
from starlette.requests import HTTPConnection

from components.streamlit_fixes import is_origin_allowed

MOST, MOST_OF_ONE_ADDRESS = 4000, 1500  # a school may have one address for all of its classes

_judges = ThreadPoolExecutor(2, "origins")
_verdicts: TTLCache[tuple[str | None, str | None], bool] = TTLCache(1000, 60.0)
logger = logging.getLogger(__name__)


async def is_allowed(connection: HTTPConnection) -> bool:
    """Whether the page that asks is one that Streamlit would serve: see `is_origin_allowed`."""
    asked = connection.headers.get("origin"), connection.headers.get("host")
    if asked not in _verdicts:
        # In a thread of its own kind: for a foreign origin Streamlit asks the internet for this machine's own address.
        _verdicts[asked] = await asyncio.get_running_loop().run_in_executor(_judges, is_origin_allowed, *asked)
    if _verdicts.get(asked):
        return True
    origin, host = asked
    logger.warning("refused a browser with the Origin %r and the Host %r", origin, host)
    return False


class Admission:
    """The places for those who are connected.

    Args:
        most: in all. most_of_one: from one address.
    """

    def __init__(self, most: int = MOST, most_of_one: int = MOST_OF_ONE_ADDRESS) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._taken: Counter[str] = Counter()

    @contextmanager
    def place(self, connection: HTTPConnection) -> Iterator[bool]:
        """Hold a place for a connection; gives whether there is one."""
        address = connection.client.host if connection.client else ""
        if self._taken.total() >= self._most or self._taken[address] >= self._most_of_one:
            yield False
            return
        self._taken[address] += 1
        try:
            yield True
        finally:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
