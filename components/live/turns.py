"""Whose picture is made next: of those who wait, whoever has had least; and one that takes long at a time."""

from __future__ import annotations

from components.live.accounts import Accounts
from components.live.feeds import Feed, Payer, Watch
from components.live.pace import Pace

SLOW_SECONDS = 0.05  # pictures that take longer leave one thread to the others


class Turns:
    """The watches that wait for a picture to be made. Times are those of the event loop's clock.

    Args:
        pace: knows what the pictures of a source cost of late.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace, self._accounts = pace, Accounts()
        self._quick, self._slow = _Lane(self._accounts), _Lane(self._accounts)
        self._slow_one: Feed | None = None  # is being made
        self._for: dict[Feed, set[Payer]] = {}  # who waits for a picture that is being made

    def __bool__(self) -> bool:
        return bool(self._quick) or bool(self._slow)

    def add(self, watch: Watch) -> None:
        """It waits, if there is something new for it that has to be made."""
        if not (watch.waits and watch.feed.is_wanted):
            return
        lane, other = (self._slow, self._quick) if self._is_slow(watch.feed) else (self._quick, self._slow)
        other.leave(watch)  # where it was for what it watched before
        lane.add(watch)

    def leave(self, watch: Watch) -> None:
        """It is over."""
        self._quick.leave(watch)
        self._slow.leave(watch)

    def begin(self) -> Feed | None:
        """The feed whose picture is to be made now; ``None`` where there is none that may be."""
        heads = [self._quick.head(), None if self._slow_one else self._slow.head()]
        waiting = [head for head in heads if head is not None]
        if not waiting:
            return None
        feed = min(waiting, key=lambda watch: self._accounts.place(watch.browser.payer)).feed
        self._for[feed] = {watch.browser.payer for watch in feed.watches if watch.waits}
        if self._is_slow(feed):
            self._slow_one = feed
        return feed

    def end(self, feed: Feed, seconds: float | None, now: float) -> None:
        """Its picture is made.

        Args:
            seconds: of CPU time that it took; ``None`` where it failed.
        """
        if self._slow_one is feed:
            self._slow_one = None
        self._accounts.charge(self._for.pop(feed, ()), SLOW_SECONDS if seconds is None else seconds, now)

    def _is_slow(self, feed: Feed) -> bool:
        seconds = self._pace.cost(feed.wish.name) if feed.seconds is None else feed.seconds
        return seconds >= SLOW_SECONDS


class _Lane:
    """Watches that wait, by address and by browser, each in the order of their coming."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._waiting: dict[str, dict[Payer, dict[Watch, None]]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, watch: Watch) -> None:
        payer = watch.browser.payer
        self._waiting.setdefault(payer[0], {}).setdefault(payer, {})[watch] = None

    def leave(self, watch: Watch) -> None:
        payer = watch.browser.payer
        browsers = self._waiting.get(payer[0], {})
        watches = browsers.get(payer, {})
        watches.pop(watch, None)
        if not watches and payer in browsers:
            del browsers[payer]
        if not browsers:
            self._waiting.pop(payer[0], None)

    def head(self) -> Watch | None:
        """Who is next; those who do not wait any more, or are served with another, are left out from now on."""
        while self._waiting:
            browsers = self._waiting[min(self._waiting, key=self._accounts.of_address)]
            watch = next(iter(browsers[min(browsers, key=self._accounts.of_browser)]))
            if watch.waits and watch.feed.is_wanted:
                return watch
            self.leave(watch)
        return None
