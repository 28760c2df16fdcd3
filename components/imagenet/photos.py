"""A tab's photos. They live in the server's memory only: never on disk, in a log or in a link."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from components.imagenet.settings import VIEW
from components.session.drawers import Drawers
from components.session.keeping import decode_mine, keep_file, keep_photo
from components.session.uploads import without_trace
from models.limits import LIMITS
from models.photos.decode import PhotoRefused
from models.photos.photo import Photo
from models.photos.room import Kept
from models.photos.samples import load_sample

MOST_PHOTOS = LIMITS.album_photos


@dataclass
class Album:
    """A visitor's photos.

    Attributes:
        kept: the photos by id, the latest last, and those that have just given way to other visitors'.
        undecoded: names and bytes of files that have just arrived.
        refused: what could not be taken of the last upload, and why.
        left_out: how many files of the last upload were more than fit in.
        gave_way: how many photos and files were dropped for others' since this was last dismissed.
        selected: id of the photo that is looked at; "" for the sample of the page's settings.
        beside: the sample of the settings when it was selected. Another one, chosen or named by a link, is looked at.
        is_awaited: the next photo that arrives is to be looked at.
    """

    kept: dict[str, Kept[Photo]] = field(default_factory=dict)
    undecoded: deque[tuple[str, Kept[bytes]]] = field(default_factory=deque)
    refused: list[PhotoRefused] = field(default_factory=list)
    left_out: int = 0
    gave_way: int = 0
    selected: str = ""
    beside: str = ""
    is_awaited: bool = False

    @property
    def photos(self) -> dict[str, Photo]:
        """The photos by id, the latest last."""
        return {one: kept.content for one, kept in list(self.kept.items()) if kept.content is not None}

    @property
    def shows_sample(self) -> bool:
        """Whether a built-in sample is looked at."""
        return self.selected not in self.photos or self.beside != VIEW.current.sample

    @property
    def current(self) -> Photo:
        """The photo that is looked at."""
        photo = self.photos.get(self.selected)
        return load_sample(VIEW.current.sample) if photo is None or self.shows_sample else photo

    def take(self, given: list[Any]) -> None:
        """Take over uploaded files; they are decoded a few at a time, so that progress is seen."""
        room = max(0, MOST_PHOTOS - len(self.photos) - len(self.undecoded))
        self.dismiss()
        self.left_out = max(0, len(given) - room)
        for file in given[:room]:
            with self._telling():
                self.undecoded.append((file.name, keep_file(file.getvalue(), file.name)))
        self.is_awaited = True

    def decode_some(self, seconds: float) -> None:
        """Decode files that have arrived, for about so long, and count what gave way to others' meanwhile."""
        until = time.monotonic() + seconds
        while self.undecoded and time.monotonic() < until:
            name, file = self.undecoded.popleft()
            with self._telling():
                self._decode(name, file)
        for gone in [one for one, kept in self.kept.items() if kept.gave_way]:
            del self.kept[gone]
            self.gave_way += 1

    def _decode(self, name: str, file: Kept[bytes]) -> None:
        data = file.content
        if data is None:
            self.gave_way += 1
            return
        photo = decode_mine(data, name)
        file.release()
        self.kept[photo.id] = keep_photo(photo)
        if self.is_awaited:
            self.select(photo.id)
            self.is_awaited = False

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What cannot be taken is told."""
        try:
            yield
        except PhotoRefused as refused:
            self.refused.append(without_trace(refused))

    def select(self, photo_id: str) -> None:
        """Look at another photo."""
        self.selected, self.beside = photo_id, VIEW.current.sample

    def dismiss(self) -> None:
        """Say no more of what could not be taken."""
        self.refused, self.left_out, self.gave_way = [], 0, 0

    def remove_all(self) -> None:
        """Forget every photo, and those that are still to be decoded."""
        self.kept.clear()
        self.undecoded.clear()
        self.selected = ""

    def remove(self, photo_id: str) -> None:
        """Forget a photo; the one before it is looked at then."""
        self.kept.pop(photo_id, None)
        if self.selected == photo_id:
            self.select(next(reversed(self.photos), ""))


ALBUMS = Drawers("photos", Album)


def album() -> Album:
    """This tab's album."""
    return ALBUMS.mine()
