"""Where a tab's own photos are: found again by a reload, and removed, with all that came of them, soon after it closes.

Streamlit ends a tab's session when it is reloaded, too; so drawers go by the tab's token, and wait a while.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from components.identity import owner
from components.lab.office import office
from models.transfer.own import OwnPhotos
from models.transfer.private import forget_own, forget_photos

STAYS_MINUTES = 5


@dataclass(eq=False)
class Drawer:
    """What a tab has uploaded, and what came of it.

    Attributes:
        photos: ``None`` before the first one.
        unread: a zip that has arrived and is not read yet.
        refused: what was wrong with the last upload, in the reader's words.
        given_way: photos that a zip took the place of.
        set_id: of the set that the last run was given.
        sets: ids of all sets that were made; in their folders are the networks that learnt from them.
        runs: ids of the runs that learnt from them.
    """

    photos: OwnPhotos | None = None
    unread: bytes | None = None
    refused: list[str] = field(default_factory=list)
    given_way: int = 0
    set_id: str = ""
    sets: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)

    def save(self) -> str:
        """Make a set of the photos as they are, in the place of the one before; see `OwnPhotos.save`."""
        assert self.photos is not None
        set_id = self.photos.save()
        if set_id != self.set_id:
            forget_photos(self.set_id)
            self.set_id = set_id
            self.sets.append(set_id)
        return set_id

    def put(self, photos: OwnPhotos | None) -> None:
        """Keep these photos instead of those that are in it."""
        if self.photos is not None:
            self.photos.forget()
        self.photos = photos

    def empty(self) -> None:
        """Remove everything: photos, features, networks and what is known of the runs."""
        for run_id in self.runs:
            office().forget(run_id)
        for set_id in self.sets:
            forget_own(set_id)
        self.put(None)
        self.unread, self.set_id, self.sets, self.runs = None, "", [], []


class Drawers:
    """The drawers of all tabs, by their tokens. Thread-safe.

    Args:
        stays: seconds that a drawer is kept after the last session that held it.
        empty: what is done with it then.
    """

    def __init__(self, stays: float, empty: Callable[[Drawer], None] = Drawer.empty) -> None:
        self._stays, self._empty = stays, empty
        self._lock = threading.Lock()
        self._drawers: dict[str, Drawer] = {}
        self._held: Counter[str] = Counter()
        self._timers: dict[str, threading.Timer] = {}

    def __len__(self) -> int:
        return len(self._drawers)

    def hold(self, token: str) -> None:
        """A session has begun to use this drawer."""
        with self._lock:
            self._held[token] += 1
            timer = self._timers.pop(token, None)
            if timer is not None:
                timer.cancel()

    def of(self, token: str) -> Drawer:
        """The drawer of this token."""
        with self._lock:
            return self._drawers.setdefault(token, Drawer())

    def release(self, token: str) -> None:
        """The session is over; another one of the same tab may follow."""
        with self._lock:
            self._held[token] -= 1
            if self._held[token] > 0:
                return
            timer = threading.Timer(self._stays, self._forget, [token])
            timer.daemon = True
            self._timers[token] = timer
            timer.start()

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._held[token] > 0:  # it came back at this moment
                return
            del self._held[token]
            self._timers.pop(token, None)
            drawer = self._drawers.pop(token, None)
        if drawer is not None:
            self._empty(drawer)


def drawer() -> Drawer:
    """This tab's drawer."""
    token = owner()
    if token not in _held():
        _held().append(token)
        _drawers().hold(token)
    return _drawers().of(token)


@st.cache_resource(show_spinner=False)
def _drawers() -> Drawers:
    return Drawers(60.0 * STAYS_MINUTES)


def _release_all(tokens: list[str]) -> None:
    for token in tokens:
        _drawers().release(token)


# Streamlit lets go of it with the session, and when a connection is cut off for long.
@st.cache_resource(scope="session", on_release=_release_all, show_spinner=False)
def _held() -> list[str]:
    """Tokens whose drawers this session holds: the tab's own, and the one it had before it was asked."""
    return []
