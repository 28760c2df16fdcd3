"""A tab's photos. They live in the server's memory only: never on disk, in a log or in a link."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from components.imagenet.settings import VIEW
from components.session.drawers import Drawers
from components.session.uploads import without_trace
from models.photos.decode import PhotoRefused, decode
from models.photos.photo import Photo
from models.photos.samples import load_sample

MOST_PHOTOS = 20


@dataclass
class Album:
    """A visitor's photos.

    Attributes:
        photos: by id, the latest last.
        undecoded: (name, bytes) of files that have just arrived.
        refused: what could not be taken of the last upload, and why.
        left_out: how many files of the last upload were more than fit in.
        selected: id of the photo that is looked at; "" for the sample of the page's settings.
        beside: the sample of the settings when it was selected. Another one, chosen or named by a link, is looked at.
        is_awaited: the next photo that arrives is to be looked at.
    """

    photos: dict[str, Photo] = field(default_factory=dict)
    undecoded: deque[tuple[str, bytes]] = field(default_factory=deque)
    refused: list[PhotoRefused] = field(default_factory=list)
    left_out: int = 0
    selected: str = ""
    beside: str = ""
    is_awaited: bool = False

    @property
    def shows_sample(self) -> bool:
        """Whether a built-in sample is looked at."""
        return self.selected not in self.photos or self.beside != VIEW.current.sample

    @property
    def current(self) -> Photo:
        """The photo that is looked at."""
        return load_sample(VIEW.current.sample) if self.shows_sample else self.photos[self.selected]

    def take(self, given: list[Any]) -> None:
        """Take over uploaded files; they are decoded a few at a time, so that progress is seen."""
        room = max(0, MOST_PHOTOS - len(self.photos) - len(self.undecoded))
        self.refused, self.left_out = [], max(0, len(given) - room)
        self.undecoded.extend((file.name, file.getvalue()) for file in given[:room])
        self.is_awaited = True

    def decode_some(self, seconds: float) -> None:
        """Decode files that have arrived, for about so long."""
        until = time.monotonic() + seconds
        while self.undecoded and time.monotonic() < until:
            self._decode(*self.undecoded.popleft())

    def _decode(self, name: str, data: bytes) -> None:
        try:
            photo = decode(data, name)
        except PhotoRefused as refused:
            self.refused.append(without_trace(refused))
            return
        self.photos[photo.id] = photo
        if self.is_awaited:
            self.select(photo.id)
            self.is_awaited = False

    def select(self, photo_id: str) -> None:
        """Look at another photo."""
        self.selected, self.beside = photo_id, VIEW.current.sample

    def dismiss(self) -> None:
        """Say no more of what could not be taken."""
        self.refused, self.left_out = [], 0

    def remove_all(self) -> None:
        """Forget every photo, and those that are still to be decoded."""
        self.photos.clear()
        self.undecoded.clear()
        self.selected = ""

    def remove(self, photo_id: str) -> None:
        """Forget a photo; the one before it is looked at then."""
        self.photos.pop(photo_id, None)
        if self.selected == photo_id:
            self.select(next(reversed(self.photos), ""))


ALBUMS = Drawers("photos", Album)


def album() -> Album:
    """This tab's album."""
    return ALBUMS.mine()
