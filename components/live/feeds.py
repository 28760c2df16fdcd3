"""What is watched, and by whom: a feed for each wish, a watch for each browser that has it."""

from __future__ import annotations

import math
from asyncio import TimerHandle
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from components.live.messages import Wish
from components.live.source import Weighed
from models.limits import LIMITS, ServerLimits

Payer = tuple[str, Hashable]  # an address, and what tells a browser there from others
MOST_KEPT = 256  # feeds that nobody watches just now


class Browser(Protocol):
    """Where pictures go; called in the event loop, must not wait.

    Attributes:
        payer: whose account the making of its pictures goes to.
    """

    payer: Payer

    def show(self, number: int, version: int, payload: bytes) -> None:
        """Send the picture of a watch, instead of one that has not been sent yet; b"": there is nothing to watch."""

    def refuse(self, number: int, why: str) -> None:
        """Say that a watch is none, and is over."""


@dataclass(eq=False)
class Watch:
    """What one browser watches under one number.

    Attributes:
        viewer: the tab's token.
        feed: where its pictures come from.
        have: version of the picture that it was sent last.
        is_ready: it has drawn that one.
        wished: version that the browser says it has while it still draws another one; ``None`` where it said nothing.
        shown_at: when it was sent that one, of the event loop's clock.
        is_awaited: it will have drawn it soon, so one picture may be made ahead.
        next: what it shall watch once the picture that is being made for it is shown.
    """

    browser: Browser
    number: int
    viewer: str
    feed: Feed
    have: int
    is_ready: bool = True
    shown_at: float = 0.0
    is_awaited: bool = False
    next: Wish | None = None
    wished: int | None = None

    @property
    def waits(self) -> bool:
        """Whether a picture may be made for it."""
        return self.is_ready or self.is_awaited


@dataclass(eq=False)
class Feed:
    """The pictures of one wish, for all who have it.

    Attributes:
        payload: the newest picture; ``None`` before the first.
        made_at: when it was there, of the event loop's clock.
        is_stale: there is something newer than what the payload, or the picture in the making, shows.
        is_over: nothing new comes by itself.
        ageing: makes it stale after a while, where its source says so.
        seconds: of CPU time that a picture takes, where the source can tell beforehand.
    """

    wish: Wish
    watches: dict[Watch, None] = field(default_factory=dict)
    payload: bytes | None = None
    version: int = 0
    made_at: float = -math.inf
    is_stale: bool = True
    is_making: bool = False
    is_over: bool = False
    ageing: TimerHandle | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        source = self.wish.source
        self.seconds = source.seconds(self.wish.args) if isinstance(source, Weighed) else None

    @property
    def is_wanted(self) -> bool:
        """Whether a picture has to be made."""
        if self.is_making or not self.is_stale:
            return False
        return any(watch.waits for watch in self.watches)

    @property
    def is_true(self) -> bool:
        """Whether the picture that is there shows what there is now."""
        return self.payload is not None and not self.is_stale and not self.is_making


class Feeds:
    """All feeds that are watched, and true pictures that nobody watches just now, for whoever comes next."""

    def __init__(self, limits: ServerLimits = LIMITS) -> None:
        self._limits = limits
        self._feeds: dict[Wish, Feed] = {}
        self._by_topic: dict[str, set[Feed]] = defaultdict(set)
        self._kept: dict[Feed, None] = {}  # the one that was left longest ago is first
        self.bytes = 0  # of all pictures that are there

    def __iter__(self) -> Iterator[Feed]:
        return iter(self._feeds.values())

    def get(self, wish: Wish) -> Feed | None:
        """The feed of a wish, if there is one."""
        return self._feeds.get(wish)

    def open(self, wish: Wish) -> Feed:
        """The feed of a wish, for somebody who watches it from now on."""
        feed = self._feeds.get(wish)
        if feed is None:
            feed = self._feeds[wish] = Feed(wish)
            for topic in wish.topics:
                self._by_topic[topic].add(feed)
        self._kept.pop(feed, None)
        return feed

    def put(self, feed: Feed, payload: bytes, version: int) -> None:
        """A feed has a new picture; those that nobody watches make room for it."""
        if self._feeds.get(feed.wish) is feed:
            self.bytes += len(payload) - len(feed.payload or b"")
        feed.payload, feed.version = payload, version
        self._make_room()

    def has_room(self, wish: Wish) -> bool:
        """Whether one more may watch this."""
        return wish in self._feeds or self.bytes < self._limits.channel_pictures_bytes

    def settle(self, feed: Feed) -> None:
        """Drop a feed that nobody watches, unless its picture is true and there is room to keep it."""
        if feed.watches or feed.is_making or self._feeds.get(feed.wish) is not feed:
            return
        self._kept.pop(feed, None)
        if not feed.is_true:
            self._drop(feed)
            return
        self._kept[feed] = None
        self._make_room()

    def of(self, topic: str) -> list[Feed]:
        """The feeds that a topic is one of."""
        return list(self._by_topic.get(topic, ()))

    def _make_room(self) -> None:
        """Drop pictures that nobody watches, where there are too many or all pictures take too much."""
        while self._kept and (len(self._kept) > MOST_KEPT or self.bytes > self._limits.channel_pictures_bytes):
            self._drop(next(iter(self._kept)))

    def _drop(self, feed: Feed) -> None:
        self._kept.pop(feed, None)
        del self._feeds[feed.wish]
        self.bytes -= len(feed.payload or b"")
        if feed.ageing is not None:
            feed.ageing.cancel()
        for topic in feed.wish.topics:
            self._by_topic[topic].discard(feed)
            if not self._by_topic[topic]:
                del self._by_topic[topic]
