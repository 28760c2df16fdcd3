"""A visitor's own photos: from an archive or one by one, squeezed, and kept where only their session looks."""

from __future__ import annotations

import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.downloads import Progress, no_progress
from models.limits import LIMITS
from models.photo_sets.draft import KEPT_SIZE, Draft
from models.photo_sets.folders import LONGEST_NAME, empty_classes, natural_key, sorted_entries
from models.photo_sets.photo_set import PhotoSet, SetMissing
from models.photo_sets.private import check_private_room, new_private, private_folder
from models.photo_sets.split import share_out
from models.photo_sets.stored import load_stored, save_set
from models.photos.archive import Archive, ArchiveLimits, ArchiveRefused, Skipped, open_archive
from models.photos.decode import PhotoRefused, decode
from models.photos.fit import fit
from models.photos.photo import Photo
from models.photos.zip_reader import ZipReader

FEWEST_CLASSES = 2
FEWEST_OF_A_CLASS = 4
LEAST_SIDE = 16  # pixels of a photo's shorter side: less shows nothing, and grows to 224 all the same
_STEM = "photos"
_LIMITS = ArchiveLimits()


class SetRefused(Exception):
    """A visitor's photos cannot be learnt from as they are.

    Attributes:
        reason: "no_folders" (no photo lies in a folder that could be its class), "no_name" (of a class), "one_class"
            (values: class), "too_many_classes" (values: classes, limit), "empty_class" (values: class, and skipped,
            the number of files in it that are no usable photos), "few_photos" (values: class, photos, limit),
            "too_many_photos" (values: photos, limit).
        values: for the message.
    """

    def __init__(self, reason: str, values: dict[str, Any]) -> None:
        super().__init__(reason, values)
        self.reason, self.values = reason, values


@dataclass(frozen=True)
class OwnPhoto:
    """One of the photos: its name, its class's name, and the part that it came with, if any."""

    name: str
    class_name: str
    part: int | None


class OwnPhotos:
    """Photos on their way to become a set. They are on disk from the start, in a private folder.

    Args:
        visitor: whose they are, as for `models.photos.decode.decode`.

    Attributes:
        photos: in the order in which they came.
        skipped: files that were left out and why: the reasons of `models.photos.archive.Skipped`, of `PhotoRefused`
            and of `ArchiveRefused`, and "no_folder".
        empty: classes that an archive had a folder for, and no photo in it.
    """

    def __init__(self, visitor: str = "") -> None:
        self._visitor = visitor
        self.photos: list[OwnPhoto] = []
        self.skipped: list[Skipped] = []
        self.empty: list[str] = []
        self._draft = Draft()
        self._saved: str | None = None

    @classmethod
    def from_archive(
        cls, data: bytes, on_progress: Progress = no_progress, limits: ArchiveLimits = _LIMITS, visitor: str = ""
    ) -> OwnPhotos:
        """Read a zip with a folder for each class.

        Args:
            data: the whole file.
            on_progress: called with photos done and photos to do. What it raises calls the reading off.
            limits: what the file may ask for.
            visitor: whose it is, as for `models.photos.decode.decode`.

        Raises:
            ArchiveRefused: it is no usable zip.
            SetRefused: its classes cannot be learnt from; of what can be seen before any photo is decoded.
            OSError: as `add`.
        """
        archive = open_archive(data, limits)
        own = cls(visitor)
        try:
            own._add_all(archive, on_progress)
            own.empty += empty_classes(archive, own.class_names)
        except BaseException:
            own.forget()
            raise
        return own

    @property
    def class_names(self) -> tuple[str, ...]:
        """In the order of their names, numbers by size."""
        return tuple(sorted({photo.class_name for photo in self.photos}, key=natural_key))

    def counts(self) -> dict[str, int]:
        """Photos of each class."""
        found = Counter(photo.class_name for photo in self.photos)
        return {name: found[name] for name in self.class_names}

    def add(self, class_name: str, data: bytes, name: str) -> Photo:
        """Add one photo to a class, which it may be the first of.

        Raises:
            PhotoRefused: the file is no usable picture; as `decode`, or "too_small" (values: width, height, limit).
            SetRefused: there are too many photos or classes, or the class has no name.
            OSError: it cannot be kept: `NoRoom`, `PrivateFull`, or the disk cannot be written to.
        """
        class_name = " ".join(unicodedata.normalize("NFC", class_name).split())[:LONGEST_NAME]
        if not class_name:
            raise SetRefused("no_name", {})
        self._check_room(1, {*self.class_names, class_name})
        photo = decode(data, name, self._visitor)
        self._draft.add_one(_square(photo))
        self._note(class_name, photo, None)
        return photo

    def drop_class(self, class_name: str) -> None:
        """Take a class and its photos out again."""
        self._keep([place for place, photo in enumerate(self.photos) if photo.class_name != class_name])
        self.empty = [name for name in self.empty if name != class_name]

    def drop_photo(self, place: int) -> None:
        """Take one photo out again; ``place`` among `photos`."""
        self._keep([other for other in range(len(self.photos)) if other != place])

    def pictures(self) -> np.ndarray:
        """(photos, 224, 224, 3) uint8, in the order of `photos`.

        Raises:
            SetMissing: they have been forgotten.
        """
        return self._draft.pictures()

    def faults(self) -> list[SetRefused]:
        """All that stands in the way of learning from these photos; none if a network can."""
        counts = self.counts()
        empty = [name for name in self.empty if name not in counts]
        found = [SetRefused("empty_class", {"class": name, "skipped": self._skipped_of(name)}) for name in empty]
        if not counts:
            return [*found, SetRefused("no_folders", {})]
        if len(counts) < FEWEST_CLASSES:
            found.append(SetRefused("one_class", {"class": next(iter(counts))}))
        few = [(name, count) for name, count in counts.items() if count < FEWEST_OF_A_CLASS]
        return [
            *found,
            *(
                SetRefused("few_photos", {"class": name, "photos": count, "limit": FEWEST_OF_A_CLASS})
                for name, count in few
            ),
        ]

    def save(self) -> str:
        """Make a set of the photos as they are now.

        Returns:
            Its id for `load_set`. The same photos keep theirs; it is the caller who forgets the one before.

        Raises:
            SetRefused: a network cannot learn from them; see `faults`.
            OSError: the disk is full or cannot be written to.
        """
        for fault in self.faults():
            raise fault
        if self._saved is None or private_folder(self._saved) is None:
            self._saved = self._write()
        return self._saved

    def forget(self) -> None:
        """Remove the photos from disk; sets that were made of them are the caller's to forget."""
        self._draft.forget()

    def _add_all(self, archive: Archive, on_progress: Progress) -> None:
        entries = sorted_entries(archive.entries)
        self.skipped += [
            *archive.skipped,
            *(Skipped(entry.path, "no_folder") for entry, name, _ in entries if not name),
        ]
        photos = [photo for photo in entries if photo[1]]
        names = {name for _, name, _ in photos}
        if not photos:
            raise SetRefused("no_folders", {})
        self._check_room(len(photos), names)
        reader = ZipReader(archive, [entry for entry, _, _ in photos], self._visitor)
        self._draft.take_room(len(photos))
        for place, (entry, name, part) in enumerate(photos):
            on_progress(place, len(photos))
            try:
                photo = reader.photo(entry)
                self._draft.add(_square(photo))
                self._note(name, photo, part)
            except PhotoRefused as refused:
                self.skipped.append(Skipped(entry.path, refused.reason))
            except ArchiveRefused as refused:
                if "path" not in refused.values:  # the zip as a whole, not one photo in it
                    raise
                self.skipped.append(Skipped(entry.path, refused.reason))
        self._draft.give_room_back()
        self.empty += sorted(names - set(self.class_names), key=natural_key)
        on_progress(len(photos), len(photos))

    def _check_room(self, more: int, names: set[str]) -> None:
        if len(names) > LIMITS.set_classes:
            raise SetRefused("too_many_classes", {"classes": len(names), "limit": LIMITS.set_classes})
        count = len(self.photos) + more
        if count > LIMITS.set_photos:
            raise SetRefused("too_many_photos", {"photos": count, "limit": LIMITS.set_photos})

    def _keep(self, kept: list[int]) -> None:
        self._draft.keep(kept)
        self.photos = [self.photos[place] for place in kept]
        self._saved = None

    def _note(self, class_name: str, photo: Photo, part: int | None) -> None:
        self.photos.append(OwnPhoto(photo.name, class_name, part))
        self._saved = None

    def _skipped_of(self, class_name: str) -> int:
        return sum(class_name in skipped.path.split("/")[:-1] for skipped in self.skipped)

    def _write(self) -> str:
        set_id = new_private()
        folder = private_folder(set_id)
        if folder is None:
            raise SetMissing("own")
        names = self.class_names
        labels = np.array([names.index(photo.class_name) for photo in self.photos])
        parts = share_out(labels, [photo.part for photo in self.photos])
        try:
            self._draft.link(folder / _STEM, names, labels, parts)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return set_id


def _square(photo: Photo) -> np.ndarray:
    width, height = photo.uploaded_size
    if min(width, height) < LEAST_SIDE:
        raise PhotoRefused("too_small", photo.name, {"width": width, "height": height, "limit": LEAST_SIDE})
    return fit(photo.pixels, KEPT_SIZE, "squeeze")


def load_own(set_id: str, size: int) -> PhotoSet:
    """A visitor's set at one size, from any process.

    Raises:
        SetMissing: it has gone with its session, or there never was one.
        OSError: it cannot be kept at this size: `NoRoom`, `PrivateFull`, or the disk cannot be written to.
    """
    folder = private_folder(set_id)
    stored = folder and load_stored(folder / _STEM, size, shared=False)
    if stored:
        return stored
    kept = folder and load_stored(folder / _STEM, KEPT_SIZE, shared=False)
    if not kept or not folder:
        raise SetMissing("own")

    def smaller() -> Iterator[np.ndarray]:
        for picture in kept.pictures:
            yield fit(picture, size, "squeeze")

    check_private_room(folder, kept.pictures.nbytes * size**2 // KEPT_SIZE**2)
    with suppress(FileNotFoundError):  # the session ends at this moment
        save_set(folder / _STEM, size, kept.name, kept.classes, smaller(), kept.labels, kept.parts)
    stored = load_stored(folder / _STEM, size, shared=False)
    if not stored:
        raise SetMissing("own")
    return stored
