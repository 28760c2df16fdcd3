"""Photos with their classes, as everything on the transfer page sees them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.downloads import DownloadFile


@dataclass(frozen=True, eq=False)
class PhotoSet:
    """Photos with their classes, all squeezed to one size. The arrays are shared and are only read.

    Attributes:
        name: of the dataset.
        classes: names, English or as the visitor wrote them.
        pictures: (n, size, size, 3) uint8; may be a memory map.
        labels: (n,) int32, places in `classes`.
        hashes: of each photo's pixels at that size: see `photo_hash`.
        parts: (n,) uint8: `TRAIN` (the pool that training photos are taken from), `VALIDATION` or `TEST`.
        shared: built in or official, so that what is computed from it may stay.
        background: grey level of what lies around everything in them; ``None`` where photos have no such ground.
    """

    name: str
    classes: tuple[str, ...]
    pictures: np.ndarray
    labels: np.ndarray
    hashes: tuple[str, ...]
    parts: np.ndarray
    shared: bool
    background: int | None = None


class SetMissing(Exception):
    """A set of photos is not on this machine.

    Attributes:
        name: of the dataset; "own" for a visitor's set that has gone with its session.
        file: what has to be downloaded or laid by hand, if anything.
        folder: where to lay it.
    """

    def __init__(self, name: str, file: DownloadFile | None = None, folder: Path | None = None) -> None:
        super().__init__(name, file, folder)  # all of them, so that it survives pickling
        self.name, self.file, self.folder = name, file, folder


def photo_hash(picture: np.ndarray) -> str:
    """24 hexadecimal digits that tell one photo from another: SHA-256 of its shape and pixels."""
    return hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).hexdigest()[:24]
