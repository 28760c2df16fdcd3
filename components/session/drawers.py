"""Drawers: what a tab has of its own. A reload finds it again, and soon after the tab is closed it is removed.

Streamlit ends a tab's session when it is reloaded, too; so drawers go by the tab's token, and wait a while.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from components.session.identity import owner
from models.memory import give_back
from models.photos.room import ROOM

T = TypeVar("T")
STAYS_MINUTES = 5
# Of one kind, drawers whose tabs are closed, and drawers that a session holds: the tab's own, and the one that it had
# before it was asked. Further ones are emptied at once.
_MOST_WAITING, _MOST_HELD = 200, 2


class Drawers(Generic[T]):
    """The drawers of all tabs of one kind, by the tabs' tokens. Thread-safe.

    Args:
        name: of the kind, different from those of others.
        make: makes what lies in a new drawer.
        empty: what is done with it in the end.
        stays: seconds that a drawer is kept after the last session that held it.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], T],
        empty: Callable[[T], None] = lambda content: None,
        stays: float = 60.0 * STAYS_MINUTES,
    ) -> None:
        self._name, self._make, self._empty, self._stays = name, make, empty, stays
        self._lock = threading.Lock()
        self._contents: dict[str, T] = {}
        self._held: Counter[str] = Counter()
        self._timers: dict[str, threading.Timer] = {}

    def __len__(self) -> int:
        return len(self._contents)

    def mine(self) -> T:
        """What is in the drawer of this tab, which its session holds from now on."""
        token, hold = owner(), _hold(self._name, self)
        if token not in hold.tokens:
            hold.tokens.append(token)
            self.hold(token)
            if len(hold.tokens) > _MOST_HELD:
                self.release(hold.tokens.pop(0))
        return self.of(token)

    def hold(self, token: str) -> None:
        """A session has begun to use this drawer."""
        ROOM.enter(token)
        with self._lock:
            self._held[token] += 1
            timer = self._timers.pop(token, None)
            if timer is not None:
                timer.cancel()

    def of(self, token: str) -> T:
        """What is in the drawer of this token."""
        with self._lock:
            if token not in self._contents:
                self._contents[token] = self._make()
            return self._contents[token]

    def release(self, token: str) -> None:
        """The session is over; another one of the same tab may follow."""
        ROOM.leave(token)
        with self._lock:
            self._held[token] -= 1
            if self._held[token] > 0:
                return
            self._timers[token] = self._begin(self._stays, token)
            if len(self._timers) > _MOST_WAITING:
                oldest = next(iter(self._timers))
                self._timers.pop(oldest).cancel()
                self._begin(0.0, oldest)

    def _begin(self, seconds: float, token: str) -> threading.Timer:
        timer = threading.Timer(seconds, self._forget, [token])
        timer.daemon = True
        timer.start()
        return timer

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._held[token] > 0:  # it came back at this moment
                return
            del self._held[token]
            self._timers.pop(token, None)
            contents = [self._contents.pop(token)] if token in self._contents else []
        while contents:
            self._empty(contents.pop())
        give_back()


@dataclass
class _Hold:
    """Tokens whose drawers a session holds: the tab's own, and the one that it had before it was asked."""

    drawers: Drawers[Any]
    tokens: list[str] = field(default_factory=list)

    def release(self) -> None:
        for token in self.tokens:
            self.drawers.release(token)


# Streamlit lets go of it with the session, and when a connection is cut off for long.
@st.cache_resource(scope="session", on_release=_Hold.release, show_spinner=False)
def _hold(name: str, _drawers: Drawers[Any]) -> _Hold:
    return _Hold(_drawers)
