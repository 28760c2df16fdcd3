"""What an archive's folders say: which class each photo shows, and whether it is for training or for the test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from models.photo_sets.split import TEST, TRAIN, VALIDATION
from models.photos.archive import Archive, Entry

PART_NAMES = {
    **dict.fromkeys(("train", "training"), TRAIN),
    **dict.fromkeys(("valid", "validation", "val"), VALIDATION),
    **dict.fromkeys(("test", "testing"), TEST),
}
LONGEST_NAME = 60  # letters of a class's name; the rest is cut off


def class_and_part(folders: tuple[str, ...]) -> tuple[str, int | None]:
    """The innermost folder that does not name a part is the class; a part stands directly above or below it.

    Args:
        folders: of a photo, from the outside in.

    Returns:
        The class's name, "" where there is none, and the place of its part, ``None`` where there is none.
    """
    below = PART_NAMES.get(folders[-1].lower()) if folders else None
    rest = folders if below is None else folders[:-1]
    if not rest or rest[-1].lower() in PART_NAMES:
        return "", below
    above = PART_NAMES.get(rest[-2].lower()) if len(rest) > 1 else None
    return rest[-1].strip()[:LONGEST_NAME], above if below is None else below


def sorted_entries(entries: Iterable[Entry]) -> list[tuple[Entry, str, int | None]]:
    """Each photo with its class's name and its part, in the order of classes and names, whatever the archive's is."""
    labelled = [(entry, *class_and_part(tuple(entry.path.split("/")[:-1]))) for entry in entries]
    return sorted(labelled, key=lambda one: (natural_key(one[1]), natural_key(one[0].path)))


def natural_key(name: str) -> tuple:
    """Sorts "2" before "10", and "cat.9" before "cat.10"."""
    pieces = re.split(r"([0-9]{1,18})", name.lower())
    return (*((int(piece), "") if place % 2 else (0, piece) for place, piece in enumerate(pieces)), (0, name))


def empty_classes(archive: Archive, classes: Sequence[str]) -> list[str]:
    """Names of the folders in an archive that look like a class's and hold nothing at all.

    Args:
        classes: names of the classes that have photos.
    """
    names = {class_and_part(parts)[0] for parts in archive.empty_folders}
    return sorted(names - {"", *classes}, key=natural_key)
