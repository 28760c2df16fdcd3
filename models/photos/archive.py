"""Reading an uploaded zip of photos. Everything in it is hostile, and nothing of it is written to disk."""

from __future__ import annotations

import copy
import io
import stat
import sys
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from models.limits import LIMITS
from models.photos.zip_paths import is_clutter, read_path

# Some of them cannot be decoded; then decoding says why.
PHOTO_EXTENSIONS = frozenset(
    ["jpg", "jpeg", "jpe", "jfif", "mpo", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"]
)
_ARCHIVE_EXTENSIONS = frozenset(["zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "egg", "alz"])

# The others that zipfile knows (bzip2, LZMA) unpack a block without a bound, and no usual program writes them.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_CENTRAL_HEADER = b"PK\x01\x02"
# What the central directory may hold for one file on average: 46 bytes, its path, and a program's own remarks.
_HEADER_BYTES = 1024
_END_BYTES = 1 << 17  # the end record with the longest comment, which zipfile reads as well

_ZIPFILE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # includes NotImplementedError: a kind of zip that zipfile does not know
    ValueError,  # includes UnicodeDecodeError: a name that claims to be UTF-8 and is not
)


@dataclass(frozen=True)
class ArchiveLimits:
    """What an archive may ask of this machine, at most.

    Attributes:
        bytes: size of the zip file.
        files: entries, folders and clutter included.
        unpacked_bytes: of all entries together, as declared; none is read beyond what it declared.
        file_bytes: of one photo; larger ones are skipped.
        path_parts, path_letters: of a path; what has more is skipped.
    """

    bytes: int = LIMITS.zip_bytes
    files: int = LIMITS.zip_files
    unpacked_bytes: int = LIMITS.zip_unpacked_bytes
    file_bytes: int = LIMITS.photo_bytes
    path_parts: int = LIMITS.zip_path_parts
    path_letters: int = LIMITS.zip_path_letters


@dataclass(frozen=True)
class Entry:
    """A file in an archive that looks like a photo.

    Attributes:
        path: with "/" between folders, composed Unicode (NFC); unique in the archive; for show only.
        folder: name of the innermost folder, "" at the top.
        name: the file's own name.
        bytes: unpacked size as declared.
    """

    path: str
    folder: str
    name: str
    bytes: int


@dataclass(frozen=True)
class Skipped:
    """A file that was left out.

    Attributes:
        path: as in `Entry`; as it stood in the archive where it was unsafe, cut off where it was too long.
        reason: "unsafe_path" (absolute, a drive letter, "..", or too long or deep), "not_a_photo", "archive" (a zip in
            the zip), "link", "too_many_bytes" (larger than `ArchiveLimits.file_bytes`), "compression" (a method other
            than stored or deflated), "duplicate" (the path was there before).
    """

    path: str
    reason: str


class ArchiveRefused(Exception):
    """An archive, or one entry of it, cannot be used.

    Attributes:
        reason: "not_a_zip"; "too_many_bytes", "too_many_files", "bomb" (unpacks to more than allowed, or one entry
            to more than it declared), "busy" (no room among others' uploads), "too_many_pixels", "too_slow" (of
            all photos together) with `values` "limit" and, where known, "bytes" or "files"; "encrypted";
            "no_photos" with "skipped", the number of files left out, and "why", the reason (of `Skipped`) of most of
            them, "" without any; "broken" (a zip once, but damaged).
        values: numbers for the message; "path" when one entry was to be read: the others may still be fine.
    """

    def __init__(self, reason: str, values: dict[str, Any]) -> None:
        super().__init__(reason, values)
        self.reason = reason
        self.values = values


class Archive:
    """An opened archive of photos. Entries are unpacked one at a time, when they are read.

    Attributes:
        entries: the photos, in the order of the archive.
        skipped: the files left out; folders, hidden files and what operating systems add are not mentioned.
        empty_folders: those that hold nothing at all, each from the outside in.
    """

    def __init__(self, opened: zipfile.ZipFile, contents: _Contents) -> None:
        self._opened = opened
        self._photos = contents.photos
        self.entries = tuple(contents.photos)
        self.skipped = tuple(contents.skipped)
        self.empty_folders = contents.empty_folders()

    def read(self, entry: Entry) -> bytes:
        """Unpacks one photo, never more than it declared and one byte.

        Raises:
            ArchiveRefused: "bomb" when there is more in it than it declared, "broken" when its data are damaged; both
                with its "path".
            KeyError: the entry is of another archive.
        """
        # zipfile stops in silence at the declared size. Told that there is more to come, it goes on and lies show.
        info = copy.copy(self._photos[entry])
        info.file_size = sys.maxsize
        try:
            with self._opened.open(info) as packed:
                data = packed.read(entry.bytes + 1)
        except _ZIPFILE_ERRORS as error:
            raise ArchiveRefused("broken", {"path": entry.path}) from error
        if len(data) > entry.bytes:
            raise ArchiveRefused("bomb", {"path": entry.path, "limit": entry.bytes})
        if len(data) < entry.bytes:
            raise ArchiveRefused("broken", {"path": entry.path})
        return data

    def head(self, entry: Entry, most: int) -> bytes:
        """The first bytes of a photo, which cost little; none where they are damaged."""
        try:
            with self._opened.open(self._photos[entry]) as packed:
                return packed.read(min(most, entry.bytes))
        except _ZIPFILE_ERRORS:
            return b""


def open_archive(data: bytes, limits: ArchiveLimits = ArchiveLimits()) -> Archive:
    """Opens an uploaded zip and lists its photos, unpacking nothing yet.

    Args:
        data: the whole file.
        limits: what it may ask for.

    Raises:
        ArchiveRefused: for the archive as a whole; see there for the reasons.
    """
    if len(data) > limits.bytes:
        raise ArchiveRefused("too_many_bytes", {"bytes": len(data), "limit": limits.bytes})
    opened = _open(data, limits)
    infos = opened.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise ArchiveRefused("bomb", {"bytes": unpacked, "limit": limits.unpacked_bytes})
    contents = _sort_entries(infos, limits)
    if any(info.flag_bits & _ENCRYPTED for info in contents.photos.values()):
        raise ArchiveRefused("encrypted", {})
    if not contents.photos:
        why = Counter(one.reason for one in contents.skipped).most_common(1)
        raise ArchiveRefused("no_photos", {"skipped": len(contents.skipped), "why": why[0][0] if why else ""})
    return Archive(opened, contents)


class _CountedBytes(io.BytesIO):
    """A file that refuses to hand out a table of contents of too many files.

    zipfile reads the table in one piece and makes an object of each of its headers; the number that stands in the
    end record binds nobody. So the headers are counted in what is read.
    """

    limits: ArchiveLimits | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        if self.limits is not None:
            headers = block.count(_CENTRAL_HEADER)
            if headers > self.limits.files:
                raise ArchiveRefused("too_many_files", {"files": headers, "limit": self.limits.files})
            if len(block) > self.limits.files * _HEADER_BYTES + _END_BYTES:
                raise ArchiveRefused("broken", {})
        return block


def _open(data: bytes, limits: ArchiveLimits) -> zipfile.ZipFile:
    file = _CountedBytes(data)
    file.limits = limits
    try:
        opened = zipfile.ZipFile(file)
    except _ZIPFILE_ERRORS as error:
        # A zip without its end, where the table of contents stands: the upload or the copy broke off.
        begun = data[:4] == b"PK\x03\x04" or zipfile.is_zipfile(io.BytesIO(data))
        raise ArchiveRefused("broken" if begun else "not_a_zip", {}) from error
    file.limits = None
    return opened


@dataclass
class _Contents:
    """What is in an archive: photos, what was left out and is worth mentioning, every path and if it is a folder's."""

    photos: dict[Entry, zipfile.ZipInfo] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    paths: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)

    def empty_folders(self) -> tuple[tuple[str, ...], ...]:
        # In this order, what lies in a folder follows it at once.
        ordered = [*sorted(set(self.paths)), ((), False)]
        return tuple(
            parts
            for (parts, is_folder), (following, _) in pairwise(ordered)
            if is_folder and following[: len(parts)] != parts
        )


def _sort_entries(infos: list[zipfile.ZipInfo], limits: ArchiveLimits) -> _Contents:
    found = _Contents()
    taken: set[str] = set()
    for info in infos:
        name, parts = read_path(info, limits.path_letters, limits.path_parts)
        if parts is None:
            found.skipped.append(Skipped(name, "unsafe_path"))
            continue
        if not parts or is_clutter(parts):
            continue
        is_folder = name.endswith(("/", "\\"))
        found.paths.append((parts, is_folder))
        if is_folder:
            continue
        path = "/".join(parts)
        reason = _why_not(info, parts[-1], limits) or ("duplicate" if path in taken else "")
        if reason:
            found.skipped.append(Skipped(path, reason))
            continue
        taken.add(path)
        folder = parts[-2] if len(parts) > 1 else ""
        found.photos[Entry(path, folder, parts[-1], info.file_size)] = info
    return found


def _why_not(info: zipfile.ZipInfo, name: str, limits: ArchiveLimits) -> str:
    """Why a file is left out, "" if it is not."""
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower() if dot and stem else ""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link"
    if extension in _ARCHIVE_EXTENSIONS:
        return "archive"
    if extension and extension not in PHOTO_EXTENSIONS:
        return "not_a_photo"
    if info.file_size > limits.file_bytes:
        return "too_many_bytes"
    encrypted = info.flag_bits & _ENCRYPTED  # has its own answer, whatever method it names (99: AES)
    if info.compress_type not in _METHODS and not encrypted:
        return "compression"
    return ""
