"""Who may come in: browsers whose page is ours, and not too many of them."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from cachetools import LRUCache, TTLCache
from starlette.requests import HTTPConnection

from components.live.rate import Rate
from components.streamlit_fixes import is_origin_allowed
from models.limits import LIMITS

_RATES_KEPT = 4000  # of addresses, and of tabs that ask by plain requests
_LONGEST = 300  # characters of a browser's Origin and Host
_BURST_SECONDS = 2.0  # of their rate may come at once

_judges = ThreadPoolExecutor(2, "origins")
_verdicts: TTLCache[tuple[str | None, str | None], bool] = TTLCache(1000, 60.0)
logger = logging.getLogger(__name__)


async def is_allowed(connection: HTTPConnection) -> bool:
    """Whether the page that asks is one that Streamlit would serve: see `is_origin_allowed`."""
    asked = connection.headers.get("origin"), connection.headers.get("host")
    if any(len(one or "") > _LONGEST for one in asked):  # no address is so long, and these are kept for a while
        return False
    if asked not in _verdicts:
        # In a thread of its own kind: for a foreign origin Streamlit asks the internet for this machine's own address.
        _verdicts[asked] = await asyncio.get_running_loop().run_in_executor(_judges, is_origin_allowed, *asked)
    if _verdicts.get(asked):
        return True
    origin, host = asked
    logger.warning("refused a browser with the Origin %r and the Host %r", origin, host)
    return False


def address_of(connection: HTTPConnection) -> str:
    """Whence it comes; behind a proxy that says nothing of it, all come from there."""
    return connection.client.host if connection.client else ""


class Admission:
    """The places for those who are connected, and how fast they may speak.

    Args:
        most: in all. most_of_one: from one address. rate: messages a second from one address.
    """

    def __init__(
        self,
        most: int = LIMITS.channel_sockets,
        most_of_one: int = LIMITS.channel_sockets_of_address,
        rate: float = LIMITS.channel_messages_of_address,
    ) -> None:
        self._most, self._most_of_one, self._rate = most, most_of_one, rate
        self._taken: Counter[str] = Counter()
        self._rates: LRUCache[tuple[str, str], Rate] = LRUCache(_RATES_KEPT)

    def rate(self, connection: HTTPConnection) -> Rate:
        """What all connections from this one's address may say together."""
        return self._kept_rate(address_of(connection), "", self._rate)

    def rate_of_tab(self, connection: HTTPConnection, viewer: str) -> Rate:
        """What a tab may say that has no connection of its own: as much as one that has."""
        return self._kept_rate(address_of(connection), viewer, LIMITS.channel_messages)

    def _kept_rate(self, address: str, viewer: str, rate: float) -> Rate:
        key = address, viewer
        if key not in self._rates:
            self._rates[key] = Rate(rate, int(_BURST_SECONDS * rate))
        return self._rates[key]

    @contextmanager
    def place(self, connection: HTTPConnection) -> Iterator[bool]:
        """Hold a place for a connection; gives whether there is one."""
        address = address_of(connection)
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
