"""Decoding photos from outside: limits before anything is decoded, then upright, RGB, and no larger than needed."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import numpy as np

# Imported by name: Pillow loads only some of its formats by itself when the list of formats is given.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from models.limits import LIMITS
from models.memory import give_back
from models.photos.avif import read_avif
from models.photos.fit import resize
from models.photos.gate import GATE, GateClosed
from models.photos.headers import (
    BadHeader,
    JpegHeader,
    bmp_size,
    exif_orientation,
    read_gif,
    read_jpeg,
    read_png,
    read_tiff,
    sniff,
    webp_size,
)
from models.photos.photo import Photo, drafted, kept_size
from models.photos.quiet_tiff import silence_libtiff
from models.photos.strips import reduced

MOST_BYTES = LIMITS.photo_bytes
# What the decoders may take besides the file itself, in bytes; with what we do after, below 300 MB.
_MOST_MEMORY = min(220_000_000, LIMITS.decoding_bytes)
# Memory of a pixel at its worst, measured with Pillow 13: the picture has four bytes; WebP has two canvases and a
# copy, AVIF what the decoder made, that in RGB and two copies, libtiff a buffer for the whole picture if its strips
# are large.
_BYTES_PER_PIXEL = {"PNG": 4, "GIF": 4, "BMP": 4, "WEBP": 16, "TIFF": 12, "AVIF": 16}
_MUCH = 40_000_000
_COPIES_OF_FILE = 2  # that Pillow and we make, at most
# A JPEG is decoded at 1/2, 1/4 or 1/8; Pillow refuses more pixels than these. Larger by 8 x 8 than what is kept.
_MOST_JPEG_PIXELS = 175_000_000
# Pixels times passes of a JPEG in several passes: 3 s on a slow machine.
_MOST_SCANNED = 800_000_000
# Run-length BMP is decoded in Python.
_MOST_RLE_BYTES, _MOST_RLE_PIXELS = 500_000, 2_000_000
_MOST_SIDE = 65_535
_MOST_TILE_PIXELS = 4_000_000
_MOST_PROFILE_BYTES = 4_000_000
_UPRIGHT = dict(enumerate((None, 0, 3, 1, 5, 4, 6, 2), start=1))  # EXIF orientation -> Image.Transpose

_REMARKS = ("turned", "reduced", "first_frame", "transparent", "converted", "truncated")

# Pillow warns of odd metadata and of many pixels; both are dealt with here. Said once, as a filter set around each
# call would not be safe with threads.
warnings.filterwarnings("ignore", module=r"PIL\.")
silence_libtiff()


class PhotoRefused(Exception):
    """A file is not shown.

    Attributes:
        reason: "empty"; "too_many_bytes" (values: bytes, limit); "too_many_pixels" (values: width, height, and limit
            in pixels for a file of this kind); "not_a_picture" (values: kind, one of "pdf", "svg", "zip", "heic"
            (HEIC and HEIF), "video", "html", "text", "unknown"); "truncated" (it ends before anything can be
            shown); "broken" (it claims to be a picture and cannot be decoded; values: format); "busy" (others' photos
            were decoded for too long). Who keeps photos has two more: "full" (the server's room for uploads is full)
            and "enough" (this visitor's is; values: limit, in bytes).
        name: of the file.
        values: for the message.
    """

    def __init__(self, reason: str, name: str, values: dict) -> None:
        super().__init__(reason, name, values)  # all of them, so that it survives pickling
        self.reason, self.name, self.values = reason, name, values


@dataclass
class _File:
    """A file on its way through the decoder."""

    name: str
    data: bytes
    kind: str
    complete: bool = True
    orientation: int = 1
    most_pixels: int = 0
    memory: int = 0  # bytes that decoding takes, about
    remarks: set[str] = field(default_factory=set)

    def refused(self, reason: str, **values: object) -> PhotoRefused:
        return PhotoRefused(reason, self.name, values)

    @contextmanager
    def pillow(self) -> Iterator[None]:
        """Whatever Pillow raises says that the file is broken. Holds calls of Pillow only."""
        try:
            yield
        except Exception as error:  # of many kinds, SyntaxError and struct.error among them
            reason = "broken" if self.complete and "truncated" not in str(error) else "truncated"
            raise self.refused(reason, format=self.kind) from error

    def check_pixels(self, width: int, height: int) -> None:
        if width * height > self.most_pixels or (self.kind != "JPEG" and max(width, height) > _MOST_SIDE):
            raise self.refused("too_many_pixels", width=width, height=height, limit=self.most_pixels)


def decode(data: bytes, name: str, visitor: str = "") -> Photo:
    """Make a photo of an uploaded file: upright, 8-bit RGB, not larger than needed, whatever the file holds.

    The limits keep it under 300 MB of memory and 3 s; they are checked before anything is decoded. All visitors share
    one gate, so that it may have to wait for its turn.

    Args:
        data: the file: JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.
        name: of the file; nothing is concluded from it.
        visitor: who uploaded it; "" for nobody.

    Raises:
        PhotoRefused: the file is too large, no picture, or damaged so that nothing can be shown.
    """
    if not data:
        raise PhotoRefused("empty", name, {})
    if len(data) > MOST_BYTES:
        raise PhotoRefused("too_many_bytes", name, {"bytes": len(data), "limit": MOST_BYTES})
    kind, is_picture = sniff(data)
    if not is_picture:
        raise PhotoRefused("not_a_picture", name, {"kind": kind})
    file = _File(name, data, kind)
    try:
        _read_header(file)
    except BadHeader as error:
        raise file.refused(error.reason, format=kind) from error
    try:
        with GATE.passage(visitor, file.memory):
            try:
                return _photo(file)
            finally:
                if file.memory > _MUCH:
                    give_back()  # before the next one passes
    except GateClosed as error:
        raise file.refused("busy") from error


def _read_header(file: _File) -> None:
    """Learn from the header what Pillow does not tell, and check the size before Pillow sees it."""
    data = file.data
    memory = _MOST_MEMORY - _COPIES_OF_FILE * len(data)
    file.most_pixels = memory // _BYTES_PER_PIXEL.get(file.kind, 1)
    if file.kind == "JPEG":
        header = read_jpeg(data)
        size, file.data = header.size, header.cleaned
        file.complete, file.orientation = header.complete, header.orientation
        file.most_pixels = _most_jpeg_pixels(header, memory)
    elif file.kind == "PNG":
        size, file.complete = read_png(data)
    elif file.kind == "WEBP":
        size, file.complete = webp_size(data), len(data) >= 8 + int.from_bytes(data[4:8], "little")
    elif file.kind == "AVIF":
        avif = read_avif(data)
        size, file.data = avif.size, avif.cleaned
        file.remarks |= {"first_frame"} if avif.is_animated else set()
    elif file.kind == "GIF":
        size, is_animated = read_gif(data)
        file.remarks |= {"first_frame"} if is_animated else set()
    elif file.kind == "TIFF":
        tiff = read_tiff(data)
        size, file.data, file.orientation = tiff.size, tiff.cleaned, tiff.orientation
        if not tiff.compressed:
            file.most_pixels = memory // _BYTES_PER_PIXEL["BMP"]
        if tiff.tile_pixels > _MOST_TILE_PIXELS:
            raise BadHeader("broken")
    else:
        size = bmp_size(data)
        if data[30:34] in (b"\1\0\0\0", b"\2\0\0\0"):
            file.most_pixels = _MOST_RLE_PIXELS
            if len(data) > _MOST_RLE_BYTES:
                raise file.refused("too_many_bytes", bytes=len(data), limit=_MOST_RLE_BYTES)
    file.check_pixels(*size)
    copies = _COPIES_OF_FILE * len(data)
    file.memory = copies + _decoded_bytes(file, *size, _MOST_MEMORY - copies)


def _decoded_bytes(file: _File, width: int, height: int, most: int) -> int:
    """What decoding takes besides the file: of what is allowed, the share that its pixels are of theirs."""
    if file.kind == "JPEG" and file.most_pixels == _MOST_JPEG_PIXELS:
        return 4 * width * height // drafted(width, height) ** 2
    return most * width * height // max(1, file.most_pixels)


def _most_jpeg_pixels(header: JpegHeader, memory: int) -> int:
    if not header.bytes_per_pixel:
        return _MOST_JPEG_PIXELS
    by_memory, by_time = int(memory / header.bytes_per_pixel), _MOST_SCANNED // header.scans
    return min(_MOST_JPEG_PIXELS, by_memory, by_time)


def _photo(file: _File) -> Photo:
    stream = io.BytesIO(file.data)
    with file.pillow():
        picture: ImageFile.ImageFile = Image.open(stream, formats=[file.kind])  # type: ignore[assignment]
    uploaded_size = picture.size
    file.check_pixels(*uploaded_size)  # once more: Pillow decodes what it has read itself
    width, height = kept_size(*uploaded_size)
    if file.kind == "JPEG":
        with file.pillow():
            picture.draft(None, (2 * width, 2 * height))
    if picture.mode not in ("RGB", "RGBA", "RGBX"):
        file.remarks.add("converted")
    if (width, height) != uploaded_size:
        file.remarks.add("reduced")
    rows = _load(file, picture)
    small = _plain_and_small(file, picture, width, height, rows)
    upright = np.array(_upright(file, picture, small), dtype=np.uint8)
    identity = hashlib.sha256(repr(upright.shape).encode() + upright.tobytes()).hexdigest()[:24]
    remarks = tuple(remark for remark in _REMARKS if remark in file.remarks)
    return Photo(identity, file.name, np.ascontiguousarray(upright), uploaded_size, remarks)


def _upright(file: _File, picture: Image.Image, small: Image.Image) -> Image.Image:
    """The picture turned as its file says. Pillow's `exif_transpose` gives up on broken EXIF data."""
    if file.kind in ("PNG", "WEBP", "AVIF"):
        exif = picture.info.get("exif")
        file.orientation = exif_orientation(exif) if isinstance(exif, bytes) else 1
        if getattr(picture, "is_animated", False):
            file.remarks.add("first_frame")
    turn = _UPRIGHT[file.orientation]
    if turn is None:
        return small
    file.remarks.add("turned")
    return small.transpose(Image.Transpose(turn))


def _load(file: _File, picture: ImageFile.ImageFile) -> tuple[int, int]:
    """Decode. Returns the first row that could be decoded, and the one after the last."""
    try:
        with file.pillow():
            picture.load()
    except PhotoRefused as refused:
        if refused.reason != "truncated":
            raise
        # What was decoded until then is in the picture; it is told that nothing is left to do. Pillow's own switch
        # for this, LOAD_TRUNCATED_IMAGES, would be one for all threads.
        with file.pillow():
            picture.tile = []
            decoded = picture.getbbox(alpha_only=False)
        if decoded is None:
            raise
        file.remarks.add("truncated")
        return decoded[1] if file.kind == "BMP" else 0, decoded[3]  # a BMP may begin with its last row
    if file.kind == "JPEG" and not file.complete:
        file.remarks.add("truncated")
    return 0, picture.height


def _plain_and_small(file: _File, picture: Image.Image, width: int, height: int, rows: tuple[int, int]) -> Image.Image:
    """The picture in RGB and of the size that is kept, not yet upright."""
    # Blocks are averaged first down to twice the size: the filter then sees a small picture, and the result is the
    # same to the eye (Pillow's `reducing_gap=2`).
    across, down = (max(1, old // (2 * new)) for old, new in zip(picture.size, (width, height), strict=True))
    try:
        plain, is_transparent = reduced(picture, across, down, rows)
    except (OSError, ValueError, MemoryError, ImageCms.PyCMSError) as error:  # no way from this mode to another
        raise file.refused("broken", format=file.kind) from error
    if is_transparent:
        file.remarks.add("transparent")
    small = plain if plain.size == (width, height) else resize(plain, width, height)
    return _in_srgb(small, picture.info.get("icc_profile"))


def _in_srgb(picture: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB; a profile that is broken, or made for other channels, is left out."""
    if isinstance(profile, bytes) and 0 < len(profile) <= _MOST_PROFILE_BYTES:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or picture.convert("RGB")
    return picture.convert("RGB")
