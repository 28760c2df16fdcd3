"""Files made to harm: each gives a picture or a reason, never another error, within the limits of memory."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.photos.decode import MOST_BYTES, PhotoRefused, decode
from models.photos.headers import sniff

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
MOST_MEMORY_MB = 300


def saved(picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, colour_type, packed, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zeros(count):
    """zlib of so many zeros, without having them in memory."""
    packer = zlib.compressobj(1)
    piece = bytes(1_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(count // len(piece) + 1)), packer.flush()])


def refusal(data, name="photo.jpg"):
    with pytest.raises(PhotoRefused) as caught:
        decode(data, name)
    assert caught.value.name == name
    return caught.value


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"PK\x03\x04\x14\x00\x00\x00", "zip"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n<svg width="1">', "svg"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2", "video"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01", "video"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        ("Ein Brief über Bäume".encode(), "text"),
        (bytes(range(256)), "unknown"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "text"),
        (b"\x0a\x05\x01\x08" + bytes(100), "unknown"),
    ],
)
def test_other_files_are_named_for_what_they_are(beginning, kind):
    refused = refusal(beginning)
    assert (refused.reason, refused.values) == ("not_a_picture", {"kind": kind})


def test_nothing_and_too_much_are_refused_before_they_are_looked_at():
    assert refusal(b"").reason == "empty"
    assert refusal(bytes(MOST_BYTES)).reason == "not_a_picture"
    too_much = refusal(bytes(MOST_BYTES + 1))
    assert (too_much.reason, too_much.values) == ("too_many_bytes", {"bytes": MOST_BYTES + 1, "limit": MOST_BYTES})


def test_a_png_of_65000_by_65000_pixels():
    # 40 MB of zeros are enough: what follows would be the same
    refused = refusal(png(65_000, 65_000, 2, zeros(40_000_000)))
    assert refused.reason == "too_many_pixels"
    assert (refused.values["width"], refused.values["height"]) == (65_000, 65_000)
    assert refused.values["limit"] < 65_000**2


@pytest.mark.parametrize("format", ["GIF", "BMP", "JPEG", "TIFF", "WEBP"])
def test_sizes_are_refused_in_every_format(format):
    data = bytearray(saved(Image.new("RGB", (16, 16)), format, **({"lossless": True} if format == "WEBP" else {})))
    if format == "GIF":
        data[6:10] = b"\xff\xff\xff\xff"
    elif format == "BMP":
        data[18:26] = struct.pack("<ii", 60_000, 60_000)
    elif format == "JPEG":
        frame = data.index(b"\xff\xc0")
        data[frame + 5 : frame + 9] = b"\xff\xdc\xff\xdc"
    elif format == "WEBP":
        data[21:25] = b"\xff\xff\xff\x0f"
    else:
        for tag in (256, 257):
            entry = data.index(struct.pack("<HHL", tag, 4, 1)) if struct.pack("<HHL", tag, 4, 1) in data else -1
            entry = entry if entry >= 0 else data.index(struct.pack("<HHL", tag, 3, 1))
            data[entry + 8 : entry + 12] = struct.pack("<L", 60_000)
    assert refusal(bytes(data)).reason == "too_many_pixels"


def test_a_jpeg_of_many_megabytes_is_shown():
    noise = np.random.default_rng(0).integers(0, 256, (4800, 4800, 3), dtype=np.uint8)
    data = saved(Image.fromarray(noise), "JPEG", quality=97)
    assert 30_000_000 < len(data) < MOST_BYTES
    assert decode(data, "noise.jpg").pixels.shape == (512, 512, 3)


@pytest.mark.parametrize(
    "data",
    [
        png(4, 4, 2, zlib.compress(bytes(52)), chunk(b"teXt", b"") * 100_000),
        b"\xff\xd8" + b"\xff\xe0\x00\x02" * 1_000_000 + saved(Image.new("RGB", (8, 8)), "JPEG")[2:],
        b"GIF89a\x08\x00\x08\x00\x00\x00\x00!\xfe" + b"\x01a" * 1_000_000 + b"\x00,",
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHLL", 273, 3, 5_000_000, 26) + bytes(10_000_000),
    ],
    ids=["chunks", "segments", "blocks", "numbers"],
)
def test_headers_without_end_are_not_followed(data):
    assert refusal(data).reason == "broken"


def test_progressive_jpegs_of_many_scans_are_refused():
    data = saved(Image.new("L", (3000, 3000)), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    assert decode(data, "a.jpg").pixels.shape == (512, 512, 3)
    assert refusal(data[:-2] + data[start:-2] * 1000 + data[-2:]).reason == "too_many_pixels"


def test_an_avif_is_refused_before_a_picture_larger_than_it_says_is_decoded(monkeypatch):
    data = saved(Image.new("RGB", (4_000, 3_000)), "AVIF", speed=10)
    assert decode(data, "a.avif").uploaded_size == (4_000, 3_000)
    place = data.index(b"ispe") + 8
    monkeypatch.setattr(Image, "open", None)
    small, large = (data[:place] + struct.pack(">II", *size) + data[place + 8 :] for size in ((99, 99), (9_000, 9_000)))
    assert refusal(small).reason == "broken"
    assert refusal(large).reason == "too_many_pixels"


def fuzzed(data, generator):
    """One of: bytes flipped, cut, inserted, or the end cut off."""
    data = bytearray(data)
    place, length = int(generator.integers(len(data))), int(generator.integers(1, 40))
    what = generator.integers(5)
    if what == 0:
        for spot in generator.integers(0, len(data), 10):
            data[spot] ^= 1 << int(generator.integers(8))
    elif what == 1:
        del data[place : place + length]
    elif what == 2:
        data[place:place] = generator.bytes(length)
    elif what == 3:
        del data[max(1, place) :]
    else:  # the header is where it hurts
        for spot in generator.integers(0, min(200, len(data)), 4):
            data[spot] = int(generator.integers(256))
    return bytes(data)


def real_files():
    down, across = np.mgrid[0:120, 0:160]
    picture = Image.fromarray(np.stack([across, down, (across * down) % 251], axis=-1).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    files = [saved(picture, format, exif=exif) for format in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")]
    files += [saved(picture, "GIF"), saved(picture, "BMP"), saved(picture, "JPEG", progressive=True)]
    files += [saved(picture.convert("CMYK"), "JPEG"), saved(picture.convert("P"), "PNG", transparency=3)]
    files += [saved(picture, "TIFF", compression=name) for name in ("tiff_lzw", "jpeg", "tiff_adobe_deflate")]
    return files


def test_fuzzed_pictures_give_a_picture_or_a_reason(capfd, shared_data):
    files = real_files()
    for folder in ("odd", "photos"):
        files += [path.read_bytes() for path in sorted(shared_data(folder).glob("*"))]
    generator = np.random.default_rng(4)
    shown = 0
    for number in range(max(200, 6 * len(files))):
        try:
            photo = decode(fuzzed(files[number % len(files)], generator), "fuzzed")
        except PhotoRefused as refused:
            reasons = ("empty", "too_many_bytes", "too_many_pixels", "not_a_picture", "broken", "truncated")
            assert refused.reason in reasons  # noqa: PT017 - either is right
        else:
            shown += 1
            assert photo.pixels.shape[2] == 3
    assert shown > 50
    assert "Warning" not in capfd.readouterr().err


# VmHWM counts from the start of the program; ru_maxrss begins with what the tests' own process had.
_MEASURE = """
import re, sys
from pathlib import Path
from models.photos.decode import decode
def peak_mb():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
data = open(sys.argv[1], "rb").read()
before = peak_mb()
photo = decode(data, "large")
print(peak_mb() - before)
"""


def peak_mb(program, path):
    run = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    assert run.returncode == 0, run.stderr
    return float(run.stdout)


def largest_rgba_png():
    return png(7_300, 7_300, 6, zeros(7_300 * (4 * 7_300 + 1)))


def largest_progressive_jpeg():
    return saved(Image.new("RGB", (8_300, 8_300), (200, 10, 60)), "JPEG", progressive=True)


def largest_baseline_jpeg():
    return saved(Image.new("L", (13_000, 13_000), 90), "JPEG")


def largest_webp():
    return saved(Image.new("RGBA", (3_650, 3_650), (200, 10, 60, 90)), "WEBP", lossless=True, quality=0, method=0)


def largest_tiff():
    return saved(Image.new("RGB", (4_200, 4_200), 90), "TIFF", compression="tiff_lzw", tiffinfo={278: 4_200})


def largest_avif():
    return saved(Image.new("RGBA", (3_700, 3_700), (200, 10, 60, 90)), "AVIF", subsampling="4:4:4", speed=10)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to measure the memory")
@pytest.mark.parametrize(
    "make",
    [largest_rgba_png, largest_progressive_jpeg, largest_baseline_jpeg, largest_webp, largest_tiff, largest_avif],
)
def test_the_largest_pictures_allowed_stay_within_the_memory(make, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(make())
    assert 5 < peak_mb(_MEASURE, path) < MOST_MEMORY_MB


_MEASURE_FOUR = _MEASURE.replace(
    'photo = decode(data, "large")',
    """from threading import Thread
found = []
threads = [Thread(target=lambda n=n: found.append(decode(data, "large", f"visitor{n}"))) for n in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert len(found) == 4""",
)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc to measure the memory")
def test_four_visitors_at_once_stay_within_the_memory_of_little_more_than_one(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(largest_rgba_png())
    assert peak_mb(_MEASURE_FOUR, path) < 400


def test_every_format_is_recognized():
    for format in FORMATS:
        assert sniff(saved(Image.new("RGB", (9, 7)), format)) == (format, True)
