"""What hostile visitors upload: small files that ask for much. Made once, in a few seconds."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache

_WORST_SIDE = 7300  # 53 million pixels, below what one photo may have
_WORST_COPIES = 3000
_DEEP_FOLDERS = 32_000  # as many as a name's 65,535 bytes can hold
_TINY_PHOTOS = 2900
_PUT_BYTES = 20_000_000


@cache
def worst_png() -> bytes:
    """A photo of 207 kB that unpacks to 213 MB."""
    return _png(_WORST_SIDE, b"\0\0\0\xff")


@cache
def deep_zip() -> bytes:
    """Two photos under a path of 32,000 folders each: 260 kB."""
    pixel = _png(1, b"\0\0\0\xff")
    return _zip((f"{letter}/" * _DEEP_FOLDERS + f"{letter}.png", pixel) for letter in "ab")


@cache
def worst_pngs_zip() -> bytes:
    """3,000 of the worst photos in two classes, which take an hour to decode: 5 MB."""
    return _zip((f"{'cat' if copy % 2 else 'dog'}/n02106662_{copy}.png", worst_png()) for copy in range(_WORST_COPIES))


@cache
def tiny_photos_zip() -> bytes:
    """Nearly 3,000 photos of one pixel in two classes, each of which may be kept 224 pixels wide: 0.4 GB together."""
    photos = (_png(1, bytes([copy % 256, copy // 256, 0, 255])) for copy in range(_TINY_PHOTOS))
    return _zip((f"{'cat' if copy % 2 else 'dog'}/{copy}.png", photo) for copy, photo in enumerate(photos))


@cache
def large_file() -> bytes:
    """20 MB of nothing."""
    return bytes(_PUT_BYTES)


def _zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()


def _png(side: int, pixel: bytes) -> bytes:
    """A square photo of one colour; row by row, so that this process does not need what it unpacks to."""
    squeeze = zlib.compressobj(9)
    row = b"\0" + pixel * side
    packed = b"".join([*(squeeze.compress(row) for _ in range(side)), squeeze.flush()])
    header = struct.pack("!IIBBBBB", side, side, 8, 6, 0, 0, 0)  # 8 bits; red, green, blue and alpha
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
