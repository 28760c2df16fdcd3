"""An evaluation: a network's answers to a set of labelled photos, photo by photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.imagenet.labelled import label_entries
from models.limits import LIMITS
from models.photos.archive import Archive, Entry
from models.photos.zip_reader import ZipReader

MOST_PHOTOS = LIMITS.exam_photos


@dataclass
class Evaluation:
    """A labelled set, and how far a network has come with it.

    Attributes:
        archive: where the photos are. reader: decodes the questions.
        questions: the photos and their classes, in the order in which they are asked.
        unknown: photos whose path names no class.
        left_out: labelled photos beyond `MOST_PHOTOS`.
        asked: how many of ``questions`` were decoded and handed to the network.
        broken: photos that could not be read: path -> reason.
    """

    archive: Archive
    reader: ZipReader
    questions: Sequence[tuple[Entry, int]]
    unknown: Sequence[Entry]
    left_out: int
    asked: int = 0
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def is_all_asked(self) -> bool:
        return self.asked == len(self.questions)

    def begin(self) -> None:
        """All questions are to be asked, for the first time or once more."""
        self.asked, self.broken = 0, {}
        self.reader.begin()


def make_evaluation(archive: Archive, visitor: str = "") -> Evaluation:
    """An evaluation on the archive's photos that name a class; of too many, as many of each class as can be.

    Args:
        visitor: whose it is, as for `models.photos.decode.decode`.

    Raises:
        ArchiveRefused: "too_many_pixels", of these photos together.
    """
    labelled, unknown = label_entries(archive.entries)
    chosen = _in_turn(labelled)[:MOST_PHOTOS]
    reader = ZipReader(archive, [entry for entry, _ in chosen], visitor)
    return Evaluation(archive, reader, chosen, unknown, len(labelled) - len(chosen))


def _in_turn(labelled: Sequence[tuple[Entry, int]]) -> list[tuple[Entry, int]]:
    """One photo of each class, then the second of each, and so on."""
    seen: dict[int, int] = {}
    ordered = []
    for place, (entry, label) in enumerate(labelled):
        seen[label] = seen.get(label, -1) + 1
        ordered.append((seen[label], place, entry, label))
    return [(entry, label) for _, _, entry, label in sorted(ordered, key=lambda item: item[:2])]
