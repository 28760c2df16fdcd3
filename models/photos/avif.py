"""What an AVIF's boxes say before anything is decoded (ISO/IEC 14496-12, 23008-12; AV1, sections 5.5 and 7.5).

Pillow learns the size from one box and the decoder from the AV1 data, which may name another; both are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.photos.headers import MOST_PARTS, BadHeader

_MOST_ITEMS = 1_000  # pictures, tiles of a grid, alpha and metadata in one file
_MOST_UNITS = 10  # of AV1 data before the sequence header; encoders write one
_SEQUENCE_HEADER = 1


@dataclass(frozen=True)
class AvifHeader:
    """What an AVIF says of itself.

    Attributes:
        size: width and height, of the whole picture if it is in tiles.
        cleaned: the file without its film: what is left is its still picture.
        is_animated: whether there was one.
    """

    size: tuple[int, int]
    cleaned: bytes
    is_animated: bool


def read_avif(data: bytes) -> AvifHeader:
    """Follow an AVIF's boxes to the size of its picture.

    Raises:
        BadHeader: there is no picture, a part of it is larger than the whole, or boxes cannot be followed.
    """
    top = list(_boxes(data, 0, len(data)))
    metas = [(start, end) for kind, start, end in top if kind == b"meta"]
    if len(metas) != 1:
        raise BadHeader("broken" if metas else "truncated")
    sizes, coded, places = [], set(), {}
    for kind, start, _ in _meta_boxes(data, *metas[0]):
        if kind == b"ispe":
            sizes.append((_number(data, start + 4, 4), _number(data, start + 8, 4)))
        elif kind == b"infe":
            wide = 4 if _number(data, start, 1) == 3 else 2
            if data[start + 6 + wide : start + 10 + wide] == b"av01":
                coded.add(_number(data, start + 4, wide))
        elif kind == b"iloc":
            places = _places(data, start)
    if not sizes or not coded:
        raise BadHeader("broken")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    for item in coded:
        across, down = _frame_size(data, *places.get(item, (0, 0)))
        if across * down > width * height:
            raise BadHeader("broken")
    films = [start for kind, start, _ in top if kind == b"moov"]
    return AvifHeader((width, height), _still(data, films) if films else data, bool(films))


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each box, and where its content begins and ends."""
    for _ in range(MOST_PARTS):
        if start + 8 > end:
            return
        size, kind, head = _number(data, start, 4), data[start + 4 : start + 8], 8
        if size == 1:
            size, head = _number(data, start + 8, 8), 16
        size = size or end - start  # 0: to the end
        if size < head:
            raise BadHeader("broken")
        if start + size > end and kind != b"mdat":
            raise BadHeader("truncated")
        yield kind, start + head, min(start + size, end)
        start += size
    raise BadHeader("broken")


def _meta_boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes in "meta" that matter here, wherever they lie in it."""
    for kind, first, last in _boxes(data, start + 4, end):
        if kind == b"iinf":
            yield from _boxes(data, first + (8 if _number(data, first, 1) else 6), last)
        elif kind == b"iprp":
            for inner, begin, stop in _boxes(data, first, last):
                if inner == b"ipco":
                    yield from _boxes(data, begin, stop)
        else:
            yield kind, first, last


def _places(data: bytes, start: int) -> dict[int, tuple[int, int]]:
    """Where the first piece of each item lies in the file: its first byte and the one after its last."""
    version, sizes = _number(data, start, 1), _number(data, start + 4, 2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version == 0:
        index = 0
    wide = 4 if version == 2 else 2
    count, place, found = _number(data, start + 6, wide), start + 6 + wide, {}
    if count > _MOST_ITEMS:
        raise BadHeader("broken")
    for _ in range(count):
        item, place = _number(data, place, wide), place + wide
        in_file = version == 0 or not _number(data, place, 2) & 15
        place += (0 if version == 0 else 2) + 2
        origin, place = _number(data, place, base), place + base
        pieces, place = _number(data, place, 2), place + 2
        if pieces and in_file:
            begin = origin + _number(data, place + index, offset)
            found[item] = begin, begin + _number(data, place + index + offset, length)
        place += pieces * (index + offset + length)
    return found


def _frame_size(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Width and height in the sequence header at the beginning of AV1 data."""
    for _ in range(_MOST_UNITS):
        if start >= min(end, len(data)):
            raise BadHeader("truncated")
        header = data[start]
        start += 2 if header & 4 else 1
        size = end - start
        if header & 2:
            size, start = _leb128(data, start)
        if header >> 3 & 15 == _SEQUENCE_HEADER:
            return _sequence_size(data[start : start + min(size, 200)])
        start += size
    raise BadHeader("broken")


def _leb128(data: bytes, start: int) -> tuple[int, int]:
    """A number in seven bits a byte, and the place after it."""
    value = 0
    for place in range(8):
        byte = _number(data, start + place, 1)
        value |= (byte & 127) << 7 * place
        if byte < 128:
            return value, start + place + 1
    raise BadHeader("broken")


def _sequence_size(body: bytes) -> tuple[int, int]:
    """Width and height of the largest frame that a sequence header allows."""
    bits = _Bits(body)
    bits.take(4)  # profile, and whether it is a still picture
    if bits.take(1):
        bits.take(5)
    elif bits.take(1):  # times of a film's frames: no photo has them
        raise BadHeader("broken")
    else:
        has_delays = bits.take(1)
        for _ in range(bits.take(5) + 1):
            bits.take(12)
            if bits.take(5) > 7:
                bits.take(1)
            if has_delays and bits.take(1):
                bits.take(4)
    across, down = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(across) + 1, bits.take(down) + 1


class _Bits:
    """Bits, the highest of each byte first."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data), 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise BadHeader("truncated")
        return self._value >> self._left & ((1 << count) - 1)


def _number(data: bytes, start: int, width: int) -> int:
    if start + width > len(data):
        raise BadHeader("truncated")
    return int.from_bytes(data[start : start + width])


def _still(data: bytes, films: list[int]) -> bytes:
    """The file with its films marked as free space, and the brand of a still picture in its first box."""
    cleaned = bytearray(data)
    for start in films:
        place = data.rindex(b"moov", 0, start)
        cleaned[place : place + 4] = b"free"
    first = slice(8, max(8, _number(data, 0, 4)))
    cleaned[first] = data[first].replace(b"avis", b"avif")
    return bytes(cleaned)
