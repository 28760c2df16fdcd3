"""Whose picture is made next: one that takes long at a time, and of those who wait, whoever has had least."""

from __future__ import annotations

from components.live.accounts import Accounts
from components.live.feeds import Feed, Payer
from components.live.pace import Pace

SLOW_SECONDS = 0.05  # pictures that take longer leave one thread to the others


class Turns:
    """The feeds whose pictures have to be made. Times are those of the event loop's clock.

    Args:
        pace: knows what the pictures of a source cost of late.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace, self._accounts = pace, Accounts()
        self._waiting: dict[Feed, None] = {}  # of equals in this order
        self._slow: Feed | None = None  # is being made
        self._for: dict[Feed, set[Payer]] = {}  # who waits for a picture that is being made

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, feed: Feed) -> None:
        """A picture is wanted of it, if it is."""
        if feed.is_wanted:
            self._waiting.setdefault(feed)

    def begin(self, now: float) -> Feed | None:
        """The feed whose picture is to be made now; ``None`` where there is none that may be."""
        for feed in [feed for feed in self._waiting if not feed.is_wanted]:
            del self._waiting[feed]
        may_be_made = [feed for feed in self._waiting if self._slow is None or not self._is_slow(feed)]
        if not may_be_made:
            return None
        feed = min(may_be_made, key=lambda feed: self._accounts.place(feed.payers, now))
        del self._waiting[feed]
        self._for[feed] = feed.payers
        if self._is_slow(feed):
            self._slow = feed
        return feed

    def end(self, feed: Feed, seconds: float | None, now: float) -> None:
        """Its picture is made.

        Args:
            seconds: of CPU time that it took; ``None`` where it failed.
        """
        if self._slow is feed:
            self._slow = None
        self._accounts.charge(self._for.pop(feed, ()), SLOW_SECONDS if seconds is None else seconds, now)

    def _is_slow(self, feed: Feed) -> bool:
        seconds = self._pace.cost(feed.wish.name) if feed.seconds is None else feed.seconds
        return seconds >= SLOW_SECONDS
