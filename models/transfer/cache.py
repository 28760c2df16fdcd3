"""Features of photos, kept on disk between runs and shared by all workers.

A batch of features is one file, a pack: written under another name and renamed, so that nobody reads half of one. A
pack is a structured array in NumPy's format, a row for each photo: its name and its features. What is found in two
packs is equal, so that two workers computing the same do no harm.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from models.disk import check_room, fair_share, write_through
from models.home import PART, features_folder, home, is_abandoned, owner_mark
from models.limits import LIMITS

_LARGEST_PACK = 64 << 20
_NAME_BYTES = 24
_SUFFIX = ".npy"
_ROW = ("name", "features")
_PRUNINGS = 20  # so often while the cache is filled once: a look at all files each


class FeatureCache:
    """A folder of packs, bounded in bytes: the least recently used go first.

    Args:
        folder: made when the first pack is written, in a folder that is there: a private one that was removed does not
            come back. Each kind of features has a subfolder.
        most_bytes: of all packs together.
        ask: says whether so many bytes may be written into a folder, by raising an OSError.
    """

    def __init__(self, folder: Path, most_bytes: int, ask: Callable[[Path, int], None] = check_room) -> None:
        self.folder, self.most_bytes, self._ask = folder, most_bytes, ask
        self._unpruned = 0

    def load(self, kind: str, names: Sequence[str]) -> dict[str, np.ndarray]:
        """What is there of these photos' features: name -> array, not to be written to."""
        found: dict[str, np.ndarray] = {}
        # Another worker may merge the packs that were just listed into one that was not.
        while not self._load_into(found, kind, set(names)):
            pass
        return found

    def store(self, kind: str, names: Sequence[str], features: np.ndarray) -> Path:
        """Write features of photos; returns the pack's path.

        Args:
            features: (photos, ...) in the order of ``names``.

        Raises:
            OSError: there is no room, or the disk cannot be written to, or the folder around the cache is gone.
        """
        rows = np.empty(len(names), [("name", f"S{_NAME_BYTES}"), ("features", features.dtype, features.shape[1:])])
        rows["name"], rows["features"] = [name.encode() for name in names], features
        path = self._write(kind, rows)
        self._unpruned += rows.nbytes
        if self._unpruned > self.most_bytes // _PRUNINGS:
            self.prune()
        return path

    def merge(self, kind: str, packs: Sequence[Path]) -> None:
        """Make few large packs of many small ones, so that the next reader opens fewer files."""
        group: list[Path] = []
        total = 0
        for _, size, path in list(_states(packs)):
            if total + size > _LARGEST_PACK:
                self._join(kind, group)
                group, total = [], 0
            group.append(path)
            total += size
        self._join(kind, group)

    def prune(self) -> None:
        """Delete the least recently used packs beyond ``most_bytes`` or what the disk can spare, and what dead writers
        left.
        """
        self._unpruned = 0
        for path in self.folder.glob(f"*/*{PART}"):
            if is_abandoned(path):
                _remove(path)
        packs = sorted(_states(self.folder.glob(f"*/*{_SUFFIX}")), reverse=True)
        most = min(self.most_bytes, fair_share(self.folder, sum(size for _, size, _ in packs)))
        total = 0
        for _, size, path in packs:
            total += size
            if total > most:
                _remove(path)

    def _join(self, kind: str, packs: list[Path]) -> None:
        if len(packs) < 2:
            return
        with suppress(FileNotFoundError):  # pruned meanwhile: what is left stays as it is
            self._write(kind, np.concatenate([_read(path) for path in packs]), lasts=True)
            for path in packs:
                _remove(path)

    def _write(self, kind: str, rows: np.ndarray, lasts: bool = False) -> Path:
        folder = self.folder / kind
        self._ask(self.folder, rows.nbytes)
        self.folder.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        name = secrets.token_hex(8)
        passing, path = folder / f"{owner_mark()}-{name}{PART}", folder / f"{name}{_SUFFIX}"
        try:
            with passing.open("wb") as file:
                np.save(file, rows, allow_pickle=False)
                if lasts:
                    write_through(file)
            os.replace(passing, path)
        finally:
            passing.unlink(missing_ok=True)
        return path

    def _load_into(self, found: dict[str, np.ndarray], kind: str, wanted: set[str]) -> bool:
        """Whether all packs were still there."""
        complete = True
        for path in self._packs(kind):
            try:
                rows = _read(path)
            except FileNotFoundError:
                complete = False
                continue
            here = {name.decode(): place for place, name in enumerate(rows["name"].tolist())}
            useful = (wanted & here.keys()) - found.keys()
            if useful:
                found.update((name, rows["features"][here[name]]) for name in useful)
                _touch(path)
        return complete

    def _packs(self, kind: str) -> list[Path]:
        return list((self.folder / kind).glob(f"*{_SUFFIX}"))


def shared_cache() -> FeatureCache:
    """The cache for official and built-in sets; features of a visitor's photos do not belong here.

    Its bound is ``LAYERLAB_FEATURES_BYTES``, or 4 GB.
    """
    with suppress(OSError):
        home().mkdir(parents=True, exist_ok=True)
    return FeatureCache(
        features_folder(), int(os.environ.get("LAYERLAB_FEATURES_BYTES") or LIMITS.cached_features_bytes)
    )


def kind_of_features(*what: object) -> str:
    """The name of a kind of features, from all that decides them besides the photo."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:_NAME_BYTES]


def _read(path: Path) -> np.ndarray:
    """A pack's rows; none if it is damaged, and then it is deleted.

    Raises:
        FileNotFoundError: it is no longer there.
    """
    try:
        rows = np.load(path, mmap_mode="r", allow_pickle=False)
        if rows.dtype.names == _ROW:
            return rows
    except FileNotFoundError:
        raise
    except (OSError, ValueError, EOFError):
        pass
    _remove(path)
    return np.empty(0, [(field, "S1") for field in _ROW])


def _remove(path: Path) -> None:
    with suppress(OSError):  # gone already, or, on Windows, being read
        path.unlink()


def _touch(path: Path) -> None:
    with suppress(OSError):
        os.utime(path)


def _states(paths: Iterable[Path]) -> Iterator[tuple[int, int, Path]]:
    """Time of last use in ns, bytes, path, of those that are there."""
    for path in paths:
        with suppress(OSError):
            state = path.stat()
            yield state.st_mtime_ns, state.st_size, path
