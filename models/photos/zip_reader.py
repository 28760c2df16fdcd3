"""Decoding the photos of a zip, within what one zip may ask of a processor.

A photo that is decoded may cost a thousand times what it weighs: a zip of 2 MB can hold an hour of work.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from models.limits import LIMITS
from models.photos.archive import Archive, ArchiveRefused, Entry
from models.photos.decode import decode
from models.photos.photo import Photo
from models.photos.pixels_told import pixels_told

_HEAD_BYTES = 64 << 10  # with most cameras' remarks; what tells its size later is counted when it is decoded


class ZipReader:
    """Decodes photos of an archive, one at a time, and none beyond the limits of all of them together.

    Args:
        entries: the photos that are to be read, each of them once.
        visitor: whose they are, as for `models.photos.decode.decode`.
        most_pixels: of all of them, as their headers say or as they turn out.
        most_seconds: of a processor, in the threads that read them.

    Raises:
        ArchiveRefused: "too_many_pixels", by what the headers say, before anything is decoded.
    """

    def __init__(
        self,
        archive: Archive,
        entries: Iterable[Entry],
        visitor: str = "",
        most_pixels: int = LIMITS.zip_pixels,
        most_seconds: float = LIMITS.zip_seconds,
    ) -> None:
        self._archive, self._visitor = archive, visitor
        self._most_pixels, self._most_seconds = most_pixels, most_seconds
        self._told: dict[Entry, int] = {}
        self._pixels, self._seconds = 0, 0.0
        for entry in entries:
            self._told[entry] = pixels_told(archive.head(entry, _HEAD_BYTES))
            self._pixels += self._told[entry]
            self._check()  # each time: to look at three thousand heads takes a second, too

    def begin(self) -> None:
        """The photos are to be read once more."""
        self._seconds = 0.0

    def photo(self, entry: Entry) -> Photo:
        """A photo, decoded; its name is its path.

        Raises:
            ArchiveRefused: what `Archive.read` raises; or, without a "path", "too_many_pixels" or "too_slow" of the
                archive as a whole.
            PhotoRefused: the file is no usable picture.
        """
        self._check()
        began = time.thread_time()
        try:
            photo = decode(self._archive.read(entry), entry.path, self._visitor)
        finally:
            self._seconds += time.thread_time() - began
        width, height = photo.uploaded_size
        self._pixels += width * height - self._told.get(entry, 0)
        self._told[entry] = width * height
        return photo

    def _check(self) -> None:
        if self._pixels > self._most_pixels:
            raise ArchiveRefused("too_many_pixels", {"limit": self._most_pixels})
        if self._seconds > self._most_seconds:
            raise ArchiveRefused("too_slow", {"limit": self._most_seconds})
