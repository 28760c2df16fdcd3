"""Sets of photos on disk: decoded or drawn once, then mapped into memory by every process that needs them.

The pictures of a set are one file of plain bytes, 3 * size * size a picture; what belongs to them is JSON beside it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from models.disk import check_room, write_through
from models.home import new_part, pictures_folder
from models.photo_sets.photo_set import PhotoSet, photo_hash


def load_pictures(path: Path, size: int, count: int | None = None) -> np.ndarray | None:
    """What `save_pictures` wrote, as a memory map that cannot be written to.

    Args:
        count: so many of them, the first; then there may be anything behind them. ``None`` for all.

    Returns:
        (n, size, size, 3) uint8; ``None`` where there is no such file, or a damaged one.
    """
    try:
        flat: np.ndarray = np.memmap(path, np.uint8, "r")
    except (OSError, ValueError):  # ValueError: an empty file
        return None
    picture_bytes = size * size * 3
    if count is not None:
        flat = flat[: count * picture_bytes]
    if len(flat) % picture_bytes or (count is not None and len(flat) < count * picture_bytes):
        return None
    return flat.reshape(-1, size, size, 3)


def save_pictures(path: Path, pictures: Iterable[np.ndarray]) -> None:
    """Write pictures, (size, size, 3) uint8 each, one after the other; several processes may do so at once.

    Raises:
        OSError: `NoRoom`, or the disk cannot be written to; nothing is left behind.
    """
    with _in_one_step(path) as file:
        for picture in pictures:
            check_room(path.parent, picture.nbytes)
            file.write(picture.tobytes())


def load_stored(stem: Path, size: int, shared: bool) -> PhotoSet | None:
    """What `save_set` or `link_set` wrote; ``None`` where there is no such set, or a damaged one.

    Args:
        shared: not a visitor's; with those there may be more pictures in the file than the set has, which is the first.
    """
    try:
        about = json.loads(_about_path(stem, size).read_text("utf-8"))
        labels, parts = np.array(about["labels"], np.int32), np.array(about["parts"], np.uint8)
        hashes, classes = tuple(about["hashes"]), tuple(about["classes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    pictures = load_pictures(_pictures_path(stem, size), size, None if shared else len(labels))
    if pictures is None or not len(pictures) == len(labels) == len(parts) == len(hashes):
        return None
    return PhotoSet(about["name"], classes, pictures, labels, hashes, parts, shared)


def save_set(
    stem: Path,
    size: int,
    name: str,
    classes: Iterable[str],
    pictures: Iterable[np.ndarray],
    labels: Iterable[int],
    parts: Iterable[int],
) -> None:
    """Write a set at one size. Only one picture is held in memory, where they are made one by one.

    ``labels`` and ``parts`` are gone through after ``pictures``.

    Raises:
        OSError: as `save_pictures`.
    """
    hashes: list[str] = []

    def noted() -> Iterator[np.ndarray]:
        for picture in pictures:
            hashes.append(photo_hash(picture))
            yield picture

    save_pictures(_pictures_path(stem, size), noted())
    _save_about(stem, size, name, classes, hashes, labels, parts)


def link_set(
    stem: Path,
    size: int,
    name: str,
    classes: Iterable[str],
    source: Path,
    labels: Sequence[int] | np.ndarray,
    parts: Iterable[int],
) -> None:
    """Make a set at one size of pictures that `save_pictures` wrote: their file gets one more name, and no copy.

    Args:
        source: their file. The first of them are the set's; others may follow later, none of these may change.

    Raises:
        OSError: as `save_pictures`, or they have gone.
    """
    pictures = load_pictures(source, size, len(labels))
    if pictures is None:
        raise FileNotFoundError(source.name)
    try:
        os.link(source, _pictures_path(stem, size))
    except OSError:  # a file system without such names
        save_pictures(_pictures_path(stem, size), pictures)
    _save_about(stem, size, name, classes, [photo_hash(picture) for picture in pictures], labels, parts)


def _save_about(
    stem: Path,
    size: int,
    name: str,
    classes: Iterable[str],
    hashes: Sequence[str],
    labels: Iterable[int],
    parts: Iterable[int],
) -> None:
    numbers = {"labels": [int(label) for label in labels], "parts": [int(part) for part in parts]}
    about = {"name": name, "classes": list(classes), "hashes": hashes, **numbers}
    with _in_one_step(_about_path(stem, size)) as file:
        file.write(json.dumps(about, ensure_ascii=False).encode())


def forget_others(folder: Path, beginning: str, ending: str, kept: str) -> None:
    """Remove what was kept of another version: files named ``beginning-...-ending``, except those of this version."""
    for path in folder.glob(f"{beginning}-*-{ending}.*"):
        if not path.name.startswith(f"{beginning}-{kept}-"):
            with contextlib.suppress(OSError):
                path.unlink()


def _pictures_path(stem: Path, size: int) -> Path:
    return stem.with_name(f"{stem.name}-{size}.rgb")


def _about_path(stem: Path, size: int) -> Path:
    return stem.with_name(f"{stem.name}-{size}.json")


@contextmanager
def _in_one_step(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole, so that nobody ever reads half of it."""
    lasts = path.parent == pictures_folder()
    if lasts:  # a private folder that has gone with its session must not come back
        path.parent.mkdir(parents=True, exist_ok=True)
    with new_part(path.parent) as file:
        try:
            yield file
            if lasts:
                write_through(file)
            file.close()
            _name_it(file.name, path)
        except BaseException:
            with contextlib.suppress(OSError):
                file.close()
                os.unlink(file.name)
            raise


def _name_it(passing: str, path: Path) -> None:
    try:
        os.replace(passing, path)
    except PermissionError:  # on Windows, while somebody looks at what another process was quicker to write: the same
        if not path.exists():
            raise
        os.unlink(passing)
