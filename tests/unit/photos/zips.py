"""Zips as tests make them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

import pytest

from models.photos.archive import Archive, ArchiveLimits, ArchiveRefused, open_archive

USUAL = ArchiveLimits()


@dataclass
class Packed:
    """A file to be packed by hand, so that names, flags and sizes can be what no honest program writes."""

    name: bytes
    data: bytes = b"pixels"
    flags: int = 0
    method: int = zipfile.ZIP_STORED
    declared: int | None = None
    mode: int = 0o100644


def pack(*files: Packed) -> bytes:
    """A zip as the format's description lays it out: the files, the central directory, the end record."""
    body, directory = bytearray(), bytearray()
    for file in files:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
        stored = file.method == zipfile.ZIP_STORED
        content = file.data if stored else squeeze.compress(file.data) + squeeze.flush()
        size = len(file.data) if file.declared is None else file.declared
        common = struct.pack("<HHHHLLLHH", file.flags, file.method, 0, 33, zlib.crc32(file.data), len(content), size,
                             len(file.name), 0)  # fmt: skip
        directory += b"PK\x01\x02" + struct.pack("<HH", 20 | 3 << 8, 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, file.mode << 16, len(body)) + file.name
        body += b"PK\x03\x04" + struct.pack("<H", 20) + common + file.name + content
    count = min(len(files), 0xFFFF)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def zipped(*names: str, data: bytes = b"pixels") -> bytes:
    """A zip as Python writes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name in names:
            opened.writestr(name, data)
    return file.getvalue()


def paths(archive: Archive) -> list[str]:
    return [entry.path for entry in archive.entries]


def refusal(data: bytes, limits: ArchiveLimits = USUAL) -> ArchiveRefused:
    with pytest.raises(ArchiveRefused) as caught:
        open_archive(data, limits)
    return caught.value
