"""Who has had how much of the CPU time that pictures take."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable

from components.live.feeds import Payer

HALF_LIFE = 10.0  # seconds, after which half of what somebody had is forgotten
LEAST = 0.005  # CPU seconds: quick pictures cost the same, so that those who watch them are served in turn
_KEPT = 10_000  # accounts


class Accounts:
    """Accounts of addresses, and of the browsers at each. Times are those of the event loop's clock.

    An address that opens many connections has no more than another, and each of its browsers as much as the others
    there. Whoever comes new begins where the one who was served last there is, so coming again and again gains
    nothing.
    """

    def __init__(self) -> None:
        # The binary logarithm of the CPU seconds that somebody has had, as if nothing were forgotten: all is forgotten
        # alike, so these keep their order.
        self._had: dict[Hashable, float] = {}  # whoever was charged longest ago is first

    def charge(self, payers: Collection[Payer], seconds: float, now: float) -> None:
        """A picture was made for these, in so many CPU seconds."""
        for payer in payers:
            address, share = payer[0], max(LEAST, seconds) / len(payers)
            before = self.of_browser(payer)
            self._put(("served", address), _more(before, share - LEAST / len(payers), now))
            self._put(payer, _more(before, share, now))
            self._put(address, _more(self.of_address(address), share, now))

    def place(self, payer: Payer) -> tuple[float, float]:
        """What sorts all browsers: the lowest is next."""
        return self.of_address(payer[0]), self.of_browser(payer)

    def of_address(self, address: str) -> float:
        """What sorts addresses: the lowest is next."""
        return self._had.get(address, -math.inf)

    def of_browser(self, payer: Payer) -> float:
        """What sorts the browsers of an address: the lowest is next."""
        had = self._had.get(payer)
        return self._had.get(("served", payer[0]), -math.inf) if had is None else had

    def _put(self, account: Hashable, had: float) -> None:
        self._had.pop(account, None)
        self._had[account] = had
        if len(self._had) > _KEPT:
            del self._had[next(iter(self._had))]


def _more(had: float, seconds: float, now: float) -> float:
    total = 2.0 ** (had - now / HALF_LIFE) + seconds
    return math.log2(total) + now / HALF_LIFE if total > 0 else -math.inf
