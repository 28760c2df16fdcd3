"""The memory that all visitors' uploads share: every byte counts, and who holds most gives way to who holds less."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Generic, TypeVar

from models.limits import LIMITS

T = TypeVar("T")


class RoomFull(Exception):
    """Something cannot be kept.

    Attributes:
        reason: "visitor" (it is too much for one visitor) or "server" (others hold too much, and no more than this one
            would).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Kept(Generic[T]):
    """Something that a visitor has uploaded. It counts for as long as anybody holds it, or until it gives way.

    Attributes:
        owner: whose it is. size: bytes that it counts.
        content: ``None`` once it gave way.
        gave_way: whether the room was needed for others.
        on_giving_way: called then, in any thread.
    """

    def __init__(self, room: Room, owner: str, content: T) -> None:
        self.owner, self.size, self.gave_way = owner, 0, False
        self.content: T | None = content
        self.on_giving_way: Callable[[], None] = _nothing
        self.number = next(_numbers)
        self._room = room

    def grow(self, more: int) -> None:
        """Count so many bytes more.

        Raises:
            RoomFull: they cannot be kept; it counts what it did before.
        """
        self._room.admit(self, more)

    def release(self) -> None:
        """Let the content go."""
        self.content = None
        self._room.drop(self)

    def __del__(self) -> None:
        self.release()


class Room:
    """What is kept of all visitors' uploads. Thread-safe.

    A visitor who asks for room gets it from those who left, the one that left first before the others, and then from
    whoever holds most, their oldest first, as long as they hold more than the newcomer would. So nobody can fill it.

    Args:
        most: bytes of all together. each: of one visitor.
    """

    def __init__(self, most: int, each: int) -> None:
        self._most, self._each = most, each
        self._kept: weakref.WeakSet[Kept] = weakref.WeakSet()
        self._holding: Counter[str] = Counter()  # bytes by owner
        self._present: Counter[str] = Counter()  # owner -> in how many ways
        self._left: dict[str, None] = {}  # owners who were present, in the order in which they left
        self._lock = threading.RLock()  # again, where the last holder of a thing is collected at this moment

    def keep(self, owner: str, content: T, size: int) -> Kept[T]:
        """Keep something of so many bytes.

        Raises:
            RoomFull: it cannot be kept.
        """
        kept = Kept(self, owner, content)
        self.admit(kept, size)
        return kept

    def admit(self, kept: Kept, more: int) -> None:
        """See `Kept.grow`."""
        with self._lock:
            if kept.gave_way:
                raise RoomFull("server")
            giving = self._giving_way(kept.owner, more)
            for other in giving:
                other.release()
                other.gave_way = True
            self._kept.add(kept)
            self._count(kept, more)
        for other in giving:
            other.on_giving_way()

    def drop(self, kept: Kept) -> None:
        """See `Kept.release`."""
        with self._lock:
            self._count(kept, -kept.size)

    def enter(self, owner: str) -> None:
        """The visitor is present, in one way more."""
        with self._lock:
            self._present[owner] += 1
            self._left.pop(owner, None)

    def leave(self, owner: str) -> None:
        """The visitor is present in one way less; in none, what is kept of them goes first."""
        with self._lock:
            self._present[owner] -= 1
            if self._present[owner] > 0:
                return
            del self._present[owner]
            self._left = {one: None for one in (*self._left, owner) if one in self._holding}

    def bytes_of(self, owner: str) -> int:
        """What is kept of this visitor."""
        with self._lock:
            return self._holding[owner]

    @property
    def bytes(self) -> int:
        """What is kept of all."""
        with self._lock:
            return self._holding.total()

    def _count(self, kept: Kept, more: int) -> None:
        kept.size += more
        self._holding[kept.owner] += more
        if not self._holding[kept.owner]:
            del self._holding[kept.owner]

    def _giving_way(self, owner: str, more: int) -> list[Kept]:
        """What gives way to so many bytes of this owner."""
        holding = self._holding.copy()
        wanted = holding[owner] + more
        if wanted > self._each:
            raise RoomFull("visitor")
        giving: list[Kept] = []
        while holding.total() + more > self._most:
            whose = self._who_gives_way(holding, owner, wanted)
            if whose is None:
                raise RoomFull("server")
            theirs = (one for one in self._kept if one.owner == whose and one.size and one not in giving)
            oldest = min(theirs, key=lambda one: one.number, default=None)
            if oldest is None:  # all of theirs is being collected at this moment
                del holding[whose]
                continue
            giving.append(oldest)
            holding[whose] -= oldest.size
        return giving

    def _who_gives_way(self, holding: Counter[str], owner: str, wanted: int) -> str | None:
        gone = next((one for one in self._left if one != owner and holding[one]), None)
        if gone is not None:
            return gone
        others = [(size, one) for one, size in holding.items() if one != owner and size > wanted]
        return max(others)[1] if others else None


def _nothing() -> None:
    pass


_numbers = itertools.count()
# What decoders take counts among the uploads, too.
ROOM = Room(LIMITS.uploads_bytes - LIMITS.decoding_bytes, LIMITS.visitor_bytes)
