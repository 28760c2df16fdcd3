"""Who watches what, and when pictures are made: once for all who watch the same, and only for who has drawn the last.

Everything happens in the event loop, but for the pictures, which a few threads make, and `Hub.changed`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import Lock

from components.live.feeds import Browser, Feed, Feeds, Watch
from components.live.making import Made, make, tell
from components.live.messages import Refused, Wish
from components.live.pace import Pace
from components.live.turns import Turns
from models.limits import LIMITS, ServerLimits

_THREADS = 2  # that make pictures; they share Python's lock with the event loop
_QUICK_SECONDS = 0.1  # who draws in less has its next picture made meanwhile; for others it would be old by then
_FRESH_SECONDS = 0.1  # a picture that was made so long ago is shown though there is something newer
_TELLING_SECONDS = 2.0
_DRAWING_SECONDS = 10.0  # so long a picture may take to be drawn
_FEELING_SECONDS = 0.2
_FULL = "too much is watched on this server"

logger = logging.getLogger(__name__)


class Hub:
    """Brings pictures to browsers; the newest to each as soon as it has drawn the last, and nothing queues.

    Of those who wait, the one who has had least CPU time is next, so that whoever asks for much is served as often as
    can be and nobody else starves. Feeds that nobody watches are made no more; their last pictures are kept for whoever
    comes next, as long as they are true.

    Args:
        limits: of all that is watched.
    """

    def __init__(self, limits: ServerLimits = LIMITS) -> None:
        self._limits = limits
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pool = ThreadPoolExecutor(_THREADS + 1, "pictures")  # the last one tells sources who watches
        self._lock = Lock()
        self._topics: set[str] = set()  # changed, and the event loop does not know it yet
        self._version = secrets.randbits(31)
        self._pace = Pace()
        self._feeds, self._turns = Feeds(limits), Turns(self._pace)
        self._makings = self._watches = 0
        self._resting: asyncio.TimerHandle | None = None
        self._telling: asyncio.TimerHandle | None = None
        self._feeling: asyncio.TimerHandle | None = None

    def changed(self, topic: str) -> None:
        """There is something new; many calls coalesce. Thread-safe, and returns at once."""
        with self._lock:
            loop, is_told = self._loop, bool(self._topics)
            if loop is None or loop.is_closed():
                return
            self._topics.add(topic)
            if not is_told:
                loop.call_soon_threadsafe(self._hear)

    def watch(self, browser: Browser, number: int, wish: Wish, viewer: str, have: int) -> Watch:
        """Begin to watch; the browser has drawn the picture ``have``, or none if it is 0.

        Raises:
            Refused: too much is watched already.
        """
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._begin(loop)
        if self._watches >= self._limits.channel_watches or not self._feeds.has_room(wish):
            raise Refused(number, _FULL)
        watch = Watch(browser, number, viewer, self._feeds.open(wish), have)
        watch.feed.watches[watch] = None
        self._watches += 1
        self._tell_sources([watch])
        if self._telling is None:
            self._telling = loop.call_later(_TELLING_SECONDS, self._tell_all)
        if self._feeling is None:
            self._feel(loop.time())
        self._offer(watch)
        return watch

    def change(self, watch: Watch, wish: Wish, have: int) -> None:
        """Watch something else under the same number.

        A picture of the same source that is being made is shown yet: of a slider that is dragged there would never be
        one otherwise.

        Raises:
            Refused: too much is watched already.
        """
        if not self._feeds.has_room(wish):
            raise Refused(watch.number, _FULL)
        before, new = watch.feed, self._feeds.get(wish)
        if watch.is_ready:
            watch.have = have
        else:
            watch.wished = have
        is_there = new is not None and new.is_true
        if watch.is_ready and before.is_making and before.wish.name == wish.name and not is_there:
            watch.next = wish
        else:
            self._move(watch, wish)

    def drawn(self, watch: Watch) -> None:
        """The browser has drawn what it was sent last."""
        assert self._loop is not None
        watch.is_ready = True
        if watch.wished is not None:
            watch.have, watch.wished = watch.wished, None
        watch.is_awaited = self._loop.time() - watch.shown_at < _QUICK_SECONDS
        self._offer(watch)

    def sent(self, seconds: float) -> None:
        """A picture was sent to one browser, which took so long."""
        self._pace.sent(seconds)

    def end(self, watch: Watch) -> None:
        """Nobody watches it any more."""
        if watch in watch.feed.watches:
            del watch.feed.watches[watch]
            self._watches -= 1
            self._turns.leave(watch)
        self._feeds.settle(watch.feed)

    @property
    def watches(self) -> int:
        """How many watches there are."""
        return self._watches

    @property
    def feeds(self) -> int:
        """How many pictures are watched, or kept."""
        return sum(1 for _ in self._feeds)

    def close(self) -> None:
        """End the threads, once the pictures that they make are made."""
        for timer in (self._resting, self._telling, self._feeling):
            if timer is not None:
                timer.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Work in this event loop from now on; whatever was in another one is over with it."""
        with self._lock:
            self._loop = loop
            self._topics.clear()
        self._feeds, self._turns = Feeds(self._limits), Turns(self._pace)
        self._makings = self._watches = 0
        self._resting = self._telling = self._feeling = None

    def _move(self, watch: Watch, wish: Wish) -> None:
        before, watch.next = watch.feed, None
        watch.feed = self._feeds.open(wish)
        if watch.feed is not before:
            before.watches.pop(watch, None)
            watch.feed.watches[watch] = None
            self._feeds.settle(before)
        self._offer(watch)

    # Pictures are made and go to those who are ready.

    def _hear(self) -> None:
        with self._lock:
            topics, self._topics = self._topics, set()
        for topic in topics:
            for feed in self._feeds.of(topic):
                self._outdate(feed)

    def _outdate(self, feed: Feed) -> None:
        """There is something new to be seen."""
        feed.is_stale = True
        self._feeds.settle(feed)
        self._queue(feed)
        self._make()

    def _offer(self, watch: Watch) -> None:
        """Show a watch what is new, and have the next one made.

        Not what is old by now: the one that is made instead is soon there. Where pictures come faster than they are
        drawn there always is something newer, and to wait for it each time would halve what is seen.
        """
        assert self._loop is not None
        feed = watch.feed
        if feed.is_true or self._loop.time() - feed.made_at < _FRESH_SECONDS:
            self._show(watch)
        self._turns.add(watch)
        self._make()

    def _queue(self, feed: Feed) -> None:
        for watch in feed.watches:
            self._turns.add(watch)

    def _make(self) -> None:
        """Begin to make pictures, as many as may be made now."""
        assert self._loop is not None
        while self._makings < _THREADS and not self._rests():
            feed = self._turns.begin()
            if feed is None:
                break
            feed.is_making, feed.is_stale = True, False
            self._makings += 1
            for watch in feed.watches:
                watch.is_awaited = watch.is_awaited and watch.is_ready
            making = self._loop.run_in_executor(self._pool, make, feed.wish)
            making.add_done_callback(partial(self._made, feed))

    def _rests(self) -> bool:
        """Whether pictures have to wait, since they have taken their share; they go on by themselves."""
        assert self._loop is not None
        free_at = self._pace.free_at()
        if self._turns and self._resting is None and free_at > self._loop.time():
            self._resting = self._loop.call_at(free_at, self._go_on)
        return self._resting is not None

    def _go_on(self) -> None:
        self._resting = None
        self._make()

    def _made(self, feed: Feed, making: asyncio.Future[Made]) -> None:
        assert self._loop is not None
        self._makings -= 1
        feed.is_making = False
        error = making.exception()
        self._turns.end(feed, None if error else making.result().seconds, self._loop.time())
        if error is None:
            self._take(feed, making.result())
        else:
            self._failed(feed, error)
        self._let_age(feed)
        for watch in list(feed.watches):
            if watch.next is not None:
                self._move(watch, watch.next)
        self._feeds.settle(feed)
        self._queue(feed)
        self._make()

    def _let_age(self, feed: Feed) -> None:
        assert self._loop is not None
        if feed.ageing is not None:
            feed.ageing.cancel()
        every = 0.0 if feed.is_over else feed.wish.source.every
        feed.ageing = self._loop.call_later(every, self._outdate, feed) if every else None

    def _take(self, feed: Feed, made: Made) -> None:
        """A picture has come."""
        assert self._loop is not None
        feed.is_over, feed.made_at = made.is_over, self._loop.time()
        if made.payload != feed.payload:
            self._version = self._version % (2**32 - 1) + 1
            self._feeds.put(feed, made.payload, self._version)
        self._pace.made(feed.wish.name, made.seconds, self._loop.time())
        for watch in feed.watches:
            self._show(watch)

    def _failed(self, feed: Feed, error: BaseException) -> None:
        """The next change may bring a picture; where there is none to come, the browser is told."""
        logger.error("no picture of %s", feed.wish, exc_info=error)
        if not feed.wish.is_constant:
            return
        feed.is_stale = True
        for watch in list(feed.watches):
            if watch.next is None:
                self.end(watch)
                watch.browser.refuse(watch.number, "there is no picture")

    def _show(self, watch: Watch) -> None:
        """Show a watch the picture that there is, if it is ready and has it not."""
        feed = watch.feed
        if watch.is_ready and feed.payload is not None and feed.version != watch.have:
            assert self._loop is not None
            now = self._loop.time()
            watch.is_ready, watch.have, watch.shown_at = False, feed.version, now
            self._pace.shown(now)
            watch.browser.show(watch.number, feed.version, feed.payload)

    # Sources are told who watches.

    def _tell_all(self) -> None:
        assert self._loop is not None
        now, self._telling = self._loop.time(), None
        watches = [watch for feed in self._feeds for watch in feed.watches]
        if watches:
            # A tab that draws nothing any more, such as one in the background, does not watch.
            self._tell_sources(watch for watch in watches if watch.is_ready or now - watch.shown_at < _DRAWING_SECONDS)
            self._telling = self._loop.call_later(_TELLING_SECONDS, self._tell_all)

    def _feel(self, due: float) -> None:
        """Notice how late the event loop is."""
        assert self._loop is not None
        now, self._feeling = self._loop.time(), None
        self._pace.felt(now - due)
        if self._telling is not None:
            due = now + _FEELING_SECONDS
            self._feeling = self._loop.call_at(due, self._feel, due)

    def _tell_sources(self, watches: Iterable[Watch]) -> None:
        self._pool.submit(tell, {(watch.feed.wish, watch.viewer) for watch in watches})


@cache
def hub() -> Hub:
    """The hub of this process."""
    return Hub()
