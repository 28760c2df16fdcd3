"""The pictures of a set that is still put together: one file in a private folder, which the set shares in the end."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from models.disk import check_room, set_aside
from models.photo_sets.photo_set import SetMissing
from models.photo_sets.private import forget_own, new_private, private_folder, taking_room
from models.photo_sets.stored import link_set, load_pictures, save_pictures

# Photos are kept at the largest size that a network on the page takes; smaller ones are made of them.
KEPT_SIZE = 224
PHOTO_BYTES = 3 * KEPT_SIZE**2


class Draft:
    """Pictures, (224, 224, 3) uint8 each. A file of them only grows: with fewer pictures there is another file.

    So a set may share the file, and who looks at it through a memory map finds nothing changed. On Windows a file
    that is mapped can neither be replaced nor be removed.

    Attributes:
        count: of pictures.
    """

    def __init__(self) -> None:
        self.count = self._room = 0  # so many pictures have their room already
        self._folder, self._file = new_private(), _new_name()

    def pictures(self) -> np.ndarray:
        """(count, 224, 224, 3) uint8, a memory map.

        Raises:
            SetMissing: they have been forgotten.
        """
        if not self.count:
            return np.empty((0, KEPT_SIZE, KEPT_SIZE, 3), np.uint8)
        pictures = load_pictures(self._path, KEPT_SIZE, self.count)
        if pictures is None:
            raise SetMissing("own")
        return pictures

    def take_room(self, pictures: int) -> None:
        """Give the new file its length, so that others see that the room is taken before anything is in it.

        Raises:
            OSError: there is too little room, or the disk cannot be written to.
        """
        path, size = self._path, pictures * PHOTO_BYTES
        with taking_room(path.parent, size), path.open("xb") as file:
            self._room = pictures if set_aside(file, size) else 0

    def give_room_back(self) -> None:
        """The file is as long as what is in it, again."""
        os.truncate(self._path, self.count * PHOTO_BYTES)
        self._room = self.count

    def add(self, picture: np.ndarray) -> None:
        """Add a picture to those that `take_room` was told of, or by `add_one`.

        Raises:
            OSError: the disk is too full or cannot be written to.
        """
        path = self._path
        if self.count >= self._room:
            check_room(path.parent, PHOTO_BYTES)
        with path.open("r+b" if path.exists() else "xb") as file:
            file.seek(self.count * PHOTO_BYTES)  # over what a full disk may have cut off
            file.write(picture.tobytes())
        self.count += 1

    def add_one(self, picture: np.ndarray) -> None:
        """Take room for a picture, and add it.

        Raises:
            OSError: as `take_room` and `add`.
        """
        with taking_room(self._path.parent, PHOTO_BYTES):
            self.add(picture)

    def keep(self, places: Sequence[int]) -> None:
        """Leave the others out.

        Raises:
            SetMissing: as `pictures`.
            OSError: as `add`.
        """
        pictures, before, name = self.pictures(), self._path, _new_name()
        save_pictures(before.with_name(name), (pictures[place] for place in places))  # one by one: all may be 450 MB
        self._file, self.count, self._room = name, len(places), 0
        with suppress(OSError):  # on Windows, while somebody looks at it; then it goes with the folder
            before.unlink(missing_ok=True)

    def link(
        self, stem: Path, classes: Iterable[str], labels: Sequence[int] | np.ndarray, parts: Iterable[int]
    ) -> None:
        """Make a set of the pictures as they are; see `link_set`."""
        link_set(stem, KEPT_SIZE, "own", classes, self._path, labels, parts)

    def forget(self) -> None:
        """Remove the pictures; sets that were made of them stay."""
        forget_own(self._folder)

    @property
    def _path(self) -> Path:
        folder = private_folder(self._folder)
        if folder is None:
            raise SetMissing("own")
        return folder / self._file


def _new_name() -> str:
    return f"draft-{secrets.token_hex(4)}.rgb"
