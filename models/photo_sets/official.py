"""The downloaded sets of photos: finding their archives, fetching them, reading them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from models.downloads import DownloadFailed, DownloadFile, Progress, fetch_files, no_progress
from models.home import datasets_folder, fingerprint, home, keras_home, pictures_folder
from models.photo_sets.folders import sorted_entries
from models.photo_sets.photo_set import PhotoSet, SetMissing
from models.photo_sets.registry import OFFICIAL_SETS, OfficialSet
from models.photo_sets.split import TRAIN, share_out
from models.photo_sets.stored import forget_others, load_stored, save_set
from models.photos.archive import Archive, ArchiveRefused, Entry, open_archive
from models.photos.decode import PhotoRefused, decode
from models.photos.fit import fit

_LEAST_OF_A_CLASS = 4


def set_files(dataset: str) -> tuple[DownloadFile, ...]:
    """What has to be downloaded for a dataset; nothing for those built in and the visitor's own."""
    return (OFFICIAL_SETS[dataset].file,) if dataset in OFFICIAL_SETS else ()


def is_set_available(dataset: str) -> bool:
    """Whether nothing has to be downloaded; quick enough for every run of a page."""
    return dataset not in OFFICIAL_SETS or _find(OFFICIAL_SETS[dataset]) is not None


def fetch_set(dataset: str, progress: Progress = no_progress) -> None:
    """Download what is missing of a dataset into `datasets_folder`. An archive that holds something else is replaced.

    Args:
        progress: see `models.downloads.fetch_files`.

    Raises:
        DownloadFailed: the archive could not be had, or holds something else: then the reason is "checksum".
    """
    if is_set_available(dataset):
        return
    official = OFFICIAL_SETS[dataset]
    path = datasets_folder() / official.file.name
    fetch_files([official.file], datasets_folder(), progress, lambda path: _is_good(path, official))
    try:
        is_good = _holds(*fingerprint(path), official.name)
    except OSError as error:  # it could not be looked at: that says nothing against what it holds
        raise DownloadFailed(official.file, datasets_folder(), "disk") from error
    if not is_good:
        path.unlink(missing_ok=True)
        raise DownloadFailed(official.file, datasets_folder(), "checksum")


def load_official(dataset: str, size: int, on_progress: Progress) -> PhotoSet:
    """A downloaded set at one size, decoded the first time only.

    Raises:
        SetMissing: there is no good archive of it.
    """
    official, path = OFFICIAL_SETS[dataset], _archive_path(dataset)
    version = set_version(dataset)
    stem = pictures_folder() / f"{dataset}-{version}"
    stored = load_stored(stem, size, shared=True)
    if stored is None:
        _decode_all(official, path, stem, size, on_progress)
        forget_others(pictures_folder(), dataset, str(size), version)
        stored = load_stored(stem, size, shared=True)
    if stored is None:
        raise SetMissing(dataset, official.file, datasets_folder())
    return stored


def set_version(dataset: str) -> str:
    """What tells a set's archive from another that lay there before.

    Raises:
        SetMissing: there is no good archive of it.
    """
    return hashlib.sha256(repr(fingerprint(_archive_path(dataset))).encode()).hexdigest()[:12]


def sample_official(dataset: str, count: int, size: int) -> dict[str, np.ndarray]:
    """Some of a set's training photos, to look at: quick, since no others are decoded.

    Returns:
        Class -> (photos, size, size, 3) uint8, so many at most.

    Raises:
        SetMissing: there is no good archive of it.
    """
    official, archive = OFFICIAL_SETS[dataset], open_archive(_archive_path(dataset).read_bytes())
    rows: dict[str, list[np.ndarray]] = {folder: [] for folder in official.classes}
    for entry, folder, part in _photos(archive, official):
        if part in (None, TRAIN) and len(rows[folder]) < count:
            with suppress(PhotoRefused, ArchiveRefused):
                rows[folder].append(fit(decode(archive.read(entry), entry.name).pixels, size, "squeeze"))
    return {official.classes[folder]: np.stack(pictures) for folder, pictures in rows.items() if pictures}


def _archive_path(dataset: str) -> Path:
    official = OFFICIAL_SETS[dataset]
    path = _find(official)
    if path is None:
        raise SetMissing(dataset, official.file, datasets_folder())
    return path


def _decode_all(official: OfficialSet, path: Path, stem: Path, size: int, on_progress: Progress) -> None:
    archive = open_archive(path.read_bytes())
    photos = _photos(archive, official)
    folders = list(official.classes)
    labels: list[int] = []
    given: list[int | None] = []

    def pictures() -> Iterator[np.ndarray]:
        for place, (entry, folder, part) in enumerate(photos):
            on_progress(place, len(photos))
            with suppress(PhotoRefused, ArchiveRefused):  # one damaged photo more or less
                picture = fit(decode(archive.read(entry), entry.name).pixels, size, "squeeze")
                labels.append(folders.index(folder))
                given.append(part)
                yield picture
        on_progress(len(photos), len(photos))

    def parts() -> Iterator[int]:
        yield from share_out(np.array(labels), given)

    save_set(stem, size, official.name, official.classes.values(), pictures(), labels, parts())


def _photos(archive: Archive, official: OfficialSet) -> list[tuple[Entry, str, int | None]]:
    return [photo for photo in sorted_entries(archive.entries) if photo[1] in official.classes]


def _find(official: OfficialSet) -> Path | None:
    """The archive to read: in ``home()/datasets``, ``home()`` or, read-only, Keras's own cache."""
    for name in (official.file.name, official.small):
        for folder in (datasets_folder(), home(), keras_home() / "datasets"):
            if _is_good(folder / name, official):
                return folder / name
    return None


def _is_good(path: Path, official: OfficialSet) -> bool:
    try:
        return path.is_file() and _holds(*fingerprint(path), official.name)
    except OSError:  # it has just gone
        return False


@lru_cache(maxsize=32)
def _holds(path: Path, _changed: int, _size: int, dataset: str) -> bool:
    """Whether an archive holds a set's photos: as many as there are, or in a small archive some of each class."""
    official = OFFICIAL_SETS[dataset]
    try:
        photos = _photos(open_archive(path.read_bytes()), official)
    except ArchiveRefused:
        return False
    found = [folder for _, folder, _ in photos]
    counts = tuple(found.count(folder) for folder in official.classes)
    return counts == official.photos if path.name == official.file.name else min(counts) >= _LEAST_OF_A_CLASS
