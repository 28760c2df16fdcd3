"""What a picture's file says about itself before anything is decoded: what it is, and what decoding would cost.

Pillow checks the number of pixels only. A file can also be made so that reading its header alone takes minutes, or a
gigabyte: millions of empty chunks, lists of millions of numbers. These are found here, in bounded time.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Chunks, segments or blocks in one file. A PNG of 50 MB written in pieces of 4 kB has 13,000.
MOST_PARTS = 20_000
# Tags and numbers in a list of TIFF or EXIF; the longest of real files is that of the strips, one a row at most.
_MOST_TAGS, _MOST_NUMBERS = 1_000, 70_000
_WIDTH, _HEIGHT, _COMPRESSION, _ORIENTATION = 0x0100, 0x0101, 0x0103, 0x0112
_TILE_WIDTH, _TILE_LENGTH = 0x0142, 0x0143
# Tags of TIFF that Pillow follows into further lists (EXIF, GPS, interoperability), and the one we read ourselves.
_HIDDEN_TAGS = (0x8769, 0x8825, 0xA005, _ORIENTATION)
_BYTE_TYPES = (1, 2, 6, 7)  # of TIFF: they stay bytes; all others become lists of Python's numbers
_BEGINNINGS: tuple[tuple[str, bytes], ...] = (
    ("JPEG", rb"\xff\xd8\xff"),
    ("PNG", rb"\x89PNG\r\n\x1a\n"),
    ("WEBP", rb"RIFF....WEBP"),
    ("GIF", rb"GIF8[79]a"),
    ("BMP", rb"BM.{8}.{4}[\x0c\x28\x38\x40\x34\x6c\x7c\xf0]\x00"),
    ("TIFF", rb"II[\x2a\x2b]\x00|MM\x00[\x2a\x2b]"),
    # The first brand, or one of those that follow the common one of HEIC and AVIF.
    ("AVIF", rb"....ftyp(avif|avis|(mif1|msf1).{4}(.{4}){0,15}?(avif|avis))"),
    ("heic", rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1|miaf)"),
    ("video", rb"....(ftyp|moov|mdat)|\x1aE\xdf\xa3|RIFF....AVI |\x00\x00\x01[\xb3\xba]|FLV\x01|OggS"),
    ("pdf", rb".{0,1000}%PDF-"),
    ("zip", rb"PK(\x03\x04|\x05\x06|\x07\x08)"),
    ("svg", rb"(?i)\s*(<\?xml|<!--|<!DOCTYPE svg|<svg).{0,4000}?<svg|\s*<svg"),
    ("html", rb"(?i)\s*(<\?xml|<!--).{0,2000}?<html|\s*<(!doctype html|html|head|body)"),
)
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")


class BadHeader(Exception):
    """The header cannot be followed to its end. Attribute `reason`: "broken" or "truncated"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class JpegHeader:
    """What a JPEG says of itself.

    Attributes:
        size: width and height.
        cleaned: the file with only those segments that change its pixels, and an end: the decoder paints what is
            missing grey instead of giving up.
        complete: whether the file had its end.
        bytes_per_pixel: what libjpeg keeps of the whole picture; 0 where it works row by row.
        scans: how often it passes over the whole picture.
        orientation: of its EXIF data, 1 to 8.
    """

    size: tuple[int, int]
    cleaned: bytes
    complete: bool
    bytes_per_pixel: float
    scans: int
    orientation: int


@dataclass(frozen=True)
class TiffHeader:
    """What a TIFF says of itself.

    Attributes:
        size: width and height.
        cleaned: the file without the tags that Pillow would follow further.
        orientation: 1 to 8.
        tile_pixels: of one tile; 0 where there are none.
        compressed: whether libtiff reads it.
    """

    size: tuple[int, int]
    cleaned: bytes
    orientation: int
    tile_pixels: int
    compressed: bool


def sniff(data: bytes) -> tuple[str, bool]:
    """What the first bytes say a file is, whatever its name says.

    Returns:
        Pillow's name of the format and True, or the kind of another file ("heic", "video", "pdf", "zip", "svg",
        "html", "text", "unknown") and False.
    """
    head = data[:8192].removeprefix(b"\xef\xbb\xbf")
    for kind, pattern in _BEGINNINGS:
        if re.match(pattern, head, re.DOTALL):
            return kind, kind in _PICTURES
    is_text = not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head)
    return ("text" if is_text else "unknown"), False


def read_jpeg(data: bytes) -> JpegHeader:
    """Follow a JPEG's segments to its first scan (ITU-T T.81, annex B).

    Raises:
        BadHeader: there is no scan, or there are too many segments before it.
    """
    kept, frame, progressive, orientation = [data[:2]], b"", False, 1
    for marker, start, end in jpeg_segments(data):
        body = data[start + 4 : end]
        if marker == 0xE1 and body.startswith(b"Exif\0\0") and orientation == 1:
            orientation = exif_orientation(body)
        if is_frame(marker):
            if frame:
                raise BadHeader("broken")
            frame, progressive = body.ljust(6, b"\0"), marker in (0xC2, 0xC6, 0xCA, 0xCE)
        if marker == 0xDA:
            break
        if _changes_pixels(marker, body):
            kept.append(data[start:end])
    if not frame:
        raise BadHeader("broken")
    if len(data) <= end:
        raise BadHeader("truncated")
    buffered = progressive or not body or body[0] < frame[5]  # a scan has all components, or not
    return JpegHeader(
        size=(int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3])),
        cleaned=b"".join([*kept, memoryview(data)[start:], b"\xff\xd9"]),
        complete=data.find(b"\xff\xd9", end) >= 0,
        bytes_per_pixel=_coefficient_bytes(frame) if buffered else 0.0,
        scans=data.count(b"\xff\xda", start) if buffered else 1,
        orientation=orientation,
    )


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker, start and end of each segment; bytes between segments are skipped, as decoders do."""
    position = 2
    for _ in range(MOST_PARTS):
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data):
            raise BadHeader("truncated")
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker < 0xC0 or 0xD0 <= marker <= 0xD9:  # these have no length
            position += 2
        else:
            end = position + 2 + max(2, int.from_bytes(data[position + 2 : position + 4]))
            yield marker, position, end
            position = end
    raise BadHeader("broken")


def is_frame(marker: int) -> bool:
    return 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)


def _changes_pixels(marker: int, body: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        return body.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"))
    return marker != 0xFE


def _coefficient_bytes(frame: bytes) -> float:
    """What all DCT coefficients of a frame take, per pixel: two bytes each, in blocks of 8 x 8."""
    height, width = int.from_bytes(frame[1:3]), int.from_bytes(frame[3:5])
    factors = [(byte >> 4 or 1, byte & 15 or 1) for byte in frame[7::3]]
    most_across, most_down = (
        max(column, default=1) for column in (zip(*factors, strict=True) if factors else ((), ()))
    )
    total = sum(
        (-(-width * across // (8 * most_across)) + 4) * (-(-height * down // (8 * most_down)) + 4) * 128
        for across, down in factors
    )
    return total / max(1, width * height)


def exif_orientation(exif: bytes) -> int:
    """The orientation in EXIF data, with or without "Exif" before it; 1, upright, where it cannot be read."""
    exif = exif.removeprefix(b"Exif\0\0")
    try:
        found = [value for tag, _, value, _ in _tiff_tags(exif) if tag == _ORIENTATION]
    except BadHeader:
        return 1
    return found[0] if found and 1 <= found[0] <= 8 else 1


def read_tiff(data: bytes) -> TiffHeader:
    """Check the first list of tags of a TIFF (TIFF 6.0, section 2).

    Raises:
        BadHeader: the list cannot be read or has lists of too many numbers.
    """
    cleaned, values = data, {}
    for tag, count, value, place in _tiff_tags(data):
        values[tag] = value
        if count > _MOST_NUMBERS:
            raise BadHeader("broken")
        if tag in _HIDDEN_TAGS:
            cleaned = b"".join([memoryview(cleaned)[:place], b"\0\0", memoryview(cleaned)[place + 2 :]])
    turn, tile_pixels = values.get(_ORIENTATION, 1), values.get(_TILE_WIDTH, 0) * values.get(_TILE_LENGTH, 0)
    size = values.get(_WIDTH, 0), values.get(_HEIGHT, 0)
    return TiffHeader(size, cleaned, turn if 1 <= turn <= 8 else 1, tile_pixels, values.get(_COMPRESSION, 1) != 1)


def _tiff_tags(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The tag, count of numbers (0: bytes), value as one number, and place of each entry of the first list."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    entry, size = (f"{order}HHQ", 20) if big else (f"{order}HHL", 12)
    try:
        (start,) = struct.unpack_from(f"{order}Q" if big else f"{order}L", data, 8 if big else 4)
        (count,) = struct.unpack_from(f"{order}Q" if big else f"{order}H", data, start)
        start += 8 if big else 2
        if count > _MOST_TAGS:
            raise BadHeader("broken")
        for place in range(start, start + count * size, size):
            tag, kind, length = struct.unpack_from(entry, data, place)
            (value,) = struct.unpack_from(f"{order}H" if kind == 3 else f"{order}L", data, place + (12 if big else 8))
            yield tag, 0 if kind in _BYTE_TYPES else length, value, place
    except (struct.error, OverflowError) as error:
        raise BadHeader("truncated") from error


def read_png(data: bytes) -> tuple[tuple[int, int], bool]:
    """Width and height of a PNG, and whether its chunks lead to its end (PNG, section 5).

    Raises:
        BadHeader: there are too many chunks.
    """
    position, size = 8, png_size(data)
    for _ in range(MOST_PARTS):
        if position + 12 > len(data):
            return size, False
        if data[position + 4 : position + 8] == b"IEND":
            return size, True
        position += 12 + int.from_bytes(data[position : position + 4])
    raise BadHeader("broken")


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def read_gif(data: bytes) -> tuple[tuple[int, int], bool]:
    """Follow a GIF's blocks to its first frame (GIF89a, appendix A).

    Returns:
        Width and height, and whether more frames follow.

    Raises:
        BadHeader: there is no frame, or there are too many blocks before it.
    """
    position, in_extension = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 128 else 0), False
    for _ in range(MOST_PARTS):
        if position >= len(data):
            raise BadHeader("truncated")
        byte = data[position]
        if in_extension:
            position, in_extension = position + 1 + byte, byte > 0  # sub-blocks with their lengths, up to an empty one
        elif byte == 0x2C:
            # A frame of an animation has a control block before it; this finds those of the frames that follow.
            more = re.search(rb"\x21\xf9\x04.{4}\x00\x2c", memoryview(data)[position + 1 :], re.DOTALL)
            left, top, width, height = struct.unpack("<4H", data[position + 1 : position + 9].ljust(8, b"\0"))
            screen_width, screen_height = struct.unpack_from("<2H", data, 6)
            return (max(screen_width, left + width), max(screen_height, top + height)), bool(more)
        else:
            position, in_extension = position + (2 if byte == 0x21 else 1), byte == 0x21
    raise BadHeader("broken")


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP (RFC 9649, section 2); (0, 0) where they cannot be read."""
    head = data[12:30].ljust(18, b"\0")
    if head.startswith(b"VP8X"):
        return int.from_bytes(head[12:15], "little") + 1, int.from_bytes(head[15:18], "little") + 1
    if head.startswith(b"VP8L"):
        bits = int.from_bytes(head[9:13], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head.startswith(b"VP8 "):
        return int.from_bytes(head[14:16], "little") & 0x3FFF, int.from_bytes(head[16:18], "little") & 0x3FFF
    return 0, 0


def bmp_size(data: bytes) -> tuple[int, int]:
    """Width and height of a BMP; the height is negative in the file where the first row is the top one."""
    head = data[14:26].ljust(12, b"\0")
    if head[0] == 12:  # the header of OS/2
        return int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
    return int.from_bytes(head[4:8], "little"), abs(int.from_bytes(head[8:12], "little", signed=True))
