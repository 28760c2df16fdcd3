"""How many pixels a picture has, by the first bytes of its file: what decoding it will cost, before it is read."""

from __future__ import annotations

from collections.abc import Callable

from models.photos.headers import BadHeader, bmp_size, is_frame, jpeg_segments, png_size, read_gif, sniff, webp_size

_MOST_DECODED = 175_000_000  # of any kind; see `models.photos.decode`, where larger ones are refused at no cost


def pixels_told(head: bytes) -> int:
    """Pixels of a picture as the beginning of its file tells; 0 where it tells of none, or of more than are decoded."""
    kind, is_picture = sniff(head)
    if not is_picture:
        return 0
    try:
        width, height = _SIZES[kind](head) if kind in _SIZES else (0, 0)
    except BadHeader:
        return 0
    return width * height if width * height <= _MOST_DECODED else 0


def _jpeg_size(head: bytes) -> tuple[int, int]:
    for marker, start, _end in jpeg_segments(head):
        if is_frame(marker):
            frame = head[start + 4 : start + 9].ljust(5, b"\0")
            return int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3])
    return 0, 0


# Of AVIF and TIFF the size may stand anywhere in the file.
_SIZES: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "JPEG": _jpeg_size,
    "PNG": png_size,
    "WEBP": webp_size,
    "GIF": lambda head: read_gif(head)[0],
    "BMP": bmp_size,
}
