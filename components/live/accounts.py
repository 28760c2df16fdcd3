"""Who has had how much of the CPU time that pictures take: of those who wait, the one who had least is next."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from cachetools import LRUCache

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
        self._had: LRUCache[Hashable, tuple[float, float]] = LRUCache(_KEPT)  # CPU seconds, and when that was so

    def charge(self, payers: Collection[Payer], seconds: float, now: float) -> None:
        """A picture was made for these, in so many CPU seconds."""
        for payer in payers:
            address, share = payer[0], max(LEAST, seconds) / len(payers)
            before = self._browser(payer, now)
            self._had["served", address] = before + share - LEAST / len(payers), now
            self._had[payer] = before + share, now
            self._had[address] = self._now(address, now) + share, now

    def place(self, payers: Collection[Payer], now: float) -> tuple[float, float]:
        """What sorts those who wait: the lowest is next. Of several who wait for one picture the best place counts."""
        return min(((self._now(payer[0], now), self._browser(payer, now)) for payer in payers), default=(0.0, 0.0))

    def _browser(self, payer: Payer, now: float) -> float:
        return self._now(payer if payer in self._had else ("served", payer[0]), now)

    def _now(self, account: Hashable, now: float) -> float:
        seconds, at = self._had.get(account, (0.0, now))
        return seconds * 0.5 ** ((now - at) / HALF_LIFE)
