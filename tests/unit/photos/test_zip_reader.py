"""What the photos of one zip may ask of a processor, all of them together."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from models.limits import LIMITS
from models.photo_sets.own import OwnPhotos
from models.photos import zip_reader
from models.photos.archive import Archive, ArchiveRefused, open_archive
from models.photos.decode import PhotoRefused
from models.photos.pixels_told import pixels_told
from models.photos.zip_reader import ZipReader
from tests.unit.photo_sets.own_zips import zipped
from tests.unit.photos.zips import Packed, pack

SIZE = (60, 40)
PIXELS = 60 * 40


def picture(kind: str, size: tuple[int, int] = SIZE, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def archive_of(*photos: bytes) -> Archive:
    return open_archive(zipped({f"cats/{number}.png": data for number, data in enumerate(photos)}))


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG"),
        picture("JPEG"),
        picture("JPEG", progressive=True, exif=b"Exif\0\0" + bytes(30_000)),
        picture("GIF"),
        picture("BMP"),
        picture("WEBP"),
        picture("WEBP", lossless=True),
    ],
)
def test_the_first_bytes_tell_the_pixels(data: bytes) -> None:
    assert pixels_told(data[: 64 << 10]) == PIXELS


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", b"no picture", picture("TIFF"), picture("AVIF")])
def test_what_does_not_tell_counts_when_it_is_decoded(data: bytes) -> None:
    assert pixels_told(data) == 0


def test_a_small_zip_of_hours_of_work_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = picture("PNG", (7300, 7300), "1")
    data = zipped({f"{('cats', 'dogs')[number % 2]}/{number}.png": bomb for number in range(LIMITS.set_photos)})
    assert len(data) < 2_000_000
    looked_at: list[bytes] = []

    def told(head: bytes) -> int:
        looked_at.append(head)
        return pixels_told(head)

    monkeypatch.setattr(zip_reader, "decode", lambda *_: pytest.fail("decoded"))
    monkeypatch.setattr(zip_reader, "pixels_told", told)
    with pytest.raises(ArchiveRefused) as caught:
        OwnPhotos.from_archive(data)
    assert caught.value.reason == "too_many_pixels"
    assert caught.value.values == {"limit": LIMITS.zip_pixels}
    assert len(looked_at) == LIMITS.zip_pixels // 7300**2 + 1, "no more than it takes"


def test_pixels_up_to_the_limit_are_read_and_one_beyond_is_not() -> None:
    archive = archive_of(picture("PNG"), picture("JPEG"))
    reader = ZipReader(archive, archive.entries, most_pixels=2 * PIXELS)
    assert [reader.photo(entry).uploaded_size for entry in archive.entries] == [SIZE, SIZE]
    assert reader.photo(archive.entries[0]).uploaded_size == SIZE, "counted once"
    with pytest.raises(ArchiveRefused, match="too_many_pixels"):
        ZipReader(archive, archive.entries, most_pixels=2 * PIXELS - 1)


def test_pixels_that_no_header_tells_of_are_counted_on_the_way() -> None:
    archive = archive_of(picture("TIFF"), picture("AVIF"), picture("PNG"))
    reader = ZipReader(archive, archive.entries, most_pixels=2 * PIXELS)
    for entry in archive.entries[:2]:
        reader.photo(entry)
    with pytest.raises(ArchiveRefused, match="too_many_pixels"):
        reader.photo(archive.entries[2])


def test_a_photo_that_is_too_large_by_itself_takes_no_others_with_it() -> None:
    huge = bytearray(picture("PNG"))
    huge[16:24] = (60_000).to_bytes(4) * 2
    archive = archive_of(bytes(huge), picture("PNG"))
    reader = ZipReader(archive, archive.entries, most_pixels=PIXELS)
    with pytest.raises(PhotoRefused, match="too_many_pixels"):
        reader.photo(archive.entries[0])
    assert reader.photo(archive.entries[1]).name == "cats/1.png"


def test_reading_ends_when_it_has_taken_too_long_and_may_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(100))
    monkeypatch.setattr(zip_reader.time, "thread_time", lambda: next(seconds))
    archive = archive_of(picture("PNG"), picture("PNG"), picture("PNG"))
    reader = ZipReader(archive, archive.entries, most_seconds=1)
    first, second, third = archive.entries
    reader.photo(first)
    reader.photo(second)  # at the limit
    with pytest.raises(ArchiveRefused) as caught:
        reader.photo(third)
    assert (caught.value.reason, caught.value.values) == ("too_slow", {"limit": 1})
    reader.begin()
    assert reader.photo(third).uploaded_size == SIZE


def test_damage_names_its_photo_and_a_head_of_it_is_nothing() -> None:
    content = picture("PNG")
    data = bytearray(pack(Packed(b"bad.png", content), Packed(b"good.png", content)))
    data[0:4] = b"none"  # the local header
    archive = open_archive(bytes(data))
    reader = ZipReader(archive, archive.entries)
    with pytest.raises(ArchiveRefused) as caught:
        reader.photo(archive.entries[0])
    assert caught.value.values == {"path": "bad.png"}
    assert reader.photo(archive.entries[1]).uploaded_size == SIZE
